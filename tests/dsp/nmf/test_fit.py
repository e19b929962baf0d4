"""A fit: the same numbers for any scale and any number of threads; its leaps; its sums of frames."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.fit import SWEEPS, Fit
from oscfactor.dsp.nmf.kernels.kl import TINY
from oscfactor.dsp.nmf.start import random_start
from oscfactor.machine.threads import Crew
from tests.support import naive

UPDATES = {"kl": naive.kl_update, "is": naive.is_update, "euclidean": naive.euclidean_update}
LOSSES = {"kl": naive.kl_loss, "is": naive.is_loss, "euclidean": naive.euclidean_loss}


def spectrogram(n_frames=90, n_bins=70):
    V = (np.random.default_rng(0).gamma(0.3, 1, (n_frames, n_bins)) + 1e-3).astype(np.float32)
    V.flags.writeable = False
    return V


@pytest.fixture
def fit():
    V = spectrogram()
    with Crew(2) as crew:
        yield Fit(V, *random_start(90, 70, 5, 0, float(V.mean())), "kl", 1.0, crew)


@pytest.mark.parametrize("scale", [0.25, 1.0])
@pytest.mark.parametrize("loss", SWEEPS)
def test_updates_are_the_textbooks_of_the_scaled_sound(loss, scale):
    V = spectrogram()
    W, H = random_start(90, 70, 5, 0, float(V.mean()))
    with Crew(2) as crew:
        fit = Fit(V, W, H, loss, scale, crew)
        for _ in range(3):
            W, H = UPDATES[loss](scale * V.astype(float), W, H)
            fit.update(textbook=True)
        np.testing.assert_allclose(fit.W, W, rtol=1e-3)
        np.testing.assert_allclose(fit.H, H, rtol=1e-3)
        assert fit.loss() == pytest.approx(LOSSES[loss](scale * V.astype(float), W, H), rel=1e-4)


@pytest.mark.parametrize("loss", SWEEPS)
def test_the_number_of_threads_changes_no_bit(loss):
    V, found = spectrogram(900), []
    for n_threads in (1, 2, 5):
        with Crew(n_threads) as crew:
            fit = Fit(V, *random_start(900, 70, 5, 0, float(V.mean())), loss, 1.0, crew)
            for momentum in (None, 0.5, 0.5):
                fit.update(momentum=momentum)
            found.append((fit.W.tobytes(), fit.H.tobytes(), fit.loss()))
    assert found[1:] == found[:1] * 2


@pytest.mark.parametrize(("H", "W"), [(True, False), (False, True)])
def test_what_is_to_stay_stays_also_in_a_leap(fit, H, W):
    kept = fit.keep()
    for momentum in (None, 0.5, 0.5):
        fit.update(H=H, W=W, momentum=momentum)
    assert np.array_equal(fit.W, kept[0]) == (not W)
    assert np.array_equal(fit.H, kept[1]) == (not H)


def test_a_leap_goes_on_by_the_ratio_of_the_last_update(fit):
    fit.update(momentum=0.0)
    before = fit.keep()
    fit.update(momentum=0.0)
    after = fit.keep()
    fit.leap(0.5, H=True, W=True)
    for found, old, new in zip(fit.keep(), before, after, strict=True):
        alive = old > 1e-6
        ratio = np.clip(new[alive] / old[alive], np.exp(-6), np.exp(6))
        np.testing.assert_allclose(found[alive], new[alive] * ratio**0.5, rtol=1e-3)


def test_what_was_kept_comes_back(fit):
    room = fit.keep()
    first = [part.copy() for part in room]
    fit.update()
    assert not np.array_equal(fit.H, first[1])
    fit.restore(room)
    assert np.array_equal(fit.W, first[0])
    assert np.array_equal(fit.H, first[1])
    fit.update()
    assert fit.keep(room) is room
    assert np.array_equal(room[1], fit.H)


@pytest.mark.parametrize("n_pooled", [4, 7])
def test_a_pooled_fit_is_one_of_sums_of_frames(fit, n_pooled):
    coarse, sums = fit.pooled(n_pooled)
    places = np.arange(0, 90, n_pooled)
    V = spectrogram()
    np.testing.assert_allclose(sums, V.sum(axis=1), rtol=1e-5)
    np.testing.assert_allclose(coarse.H, np.add.reduceat(fit.H, places), rtol=1e-5)
    loss = naive.kl_loss(np.add.reduceat(V.astype(float), places), coarse.W, coarse.H)
    assert coarse.loss() == pytest.approx(loss, rel=1e-4)


def test_sums_of_frames_are_spread_by_their_share(fit):
    coarse, sums = fit.pooled(4)
    before = np.add.reduceat(fit.H, np.arange(0, 90, 4))
    fit.spread(coarse.W, coarse.H, sums, 4)
    np.testing.assert_allclose(np.add.reduceat(fit.H, np.arange(0, 90, 4)), before, rtol=1e-4)
    np.testing.assert_allclose(fit.H[1, 0] / fit.H[0, 0], sums[1] / sums[0], rtol=1e-4)


@pytest.mark.parametrize("level", [1e-45, 1e-40, 1e-38])
def test_sums_of_frames_that_are_next_to_nothing_are_spread_too(level):
    """Leakage of a plain tone fades into numbers whose reciprocals are beyond a float32."""
    V = np.zeros((80, 7), np.float32)
    V[:40] = np.linspace(1, 2, 7)
    V[40:60, 3] = level
    with Crew(1) as crew:
        fit = Fit(V, *random_start(80, 7, 2, 0, float(V.mean())), "kl", 1.0, crew)
        coarse, sums = fit.pooled(4)
        fit.spread(coarse.W, coarse.H, sums, 4)
    assert np.isfinite(fit.H).all()
    quarter = coarse.H[10:15].repeat(4, axis=0) / 4
    np.testing.assert_allclose(fit.H[40:60], quarter, rtol=1e-5)


def test_what_is_spread_to_silent_frames_stays_able_to_come_back():
    V = spectrogram().copy()
    V[20:40] = 0
    with Crew(1) as crew:
        fit = Fit(V, *random_start(90, 70, 5, 0, float(V.mean())), "kl", 1.0, crew)
        fit.H[:, 3] = 0
        coarse, sums = fit.pooled(4)
        coarse.update()
        fit.spread(coarse.W, coarse.H, sums, 4)
    assert (np.delete(fit.H, 3, axis=1) >= TINY).all()
    assert not fit.H[:, 3].any()

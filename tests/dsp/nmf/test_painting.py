"""Components that are led by regions: energy moves where it belongs, the rest stays near where it was."""

import numpy as np
import pytest

from oscfactor.dsp.nmf.painting import Region, lead
from tests.support.naive import kl_loss

N_FRAMES, N_BINS, K = 120, 60, 3


def spectrogram():
    """Return a sum of three components, and these."""
    rng = np.random.default_rng(2)
    W = np.zeros((K, N_BINS), np.float32)
    for k, (low, high) in enumerate(((0, 25), (20, 45), (40, 60))):
        W[k, low:high] = rng.random(high - low) + 0.1
    W /= W.sum(axis=1, keepdims=True)
    H = (rng.random((N_FRAMES, K)) ** 3 * 50).astype(np.float32)
    return H @ W, W, H


def muddled(W, H, share=0.4):
    """Return factors in which the first two components have some of each other."""
    W = W.copy()
    W[:2] = (1 - share) * W[:2] + share * W[1::-1]
    return W, H


def weights(k, others=0.1):
    w = np.full(K, others, np.float32)
    w[k] = 1.0
    return w


def share(W, H, k, frames, bins):
    parts = np.einsum("tk,kf->k", H[slice(*frames)], W[:, slice(*bins)])
    return parts[k] / parts.sum()


def test_energy_in_a_region_goes_to_the_component_that_it_belongs_to():
    V, W, H = spectrogram()
    where = (20, 60), (0, 20)
    before = muddled(W, H)
    led = lead(V, *before, [Region(*where, weights(0))])
    assert share(*before, 0, *where) < 0.8
    assert share(led.W, led.H, 0, *where) > 0.95
    np.testing.assert_allclose(led.W.sum(axis=1), 1.0, rtol=1e-5)


def test_a_component_is_kept_out_of_a_region():
    V, W, H = spectrogram()
    where = (0, N_FRAMES), (0, 20)
    before = muddled(W, H)
    out = np.array([1.0, 0.1, 1.0], np.float32)
    led = lead(V, *before, [Region(*where, out)])
    assert share(led.W, led.H, 1, *where) < 0.2 * share(*before, 1, *where)


def test_without_regions_the_loss_falls_and_is_that_of_the_factors():
    V, W, H = spectrogram()
    W, H = muddled(W, H)
    led = lead(V, W, H, [])
    assert led.loss < kl_loss(V, W, H)
    assert led.loss == pytest.approx(kl_loss(V, led.W, led.H), rel=1e-2, abs=1e-2)


def test_neither_threads_nor_pieces_that_say_nothing_change_a_bit():
    V, W, H = spectrogram()
    where = Region((20, 60), (0, 20), weights(0))
    one, two = (lead(V, *muddled(W, H), [where], n_threads=n) for n in (1, 2))
    np.testing.assert_array_equal(one.W, two.W)
    np.testing.assert_array_equal(one.H, two.H)


def test_silence_and_zeros_stay_what_they_are():
    V, W, H = spectrogram()
    V[30:40] = 0.0
    H[:, 2] = 0.0
    led = lead(V, W, H, [Region((0, 50), (0, 20), weights(1))])
    assert np.isfinite(led.W).all()
    assert not led.H[:, 2].any()
    nothing = lead(np.zeros_like(V), W, H, [Region((0, 50), (0, 20), weights(1))])
    assert np.isfinite(nothing.H).all()

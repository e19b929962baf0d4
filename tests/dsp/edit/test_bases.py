"""The laws of every edit of a basis."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import gaussian_filter1d

from oscfactor.dsp.edit import bases

LEVELS = st.floats(0, 1e6, width=32).map(lambda x: 0.0 if x < 1e-6 else x)
W = st.integers(2, 200).flatmap(lambda n: arrays(np.float32, n, elements=LEVELS))
SEEDS = st.integers(0, 2**31 - 1)
COMMON = settings(max_examples=30, deadline=None)

EVERY_BASIS_EDIT = {
    "write": lambda w, x, seed: bases.write(w, 0, [x]),
    "transpose": lambda w, x, seed: bases.transpose(w, x - 15),
    "shift": lambda w, x, seed: bases.shift(w, x - 15),
    "blur": lambda w, x, seed: bases.blur(w, x),
    "sharpen": lambda w, x, seed: bases.sharpen(w, x / 4 + 0.1),
    "band": lambda w, x, seed: bases.band(w, x, 2 * x),
    "wander": lambda w, x, seed: bases.wander(w, x, seed=seed),
    "resample": lambda w, x, seed: bases.resample(w, 0.25 + x / 10, w.size),
}


@pytest.mark.parametrize("name", EVERY_BASIS_EDIT)
@given(w=W, x=st.floats(0, 30), seed=SEEDS)
@COMMON
def test_an_edited_basis_is_another_array_of_magnitudes_and_the_same_next_time(name, w, x, seed):
    edit, before = EVERY_BASIS_EDIT[name], w.copy()
    new = edit(w, x, seed)
    assert np.array_equal(w, before)
    assert not np.shares_memory(new, w)
    assert new.shape == w.shape
    assert new.dtype == np.float32
    assert np.isfinite(new).all()
    assert new.min() >= 0
    assert edit(w, x, seed).tobytes() == new.tobytes()


def test_a_peak_moves_by_semitones_and_by_bins():
    w = np.zeros(500, np.float32)
    w[100] = 1
    assert bases.transpose(w, 12).argmax() == 200
    assert bases.transpose(w, -12).argmax() == 50
    assert bases.shift(w, 25).argmax() == 125
    assert not bases.transpose(w, 48).any()


@given(w=W, amount=st.floats(-24, 24))
@COMMON
def test_transposing_and_shifting_keep_the_energy_unless_all_of_it_leaves(w, amount):
    for new in (bases.transpose(w, amount), bases.shift(w, amount)):
        before, after = (np.linalg.norm(x.astype(float)) for x in (w, new))
        assert after == 0 or after == pytest.approx(before, rel=1e-4)


@given(w=W, amount=st.floats(0, 12), seed=SEEDS)
@COMMON
def test_blurring_sharpening_and_wandering_keep_the_sum(w, amount, seed):
    for new in (bases.blur(w, amount), bases.sharpen(w, 0.5 + amount), bases.wander(w, amount, seed=seed)):
        assert new.sum(dtype=float) == pytest.approx(w.sum(dtype=float), rel=1e-4)


def test_a_basis_keeps_its_frequencies_in_another_transform():
    w = np.zeros(1025, np.float32)
    w[200] = 1
    wider = bases.resample(w, 48000 / 44100, 1025)
    assert abs(wider.argmax() - 200 * 44100 / 48000) <= 1
    assert bases.resample(w, 2.0, 513).argmax() == 100
    assert bases.resample(w, 0.5, 2049).argmax() == 400
    assert bases.resample(w, 2.0, 513).sum() == pytest.approx(1)


def test_a_wide_blur_is_the_gaussian_that_it_says():
    w = np.random.default_rng(1).random(1025, np.float32)
    for bins in (63.0, 65.0, 400.0):
        expected = gaussian_filter1d(w.astype(np.float64), bins, mode="reflect", truncate=8.0)
        np.testing.assert_allclose(bases.blur(w, bins), expected, rtol=1e-3)
        assert bases.blur(w, bins).sum() == pytest.approx(w.sum(), rel=1e-5)


def test_the_widest_blur_is_done_at_once():
    w = np.random.default_rng(1).random(65_537, np.float32)
    np.testing.assert_allclose(bases.blur(w, 1e6), w.mean(), rtol=1e-5)

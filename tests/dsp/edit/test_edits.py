"""The laws of every edit of an activation, a basis or a matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import gaussian_filter1d

from oscfactor.dsp.edit import activations as act
from oscfactor.dsp.edit import bases, matrices
from oscfactor.errors import ArgumentError

LEVELS = st.floats(0, 1e6, width=32).map(lambda x: 0.0 if x < 1e-6 else x)
H = st.tuples(st.integers(1, 3), st.integers(1, 60)).flatmap(lambda s: arrays(np.float32, s, elements=LEVELS))
W = st.integers(2, 200).flatmap(lambda n: arrays(np.float32, n, elements=LEVELS))
SEEDS = st.integers(0, 2**31 - 1)
COMMON = settings(max_examples=30, deadline=None)

EVERY_ACTIVATION_EDIT = {
    "write": lambda h, x, seed: act.write(h, 0, [x]),
    "shift": lambda h, x, seed: act.shift(h, round(x), wrap=seed % 2 == 0),
    "reverse": lambda h, x, seed: act.reverse(h),
    "stretch": lambda h, x, seed: act.stretch(h, x + 0.01, loop=seed % 2 == 0),
    "smooth": lambda h, x, seed: act.smooth(h, x, x / 2),
    "threshold": lambda h, x, seed: act.threshold(h, min(x, 1)),
    "scale": lambda h, x, seed: act.scale(h, x),
    "normalize": lambda h, x, seed: act.normalize(h, x),
    "power": lambda h, x, seed: act.power(h, x + 0.01),
    "quantize": lambda h, x, seed: act.quantize(h, x + 0.5, swing=0.3, strength=0.7, first=x),
    "scatter": lambda h, x, seed: act.scatter(h, x, grid=seed % 3, seed=seed),
}
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


@pytest.mark.parametrize("name", EVERY_ACTIVATION_EDIT)
@given(h=H, x=st.floats(0, 30), seed=SEEDS)
@COMMON
def test_an_edited_activation_is_another_array_of_magnitudes_and_the_same_next_time(name, h, x, seed):
    edit, before = EVERY_ACTIVATION_EDIT[name], h.copy()
    new = edit(h, x, seed)
    assert np.array_equal(h, before)
    assert not np.shares_memory(new, h)
    assert new.shape == h.shape
    assert new.dtype == np.float32
    assert np.isfinite(new).all()
    assert new.min() >= 0
    assert edit(h, x, seed).tobytes() == new.tobytes()


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


@given(h=H, frames=st.integers(-200, 200))
@COMMON
def test_shifting_there_and_back_restores_the_bytes(h, frames):
    assert act.shift(act.shift(h, frames), -frames).tobytes() == h.tobytes()
    assert np.sort(act.shift(h, frames), axis=1).tobytes() == np.sort(h, axis=1).tobytes()


def test_shifting_without_wrapping_lets_silence_in():
    h = np.arange(1, 6, dtype=np.float32)[None]
    assert act.shift(h, 2, wrap=False).tolist() == [[0, 0, 1, 2, 3]]
    assert act.shift(h, -2, wrap=False).tolist() == [[3, 4, 5, 0, 0]]
    assert not act.shift(h, 9, wrap=False).any()


@given(h=H)
@COMMON
def test_reversing_twice_restores_the_bytes(h):
    assert act.reverse(act.reverse(h)).tobytes() == h.tobytes()


@given(h=H)
@COMMON
def test_neutral_edits_change_nothing(h):
    for new in (
        act.stretch(h, 1.0),
        act.smooth(h, 0, 0),
        act.threshold(h, 0),
        act.scale(h, 1),
        act.quantize(h, 7.3, strength=0),
        act.scatter(h, 0),
        act.fit(h, h.shape[1], "loop"),
        act.fit(h, h.shape[1], "stretch"),
        act.fit(h, h.shape[1], "truncate"),
    ):
        np.testing.assert_allclose(new, h, rtol=1e-6)


@given(h=H, factor=st.floats(0.02, 5))
@COMMON
def test_a_looped_activation_has_no_hole_at_its_seam(h, factor):
    h = h + 1
    assert act.stretch(h, factor, loop=True).min() >= h.min() * (1 - 1e-6)
    assert act.resample(h, factor).min() >= h.min() * (1 - 1e-6)


@given(h=H, level=st.floats(0, 1))
@COMMON
def test_a_threshold_only_takes_away(h, level):
    new = act.threshold(h, level)
    assert ((new == h) | (new == 0)).all()
    assert (new[h >= level * h.max()] > 0).sum() == (h[h >= level * h.max()] > 0).sum()


@given(h=H, lag=st.floats(0, 50))
@COMMON
def test_smoothing_never_leaves_the_range(h, lag):
    assert act.smooth(h, lag, lag / 3).max() <= h.max() * (1 + 1e-5)


@given(h=H, reach=st.floats(0, 20), seed=SEEDS)
@COMMON
def test_scattered_events_stay_within_reach(h, reach, seed):
    onsets = act.events(h)
    moved = act.scatter(h, reach, seed=seed)
    for frame in np.flatnonzero(moved.any(axis=0)):
        source = np.abs(np.flatnonzero(h.any(axis=0)) - frame).min()
        assert source <= reach + 1 or len(onsets) > 0
    assert moved.max() <= h.max()


def clicks(*frames):
    h = np.zeros((1, 100), np.float32)
    h[0, list(frames)] = 1
    return h


def test_events_are_found_where_they_begin():
    h = clicks(10, 40)
    h[0, 41:50] = 0.5
    h[0, 70:73] = (0.3, 0.6, 0.9)
    assert act.events(h).tolist() == [10, 40, 70]
    h[0, 64:70] = np.linspace(1e-7, 1e-5, 6)  # a creep of -100 dB, which belongs to nothing
    h[0, 70:73] = (0.05, 0.2, 0.9)
    assert act.events(h).tolist() == [10, 40, 71]
    assert act.events(np.zeros((2, 9), np.float32)).size == 0


def test_quantized_events_stand_on_the_grid():
    found = act.events(act.quantize(clicks(9, 22, 31, 58), 10))
    assert found.tolist() == [10, 20, 30, 60]
    half_way = act.events(act.quantize(clicks(12, 24), 20, strength=0.5))
    assert half_way.tolist() == [16, 22]
    swung = act.events(act.quantize(clicks(1, 11, 21, 31), 10, swing=0.3))
    assert swung.tolist() == [0, 13, 20, 33]


def test_a_creep_before_an_attack_does_not_move_it_off_the_grid():
    h = np.zeros((1, 100), np.float32)
    h[0, 69:75] = np.linspace(1e-6, 1e-5, 6)
    h[0, 75:90] = 0.7 * np.linspace(1, 0, 15)
    once = act.quantize(h, 20)
    assert once.argmax() == 80
    assert act.quantize(once, 20).tobytes() == once.tobytes()


@given(h=H, grid=st.floats(0.3, 30), swing=st.floats(0, 1), first=st.floats(-40, 40))
@settings(max_examples=200, deadline=None)
def test_quantizing_twice_is_quantizing_once(h, grid, swing, first):
    once = act.quantize(h, grid, swing=swing, first=first)
    assert act.quantize(once, grid, swing=swing, first=first).tobytes() == once.tobytes()
    lines = np.arange(-400, 400)
    lines = np.rint(first + grid * (lines + swing * (lines % 2)))
    if ((lines >= 0) & (lines < h.shape[1])).any():
        assert np.isin(act.events(once), lines).all()


def test_an_event_whose_line_lies_beyond_an_end_takes_one_within():
    h = clicks(3, 96)
    h[0, 97:] = 0.9
    new = act.quantize(h, 40, first=25)  # lines at 25 and 65; -15 and 105 lie beyond
    assert act.events(new).tolist() == [25, 65]
    assert new[0, 65:69].tolist() == h[0, 96:].tolist()
    assert np.array_equal(act.quantize(h, 500, first=-100), h)


@given(seed=SEEDS, reach=st.floats(0, 300), grid=st.floats(0, 40))
@COMMON
def test_a_scattered_event_stays_in_the_sound_and_on_the_steps(seed, reach, grid):
    (place,) = act.events(act.scatter(clicks(96), reach, grid=grid, seed=seed))
    steps = (place - 96) / grid if grid > 1 else 0  # every frame is a step of a finer grid
    assert abs(place - 96) <= reach + 0.5
    assert abs(steps - round(steps)) * grid <= 0.5 + 1e-6


def test_a_scatter_on_a_grid_moves_by_whole_steps():
    moved = act.events(act.scatter(clicks(20, 50, 80), 9, grid=4, seed=3))
    steps = moved - np.array([20, 50, 80])
    assert (steps % 4 == 0).all()
    assert (np.abs(steps) <= 9).all()
    assert steps.any()


def test_what_cannot_be_written_is_refused():
    h = np.ones((2, 5), np.float32)
    with pytest.raises(ArgumentError, match="do not fit: there are 5 frames"):
        act.write(h, 3, [1, 2, 3])
    with pytest.raises(ArgumentError, match="0 or more; value 1 is -2"):
        act.write(h, 0, [1, -2, 3])
    assert act.write(h, 3, [7, 8])[:, 3:].tolist() == [[7, 8]] * 2


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


@given(k=st.integers(2, 40), seed=SEEDS)
@COMMON
def test_a_permutation_gives_each_another_basis_and_its_inverse_is_the_identity(k, seed):
    there = matrices.permutation(k, seed)
    assert (there.sum(axis=0) == 1).all()
    assert (there.sum(axis=1) == 1).all()
    assert not np.diag(there).any()
    back = matrices.shuffled(there, seed, inverse=True)
    assert back.tobytes() == matrices.identity(k).tobytes()


def test_one_component_has_no_others_basis():
    with pytest.raises(ArgumentError, match="no other's basis"):
        matrices.permutation(1, 0)
    assert matrices.shuffled(matrices.identity(1), 3).tolist() == [[1]]


@given(k=st.integers(1, 40), density=st.floats(0, 1), seed=SEEDS)
@COMMON
def test_a_random_matrix_spends_each_activation_once(k, density, seed):
    matrix = matrices.by_chance(k, density, seed)
    assert matrix.sum(axis=1, dtype=float) == pytest.approx(1, abs=1e-5)
    assert matrix.tobytes() == matrices.by_chance(k, density, seed).tobytes()
    assert density > 0 or ((matrix > 0).sum(axis=1) == 1).all()


def test_a_wide_blur_is_the_gaussian_that_it_says():
    w = np.random.default_rng(1).random(1025, np.float32)
    for bins in (63.0, 65.0, 400.0):
        expected = gaussian_filter1d(w.astype(np.float64), bins, mode="reflect", truncate=8.0)
        np.testing.assert_allclose(bases.blur(w, bins), expected, rtol=1e-3)
        assert bases.blur(w, bins).sum() == pytest.approx(w.sum(), rel=1e-5)


def test_the_widest_blur_is_done_at_once():
    w = np.random.default_rng(1).random(65_537, np.float32)
    np.testing.assert_allclose(bases.blur(w, 1e6), w.mean(), rtol=1e-5)

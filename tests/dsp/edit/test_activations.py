"""The laws of every edit of an activation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from oscfactor.dsp.edit import activations as act
from oscfactor.dsp.edit import events, fitting
from oscfactor.errors import ArgumentError

LEVELS = st.floats(0, 1e6, width=32).map(lambda x: 0.0 if x < 1e-6 else x)
H = st.tuples(st.integers(1, 3), st.integers(1, 60)).flatmap(lambda s: arrays(np.float32, s, elements=LEVELS))
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
    "quantize": lambda h, x, seed: events.quantize(h, x + 0.5, swing=0.3, strength=0.7, first=x),
    "scatter": lambda h, x, seed: events.scatter(h, x, grid=seed % 3, seed=seed),
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
        events.quantize(h, 7.3, strength=0),
        events.scatter(h, 0),
        fitting.fit(h, h.shape[1], "loop"),
        fitting.fit(h, h.shape[1], "stretch"),
        fitting.fit(h, h.shape[1], "truncate"),
    ):
        np.testing.assert_allclose(new, h, rtol=1e-6)


@given(h=H, factor=st.floats(0.02, 5))
@COMMON
def test_a_looped_activation_has_no_hole_at_its_seam(h, factor):
    h = h + 1
    assert act.stretch(h, factor, loop=True).min() >= h.min() * (1 - 1e-6)
    n = int((h.shape[1] - 1) / factor) + 1
    assert fitting.fit(h, n, "truncate", factor).min() >= h.min() * (1 - 1e-6)


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


def test_what_cannot_be_written_is_refused():
    h = np.ones((2, 5), np.float32)
    with pytest.raises(ArgumentError, match="do not fit: there are 5 frames"):
        act.write(h, 3, [1, 2, 3])
    with pytest.raises(ArgumentError, match="0 or more; value 1 is -2"):
        act.write(h, 0, [1, -2, 3])
    assert act.write(h, 3, [7, 8])[:, 3:].tolist() == [[7, 8]] * 2


def test_63_per_cent_of_a_step_are_done_after_the_attack_and_after_the_release():
    step = np.array([[0] + [1] * 40 + [0] * 40], np.float32)
    found = act.smooth(step, 10, 5)[0]
    done = 1 - np.exp(-1)
    assert found[10] == pytest.approx(done, rel=1e-5)
    assert found[45] == pytest.approx(found[40] * (1 - done), rel=1e-5)

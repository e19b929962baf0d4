"""Events of an activation, and the edits that move them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from oscfactor.dsp.edit.events import events, quantize, scatter

LEVELS = st.floats(0, 1e6, width=32).map(lambda x: 0.0 if x < 1e-6 else x)
H = st.tuples(st.integers(1, 3), st.integers(1, 60)).flatmap(lambda s: arrays(np.float32, s, elements=LEVELS))
SEEDS = st.integers(0, 2**31 - 1)
COMMON = settings(max_examples=30, deadline=None)


@given(h=H, reach=st.floats(0, 20), seed=SEEDS)
@COMMON
def test_scattered_events_stay_within_reach(h, reach, seed):
    onsets = events(h)
    moved = scatter(h, reach, seed=seed)
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
    assert events(h).tolist() == [10, 40, 70]
    h[0, 64:70] = np.linspace(1e-7, 1e-5, 6)  # a creep of -100 dB, which belongs to nothing
    h[0, 70:73] = (0.05, 0.2, 0.9)
    assert events(h).tolist() == [10, 40, 71]
    assert events(np.zeros((2, 9), np.float32)).size == 0


def test_quantized_events_stand_on_the_grid():
    found = events(quantize(clicks(9, 22, 31, 58), 10))
    assert found.tolist() == [10, 20, 30, 60]
    half_way = events(quantize(clicks(12, 24), 20, strength=0.5))
    assert half_way.tolist() == [16, 22]
    swung = events(quantize(clicks(1, 11, 21, 31), 10, swing=0.3))
    assert swung.tolist() == [0, 13, 20, 33]


def test_a_creep_before_an_attack_does_not_move_it_off_the_grid():
    h = np.zeros((1, 100), np.float32)
    h[0, 69:75] = np.linspace(1e-6, 1e-5, 6)
    h[0, 75:90] = 0.7 * np.linspace(1, 0, 15)
    once = quantize(h, 20)
    assert once.argmax() == 80
    assert quantize(once, 20).tobytes() == once.tobytes()


@given(h=H, grid=st.floats(0.3, 30), swing=st.floats(0, 1), first=st.floats(-40, 40))
@settings(max_examples=200, deadline=None)
def test_quantizing_twice_is_quantizing_once(h, grid, swing, first):
    once = quantize(h, grid, swing=swing, first=first)
    assert quantize(once, grid, swing=swing, first=first).tobytes() == once.tobytes()
    lines = np.arange(-400, 400)
    lines = np.rint(first + grid * (lines + swing * (lines % 2)))
    if ((lines >= 0) & (lines < h.shape[1])).any():
        assert np.isin(events(once), lines).all()


def test_an_event_whose_line_lies_beyond_an_end_takes_one_within():
    h = clicks(3, 96)
    h[0, 97:] = 0.9
    new = quantize(h, 40, first=25)  # lines at 25 and 65; -15 and 105 lie beyond
    assert events(new).tolist() == [25, 65]
    assert new[0, 65:69].tolist() == h[0, 96:].tolist()
    assert np.array_equal(quantize(h, 500, first=-100), h)


@given(seed=SEEDS, reach=st.floats(0, 300), grid=st.floats(0, 40))
@COMMON
def test_a_scattered_event_stays_in_the_sound_and_on_the_steps(seed, reach, grid):
    (place,) = events(scatter(clicks(96), reach, grid=grid, seed=seed))
    steps = (place - 96) / grid if grid > 1 else 0  # every frame is a step of a finer grid
    assert abs(place - 96) <= reach + 0.5
    assert abs(steps - round(steps)) * grid <= 0.5 + 1e-6


def test_a_scatter_on_a_grid_moves_by_whole_steps():
    moved = events(scatter(clicks(20, 50, 80), 9, grid=4, seed=3))
    steps = moved - np.array([20, 50, 80])
    assert (steps % 4 == 0).all()
    assert (np.abs(steps) <= 9).all()
    assert steps.any()

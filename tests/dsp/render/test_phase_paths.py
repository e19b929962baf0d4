"""Phases integrated along the loudest paths, against a few lines with Python's own heap."""

import numpy as np
import pytest

from oscfactor.dsp.render.phase import steps
from oscfactor.dsp.render.phase_paths import follow, integrate
from oscfactor.dsp.transform.stft import Stft
from tests.support import naive

STEPS = np.array(steps(Stft(64, 16, 64)))


def logs(n_frames, n_bins=33, seed=0):
    """Return log-magnitudes of which no two lie in one level of loudness, so that there is one order."""
    size = n_frames * n_bins
    return (np.random.default_rng(seed).permutation(size) / 32).reshape(n_frames, n_bins).astype(np.float32)


def assert_same_angle(found, expected):
    np.testing.assert_allclose(np.exp(1j * found.astype(float)), np.exp(1j * expected), atol=1e-3)


@pytest.mark.parametrize("shape", [(1, 33), (2, 33), (12, 33), (12, 2), (40, 5)])
@pytest.mark.parametrize("seed", range(3))
def test_each_cell_follows_from_its_loudest_known_neighbour(shape, seed):
    s = logs(*shape, seed=seed)
    random = np.random.default_rng(seed + 10)
    known = random.choice(np.array([0, 0, 0, 0, 1, 2], np.uint8), shape)
    given = random.uniform(-3, 3, shape).astype(np.float32)
    found = given.copy()
    integrate(s, STEPS, known.copy(), found)
    assert_same_angle(found, naive.phases(s, STEPS, known, given))
    assert np.array_equal(found[known != 0], given[known != 0])


def test_an_island_keeps_the_phase_of_the_cell_from_which_it_is_found():
    known = np.full((3, 9), 2, np.uint8)
    known[1, 4:7] = 0
    phases = np.full((3, 9), 0.7, np.float32)
    integrate(logs(3, 9), STEPS, known, phases)
    assert phases[1, 4] == np.float32(0.7)
    assert (phases[1, 5:7] != np.float32(0.7)).all()


def test_frames_follow_one_another_and_blocks_begin_anew():
    n, block, begin = 11, 4, 6
    s = logs(n + 2)
    random = np.random.default_rng(1)
    given, before = (random.uniform(0, 6, shape).astype(np.float32) for shape in ((n, 33), 33))
    floors = np.array([-2.5, -20.0])
    found = given.copy()
    follow(s, STEPS, begin, block, floors, before, found)
    last = before
    for i in range(n):
        if (begin + i) % block == 0:
            assert np.array_equal(found[i], given[i])
        else:
            loud = max(s[i].max(), s[i + 1].max()) - 2.5
            known = np.stack([np.where(s[i] > loud, 1, 2), np.where(s[i + 1] > loud, 0, 2), np.full(33, 2)])
            three = np.stack([last, given[i], 0 * last])
            assert_same_angle(found[i], naive.phases(s[i : i + 3], STEPS, known, three)[1])
        last = found[i]


def test_what_is_below_the_floor_stays_as_given():
    s = np.full((5, 33), -30.0, np.float32)
    given = np.ones((3, 33), np.float32)
    found = given.copy()
    follow(s, STEPS, 1, 16, np.array([-100.0, -20.0]), given[0], found)
    assert np.array_equal(found, given)

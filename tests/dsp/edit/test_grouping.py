"""Components into groups: by their places, exactly, and by their spectra."""

from itertools import combinations

import numpy as np
import pytest

from oscfactor.dsp.edit import grouping


def spread(x, weights, labels):
    """Return the sum of squared distances to the means of the groups."""
    total = 0.0
    for g in range(labels.max() + 1):
        own = labels == g
        mean = np.average(x[own], weights=weights[own])
        total += (weights[own] * (x[own] - mean) ** 2).sum()
    return total


def best(x, weights, n):
    """Return the least spread of so many groups of neighbours, by trying all."""
    order = np.argsort(x)
    tried = []
    for cuts in combinations(range(1, len(x)), n - 1):
        labels = np.empty(len(x), np.int64)
        labels[order] = np.searchsorted(cuts, np.arange(len(x)), side="right")
        tried.append(spread(x, weights, labels))
    return min(tried)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_groups_on_a_line_are_the_best_that_there_are(seed, n):
    rng = np.random.default_rng(seed)
    x, weights = rng.uniform(size=9), rng.uniform(0.1, 3.0, size=9)
    labels = grouping.on_a_line(x, weights, n)
    assert sorted(set(labels.tolist())) == list(range(n))
    assert spread(x, weights, labels) == pytest.approx(best(x, weights, n), abs=1e-12)


def test_groups_are_counted_from_left_to_right_and_silence_is_in_none():
    # In two channels: one to the left twice, one to the right, silence, and two near the middle.
    sums = np.array([[4.0, 0.1, 0.0, 8.0, 1.0, 1.1], [0.2, 4.0, 0.0, 0.3, 1.1, 1.0]])
    assert grouping.by_place(sums, 3).tolist() == [0, 2, -1, 0, 1, 1]
    assert grouping.by_place(sums, 0).tolist() == [0, 2, -1, 0, 1, 1]
    assert grouping.places(np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])).tolist() == pytest.approx(
        [0, 1, 0.5]
    )


def test_what_stands_at_one_place_is_one_group():
    assert grouping.by_place(np.ones((2, 5)), 0).tolist() == [0] * 5
    assert grouping.by_place(np.zeros((2, 3)), 0).tolist() == [-1] * 3


@pytest.mark.parametrize("n", [3, 7])
def test_there_are_no_more_groups_than_points(n):
    assert grouping.on_a_line(np.array([0.9, 0.1, 0.5]), np.ones(3), n).tolist() == [2, 0, 1]


def test_of_many_channels_the_even_ones_are_left():
    sums = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    assert grouping.places(sums).tolist() == pytest.approx([0.0, 1.0])


def test_spectra_of_two_kinds_are_told_apart_the_loudest_first():
    rng, bins = np.random.default_rng(1), np.arange(1025)
    low = [np.exp(-(((bins - c) / 3) ** 2)) for c in (10, 11, 12)]
    high = [np.exp(-(((bins - c) / 30) ** 2)) for c in (400, 420, 440)]
    W = np.float32([low[0], high[0], high[1], low[1], high[2], low[2]])
    W += 1e-5 * rng.uniform(size=W.shape).astype(np.float32)
    weights = np.array([1.0, 2.0, 2.0, 1.0, 2.0, 1.0])
    assert grouping.by_timbre(W, weights, 21.5, 2).tolist() == [1, 0, 0, 1, 0, 1]
    weights[1] = 0.0
    assert grouping.by_timbre(W, weights, 21.5, 0)[1] == -1
    assert grouping.by_timbre(W, np.zeros(6), 21.5, 2).tolist() == [-1] * 6

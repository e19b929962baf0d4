"""Momentum: the last ratio, carried on."""

from __future__ import annotations

import numpy as np

from oscfactor.dsp.nmf.kernels.momentum import leap


def test_a_leap_carries_the_last_ratio_on_and_keeps_zeros():
    past = np.array([[1, 2, 4, 1, 0, 1]], np.float32)
    X = np.array([[2, 2, 1, 1e9, 0, 0]], np.float32)
    before = X.copy()
    leap(X, past, np.float32(0.5), 0, 1, 6)
    np.testing.assert_allclose(X[0, :3], [2 * 2**0.5, 2, 0.5], rtol=1e-4)
    assert 1e9 < X[0, 3] < 1e9 * 25
    assert X[0, 4] == X[0, 5] == 0
    assert np.array_equal(past, before)


def test_only_the_rows_that_are_asked_for_leap():
    past, X = np.ones((5, 3), np.float32), np.full((5, 3), 2, np.float32)
    leap(X, past, np.float32(1), 1, 3, 2)
    np.testing.assert_allclose(X[1:3, :2], 4, rtol=1e-4)
    np.testing.assert_array_equal(past[1:3, :2], 2)
    for rest in (X[:1], X[3:], X[:, 2:]):
        np.testing.assert_array_equal(rest, 2)

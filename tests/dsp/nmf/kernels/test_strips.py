"""The kernels' products, logarithm and leap, at every odd size, against a line of NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels import strips, thin
from oscfactor.dsp.nmf.kernels.momentum import leap

COUNTS = [1, 3, 4, 5, 6, 7, 8, 10, 11, 17, 64, 65]
N_BINS = [1, 15, 16, 33, 129]


def drawn(*shape, seed=0):
    array = strips.aligned(*shape)
    array[:] = np.random.default_rng(seed).random(shape)
    return array


def parts_of(n_components, n_bins):
    n_padded = strips.padded(n_components)
    W = drawn(n_padded, strips.stride_of(max(n_bins, n_padded)))
    W[n_components:] = 0
    return W, drawn(4, n_padded, seed=1), drawn(4, W.shape[1], seed=2)


@pytest.mark.parametrize("n_components", COUNTS)
@pytest.mark.parametrize("n_bins", N_BINS)
def test_products_are_products(n_components, n_bins):
    W, h, R = parts_of(n_components, n_bins)
    N = np.ones_like(W)
    strips.gather(h, R, N, n_bins)
    np.testing.assert_allclose(N[:, :n_bins], 1 + h.T @ R[:, :n_bins], rtol=1e-5)
    assert (N[:, n_bins:] == 1).all()
    p = np.zeros_like(h)
    strips.project(R, W, p, n_bins)
    np.testing.assert_allclose(p, R[:, :n_bins] @ W[:, :n_bins].T, rtol=1e-5)
    strips.mix(h, W, R, np.float32(0.5), n_bins)
    lead = 4 + len(W) % 4
    np.testing.assert_allclose(R[:, :n_bins], 0.5 + h[:, lead:] @ W[lead:, :n_bins], rtol=1e-5)
    strips.mix_pair(h, W, R, n_bins)
    np.testing.assert_allclose(R[:, :n_bins], 0.5 + h[:, 4:] @ W[4:, :n_bins], rtol=1e-5)


def test_rows_begin_on_cache_lines():
    for n_items in (1, 16, 513, 1000, 1025, 2049):
        array = strips.aligned(3, strips.stride_of(n_items))
        assert array.shape[1] > n_items
        assert n_items < 500 or array.shape[1].bit_count() > 1  # no power of two
        assert all(row.ctypes.data % 64 == 0 for row in array)


def test_the_logarithm_is_one():
    numbers = np.logspace(-37, 38, 10_001).astype(np.float32)
    found = np.array([strips.log(x) for x in numbers])
    np.testing.assert_allclose(found, np.log(numbers.astype(float)), rtol=3e-7, atol=2e-7)
    assert -100 < strips.log(np.float32(0)) < -80


def test_a_leap_carries_the_last_ratio_on_and_keeps_zeros():
    past = np.array([[1, 2, 4, 1, 0, 1]], np.float32)
    X = np.array([[2, 2, 1, 1e9, 0, 0]], np.float32)
    before = X.copy()
    leap(X, past, np.float32(0.5), 0, 1, 6)
    np.testing.assert_allclose(X[0, :3], [2 * 2**0.5, 2, 0.5], rtol=1e-4)
    assert 1e9 < X[0, 3] < 1e9 * 25
    assert X[0, 4] == X[0, 5] == 0
    assert np.array_equal(past, before)


@pytest.mark.parametrize("n_frames", [1, 3, 4, 9, 64])
def test_frames_are_added_up(n_frames):
    V = drawn(n_frames, 33)
    pooled = np.empty((-(-n_frames // 4), 33), np.float32)
    sums = np.empty(n_frames, np.float32)
    thin.pool(V, 4, (0, len(pooled)), pooled, sums)
    np.testing.assert_allclose(pooled, np.add.reduceat(V, np.arange(0, n_frames, 4)), rtol=1e-6)
    np.testing.assert_allclose(sums, V.sum(axis=1), rtol=1e-6)

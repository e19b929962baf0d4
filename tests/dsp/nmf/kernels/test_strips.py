"""The kernels' products and logarithm, at every odd size, against a line of NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels import strips

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


@pytest.mark.parametrize(("first", "last"), [(0, 4), (3, 6), (9, 10)])
def test_a_group_is_loaded_and_stored_without_the_frames_of_others(first, last):
    H, h = drawn(10, 3), drawn(4, 4, seed=1)
    strips.load(H, first, last, h)
    n = last - first
    assert np.array_equal(h[:n, :3], H[first:last])
    assert not h[n:, :3].any()
    before = H.copy()
    strips.store(2 * h, first, last, H)
    assert np.array_equal(H[first:last], 2 * before[first:last])
    assert np.array_equal(H[:first], before[:first])
    assert np.array_equal(H[last:], before[last:])


@pytest.mark.parametrize("last", [3, 4, 5, 6])
def test_rows_behind_the_last_frame_are_the_last_frame_again(last):
    V = drawn(8, 16)
    found = strips.rows(V, 2, last)
    assert [int(np.flatnonzero((row == V).all(axis=1))[0]) for row in found] == [
        min(t, last - 1) for t in (2, 3, 4, 5)
    ]


def test_parts_are_added_up():
    N, S = drawn(3, 2, 4, 16), np.random.default_rng(1).random((3, 5, 4))
    sums = N.sum(axis=0), S.sum(axis=0)
    strips.add_parts(N, S)
    np.testing.assert_allclose(N[0], sums[0], rtol=1e-6)
    np.testing.assert_allclose(S[0], sums[1])

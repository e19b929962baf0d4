"""Sums and thin products of a spectrogram, at odd sizes, against a line of NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels import strips, thin


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).random(shape, np.float32)


@pytest.mark.parametrize("n_frames", [1, 3, 4, 9, 64])
def test_frames_are_added_up(n_frames):
    V = drawn(n_frames, 33)
    pooled = np.empty((-(-n_frames // 4), 33), np.float32)
    sums = np.empty(n_frames, np.float32)
    thin.pool(V, 4, (0, len(pooled)), pooled, sums)
    np.testing.assert_allclose(pooled, np.add.reduceat(V, np.arange(0, n_frames, 4)), rtol=1e-6)
    np.testing.assert_allclose(sums, V.sum(axis=1), rtol=1e-6)


def test_rows_of_other_parts_are_left_alone():
    V, pooled, sums = drawn(23, 9), np.full((6, 9), -1, np.float32), np.full(23, -1, np.float32)
    thin.pool(V, 4, (1, 3), pooled, sums)
    assert (pooled[[0, 3, 4, 5]] == -1).all()
    assert (sums[:4] == -1).all()
    assert (sums[12:] == -1).all()
    np.testing.assert_allclose(pooled[1], V[4:8].sum(axis=0), rtol=1e-6)


def test_each_part_is_surveyed():
    V, cuts, facts = drawn(20, 33), np.array([0, 3, 11, 20]), np.zeros((3, 2))
    V[7, 5] = -2
    thin.survey(V, cuts, (0, 3), facts)
    parts = np.split(V, [3, 11])
    np.testing.assert_allclose(facts, [(part.min(), part.sum(dtype=float)) for part in parts], rtol=1e-6)
    V[12, 1] = np.nan
    thin.survey(V, cuts, (0, 3), facts)
    assert not np.isfinite(facts[2]).all()


@pytest.mark.parametrize("n_components", [1, 4, 6, 9])
@pytest.mark.parametrize("n_bins", [3, 16, 41])
def test_thin_products_are_products(n_components, n_bins):
    V, H = drawn(21, n_bins), drawn(21, n_components, seed=1)
    cuts, n_padded = np.array([0, 6, 21]), strips.padded(n_components)
    W = strips.aligned(n_padded, strips.stride_of(max(n_bins, n_padded)))
    W[:n_components, :n_bins] = drawn(n_components, n_bins, seed=2)
    N, scratch = np.ones((2, *W.shape), np.float32), strips.aligned(2, 8, W.shape[1])
    thin.products(V, W, H, cuts, (0, 2), (False, True), scratch, N)
    expected = H.T @ V
    np.testing.assert_allclose(N.sum(axis=0)[:n_components, :n_bins], expected, rtol=1e-5)
    thin.products(V, W, H, cuts, (0, 2), (True, False), scratch, N)
    np.testing.assert_allclose(H, V @ W[:n_components, :n_bins].T, rtol=1e-5)

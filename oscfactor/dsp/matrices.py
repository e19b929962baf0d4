"""Matrices of cells, float32 (n_components, n_components): the gains with which activations drive bases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


def identity(n_components: int) -> Matrix:
    """Return the matrix that is the sound itself."""
    return np.eye(n_components, dtype=np.float32)


def with_cell(matrix: Matrix, activation: int, basis: int, gain: float) -> Matrix:
    """Return the matrix with one cell changed; -1 means every row, or every column."""
    new = matrix.copy()
    rows = slice(None) if activation == -1 else activation
    columns = slice(None) if basis == -1 else basis
    new[rows, columns] = gain
    return new


def by_chance(n_components: int, density: float, seed: int) -> Matrix:
    """Return a matrix with about a share `density` of its cells on, each row's gains adding up to 1.

    So each activation spends as much as it did, on other bases; one that gets no cell falls silent.
    """
    rng = np.random.default_rng(seed)
    gains = rng.uniform(0.1, 1.0, (n_components, n_components))
    gains[rng.random((n_components, n_components)) >= density] = 0.0
    sums = gains.sum(axis=1, keepdims=True)
    np.divide(gains, sums, out=gains, where=sums > 0)
    return np.asarray(gains, np.float32)


def permutation(n_components: int, seed: int) -> Matrix:
    """Return a matrix that gives each activation another's basis, each basis once."""
    return shuffled(identity(n_components), seed)


def shuffled(matrix: Matrix, seed: int, *, inverse: bool = False) -> Matrix:
    """Return the matrix with its columns in an order drawn by `seed`, or back from it."""
    order = np.random.default_rng(seed).permutation(matrix.shape[1])
    return np.ascontiguousarray(matrix[:, np.argsort(order) if inverse else order])

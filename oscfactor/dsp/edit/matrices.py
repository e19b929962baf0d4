"""Matrices of cells, float32 (n_components, n_components): the gains with which activations drive bases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import ArgumentError

Matrix = NDArray[np.float32]
Index = int | NDArray[np.intp]
"""One row or column, or one for each of several cells."""


def identity(n_components: int) -> Matrix:
    """Return the matrix that is the sound itself."""
    return np.eye(n_components, dtype=np.float32)


def with_cell(matrix: Matrix, activation: Index, basis: Index, gain: float) -> Matrix:
    """Return the matrix with a cell changed, or one for each pair; -1 means every row, or every column."""
    new = matrix.copy()
    rows = slice(None) if np.ndim(activation) == 0 and activation == -1 else activation
    columns = slice(None) if np.ndim(basis) == 0 and basis == -1 else basis
    new[rows, columns] = gain
    return new


def by_chance(n_components: int, density: float, seed: int) -> Matrix:
    """Return a matrix with about a share `density` of its cells on, each row's gains adding up to 1.

    So each activation spends as much as it did, on other bases; each has one cell at least.
    """
    rng = np.random.default_rng(seed)
    gains = rng.uniform(0.1, 1.0, (n_components, n_components))
    draws = rng.random((n_components, n_components))
    off = draws >= density
    off[np.arange(n_components), draws.argmin(axis=1)] = False
    gains[off] = 0.0
    return np.asarray(gains / gains.sum(axis=1, keepdims=True), np.float32)


def permutation(n_components: int, seed: int) -> Matrix:
    """Return a matrix that gives each activation another's basis, each basis once.

    Raises
    ------
    ArgumentError
        There is one component: no other has a basis to give.
    """
    if n_components < 2:
        raise ArgumentError("one component has no other's basis to take; factorize into 2 or more")
    return shuffled(identity(n_components), seed)


def shuffled(matrix: Matrix, seed: int, *, inverse: bool = False) -> Matrix:
    """Return the matrix with each column elsewhere, in an order drawn by `seed`, or back from it."""
    order = _derangement(matrix.shape[1], seed)
    return np.ascontiguousarray(matrix[:, np.argsort(order) if inverse else order])


def _derangement(n: int, seed: int) -> NDArray[np.intp]:
    """Return a random order of `n` columns in which no column keeps its place, unless there is only one."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(n)
    while n > 1 and (order == np.arange(n)).any():  # more than a third of all orders pass
        order = rng.permutation(n)
    return order

"""Bases between two given bases, by fading or by moving along frequency: arrays in, new arrays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def blend(one: Array, other: Array, amount: float) -> Array:
    """Return the basis at `amount` of the way between two bases, by fading: both are heard."""
    if amount in (0.0, 1.0):
        return (other if amount else one).copy()
    return np.asarray((1 - amount) * one + amount * other, np.float32)


def transport(one: Array, other: Array, amount: float) -> Array:
    """Return the basis at `amount` of the way between two bases, by moving each part along frequency.

    In one dimension the optimal plan takes the parts in order: the quantiles of the result lie between those
    of the two. The sum goes evenly from the one's to the other's.

    Parameters
    ----------
    one, other : float32 (n_bins,)
    amount : float
        0 to 1.

    References
    ----------
    Henderson & Solomon, "Audio transport: a generalized portamento via optimal transport", DAFx 2019; Peyré &
    Cuturi, "Computational optimal transport", 2019, remark 2.30.
    """
    sums = one.sum(dtype=np.float64), other.sum(dtype=np.float64)
    if amount in (0.0, 1.0) or min(sums) == 0.0:
        return blend(one, other, amount)
    heaps = [np.cumsum(w, dtype=np.float64) / total for w, total in zip((one, other), sums, strict=True)]
    heaps[0][-1] = heaps[1][-1] = 1.0
    cuts = np.union1d(*heaps)
    masses = np.diff(cuts, prepend=0.0)
    middles = cuts - masses / 2
    places = [np.searchsorted(heap, middles).clip(max=one.size - 1) for heap in heaps]
    between = (1 - amount) * places[0] + amount * places[1]
    below = between.astype(np.intp)
    share = between - below
    moved = np.bincount(below, masses * (1 - share), one.size + 1)
    moved += np.bincount(below + 1, masses * share, one.size + 1)
    return np.asarray(moved[: one.size] * ((1 - amount) * sums[0] + amount * sums[1]), np.float32)


def as_strong(w: Array, model: Array) -> Array:
    """Return a basis scaled to the energy, the sum of squares, of a model: about as loud."""
    energies = [float(np.linalg.norm(x.astype(np.float64))) for x in (w, model)]
    if energies[0] == energies[1] or energies[0] == 0.0:
        return w
    # The factor may be beyond float32 where the products are not.
    return np.asarray(w * np.float64(energies[1] / energies[0]), np.float32)

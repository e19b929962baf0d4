"""Bases of one sound for another: pairs that are alike, and bases between the two of a pair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Array = NDArray[np.float32]
Likeness = NDArray[np.float64]

_POINTS = 256  # at which activations of different lengths are compared


def spectral_likeness(ours: Array, theirs: Array) -> Likeness:
    """Return how alike bases are: the Bhattacharyya coefficient, 0 for nothing in common, 1 for the same.

    Parameters
    ----------
    ours : float32 (n_ours, n_bins)
    theirs : float32 (n_theirs, n_bins)

    Returns
    -------
    float64 (n_ours, n_theirs)
    """
    return _shares(ours) @ _shares(theirs).T


def temporal_likeness(ours: Array, theirs: Array) -> Likeness:
    """Return how alike activations are, each stretched to the same length: their correlation, -1 to 1.

    Parameters
    ----------
    ours : float32 (n_channels, n_frames, n_ours)
    theirs : float32 (n_channels, n_frames, n_theirs); the numbers of channels and frames may differ

    Returns
    -------
    float64 (n_ours, n_theirs)
    """
    return _curves(ours) @ _curves(theirs).T


def assign(likeness: Likeness) -> NDArray[np.intp]:
    """Return, for each of ours, which of theirs makes the likeness of all pairs together greatest.

    Each of theirs is taken once; where there are too few of them, those of ours that remain take what is most
    like them.
    """
    pairs: NDArray[np.intp] = likeness.argmax(axis=1)
    rows, columns = linear_sum_assignment(likeness, maximize=True)
    pairs[rows] = columns
    return pairs


def blend(one: Array, other: Array, amount: float) -> Array:
    """Return the basis at `amount` of the way from one to another, by fading: both are heard."""
    if amount in (0.0, 1.0):
        return (other if amount else one).copy()
    return np.asarray((1 - amount) * one + amount * other, np.float32)


def transport(one: Array, other: Array, amount: float) -> Array:
    """Return the basis at `amount` of the way from one to another, by moving each part of it along frequency.

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
    """Return a basis with the energy, the sum of squares, of another: then it is about as loud."""
    energies = [float(np.linalg.norm(x.astype(np.float64))) for x in (w, model)]
    if energies[0] == energies[1] or energies[0] == 0.0:
        return w
    # The factor may be beyond float32 where the products are not.
    return np.asarray(w * np.float64(energies[1] / energies[0]), np.float32)


def _shares(bases: Array) -> Likeness:
    sums = np.maximum(bases.sum(axis=1, keepdims=True, dtype=np.float64), np.finfo(np.float32).tiny)
    shares: Likeness = np.sqrt(bases / sums)
    return shares


def _curves(H: Array) -> Likeness:
    total = H.sum(axis=0, dtype=np.float64)
    frames = np.arange(len(total))
    places = np.linspace(0, len(total) - 1, _POINTS)
    curves = np.stack([np.interp(places, frames, total[:, k]) for k in range(total.shape[1])])
    curves -= curves.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(curves, axis=1, keepdims=True)
    scaled: Likeness = np.divide(curves, norms, out=np.zeros_like(curves), where=norms > 0)
    return scaled

"""Pairs of components of two sounds: how alike they are, and which go together."""

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

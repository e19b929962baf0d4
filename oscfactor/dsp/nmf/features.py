"""What can be said of components in numbers, and orders of components that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

ONSET_SHARE = 0.1  # of the activation's maximum: -20 dB, below which attacks are not yet heard as such


def energies(W: NDArray[np.float32], H: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return each component's share of the energy, the squared norm of `W[:, k] H[k]`.

    Parameters
    ----------
    W : float32 (n_bins, n_components)
    H : float32 (n_channels, n_components, n_frames)

    Returns
    -------
    float64 (n_components,), summing to 1; zeros for silence
    """
    scale = float(H.max(initial=0.0)) or 1.0  # so that no square is too large or too small
    H = H / np.float32(scale)
    energy: NDArray[np.float64] = np.einsum("fk,fk->k", W, W, dtype=np.float64)
    energy *= np.einsum("ckt,ckt->k", H, H, dtype=np.float64)
    total = float(energy.sum())
    return energy / total if total > 0 else energy


def centroids(W: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean bin of each basis, weighted by its magnitudes.

    Parameters
    ----------
    W : float32 (n_bins, n_components)
    """
    weights = W.sum(axis=0, dtype=np.float64)
    sums: NDArray[np.float64] = np.arange(W.shape[0], dtype=np.float64) @ W
    return sums / np.where(weights > 0, weights, 1.0)


def peaks(W: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the strongest bin of each basis.

    Parameters
    ----------
    W : float32 (n_bins, n_components)
    """
    strongest: NDArray[np.intp] = W.argmax(axis=0)
    return strongest


def onsets(H: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the frame in which each activation, over all channels, first reaches a tenth of its maximum.

    Parameters
    ----------
    H : float32 (n_channels, n_components, n_frames)
    """
    loudest = H.max(axis=0)
    first: NDArray[np.intp] = (loudest >= ONSET_SHARE * loudest.max(axis=1, keepdims=True)).argmax(axis=1)
    return first


def order(W: NDArray[np.float32], H: NDArray[np.float32], by: str) -> NDArray[np.intp]:
    """Return the components' order by `energy` (loudest first), `centroid`, `peak`, `onset`, or `none`.

    Equal ones keep their order, so the result is the same in every run.
    """
    keys: dict[str, Callable[[], NDArray[Any]]] = {
        "energy": lambda: -energies(W, H),
        "centroid": lambda: centroids(W),
        "peak": lambda: peaks(W),
        "onset": lambda: onsets(H),
        "none": lambda: np.zeros(W.shape[1]),
    }
    return np.argsort(keys[by](), kind="stable")

"""Features of components in numbers, and orders of components by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

ONSET_SHARE = 0.1  # of the activation's maximum: -20 dB, below which attacks are not yet heard as such


def energies(W: NDArray[np.float32], H: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return each component's share of the energy, the squared norm of `H[:, k] W[k]`.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    H : float32 (n_channels, n_frames, n_components)

    Returns
    -------
    float64 (n_components,), summing to 1; zeros for silence
    """
    scale = float(H.max(initial=0.0)) or 1.0  # so that no square is too large or too small
    H = H / np.float32(scale)
    energy: NDArray[np.float64] = np.einsum("kf,kf->k", W, W, dtype=np.float64)
    energy *= np.einsum("ctk,ctk->k", H, H, dtype=np.float64)
    total = float(energy.sum())
    return energy / total if total > 0 else energy


def centroids(W: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean bin of each basis, weighted by its magnitudes.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    """
    weights = W.sum(axis=1, dtype=np.float64)
    sums: NDArray[np.float64] = W @ np.arange(W.shape[1], dtype=np.float64)
    return sums / np.where(weights > 0, weights, 1.0)


def peaks(W: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the strongest bin of each basis.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    """
    strongest: NDArray[np.intp] = W.argmax(axis=1)
    return strongest


def onsets(H: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the frame in which each activation, over all channels, first reaches a tenth of its maximum.

    Parameters
    ----------
    H : float32 (n_channels, n_frames, n_components)
    """
    loudest = H.max(axis=0)
    first: NDArray[np.intp] = (loudest >= ONSET_SHARE * loudest.max(axis=0)).argmax(axis=0)
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
        "none": lambda: np.zeros(len(W)),
    }
    return np.argsort(keys[by](), kind="stable")

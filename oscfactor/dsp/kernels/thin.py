"""`V` times a thin matrix from either side, and what must be known of `V` before anything is done with it."""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.kernels.strips import OPTIONS, gather, load, project, store


@njit(**OPTIONS)
def survey(V, cuts, parts, facts):
    """Write the least value and the sum of each part of `V` to `facts` float64 (n_parts, 2)."""
    for part in range(parts[0], parts[1]):
        least, total = np.float32(np.inf), 0.0
        for t in range(cuts[part], cuts[part + 1]):
            row = V[t]
            for f in range(row.size):
                least = min(least, row[f])
                total += row[f]
        facts[part, 0], facts[part, 1] = least, total


@njit(**OPTIONS)
def products(V, W, H, cuts, parts, sides, scratch, N):
    """Write `V @ W.T` to `H` if `sides[0]`, and the parts of `H.T @ V` to `N` if `sides[1]`.

    Parameters
    ----------
    V : float32 (n_frames, n_bins)
    W : float32 (n_padded, stride)
    H : float32 (n_frames, n_components)
    cuts, parts, scratch : as for `kl.sweep_kl`
    N : float32 (n_parts, n_padded, stride)
    """
    n_bins = V.shape[1]
    R = scratch[parts[0], :4]
    h = scratch[parts[0], 4:8, : W.shape[0]]
    ones = np.ones(H.shape[1], np.float32)
    for part in range(parts[0], parts[1]):
        N[part] = np.float32(0)
        for first in range(cuts[part], cuts[part + 1], 4):
            last = min(first + 4, cuts[part + 1])
            R[:] = np.float32(0)
            R[: last - first, :n_bins] = V[first:last]
            if sides[0]:
                project(R, W, h, n_bins)
                store(h, first, last, H)
            if sides[1]:
                load(H, ones, first, last, h)
                gather(h, R, N[part], n_bins)

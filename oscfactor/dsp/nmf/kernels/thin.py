"""`V` times a thin matrix from either side, `V` with its frames added up, and its least value and sum."""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.nmf.kernels.strips import LOADED, MIX, OPTIONS, gather, load, project, store, strip


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
    cuts : as in `Data`
    parts : as for `kl.sweep_kl`
    scratch : as for `kl.sweep_kl`; two strips do
    N : float32 (n_parts, n_padded, stride)
    """
    n_bins = V.shape[1]
    R = strip(scratch, parts[0], MIX)
    h = strip(scratch, parts[0], LOADED)[:, : W.shape[0]]
    for part in range(parts[0], parts[1]):
        N[part] = np.float32(0)
        for first in range(cuts[part], cuts[part + 1], 4):
            last = min(first + 4, cuts[part + 1])
            R[:] = np.float32(0)
            for t in range(last - first):  # a loop: numba compiles an array assignment for seconds
                r, v = R[t], V[first + t]
                for f in range(n_bins):
                    r[f] = v[f]
            if sides[0]:
                project(R, W, h, n_bins)
                store(h, first, last, H)
            if sides[1]:
                load(H, first, last, h)
                gather(h, R, N[part], n_bins)


@njit(**OPTIONS)
def pool(V, n_pooled, parts, pooled, sums):
    """Add up runs of `n_pooled` frames of `V`.

    Parameters
    ----------
    V : float32 (n_frames, n_bins)
    parts : (first, last), the rows of `pooled` to work on
    pooled : float32 (ceil(n_frames / n_pooled), n_bins), overwritten
    sums : float32 (n_frames,), receives the sum of each frame of `V`
    """
    for row in range(parts[0], parts[1]):
        total = pooled[row]
        total[:] = np.float32(0)
        for t in range(row * n_pooled, min((row + 1) * n_pooled, V.shape[0])):
            v = V[t]
            sums[t] = np.float32(0)
            for f in range(v.size):
                total[f] += v[f]
                sums[t] += v[f]

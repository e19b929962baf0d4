"""Kullback-Leibler: one sweep over the frames updates `H` and gathers what the update of `W` needs.

For each group of four frames (see `strips`): mix, divide, project, scale `h`, mix again, divide again,
gather. The ratio `V / (W H)` never leaves the innermost cache. The rows of `W` sum to one throughout; the
factors that this takes out are the `gains` by which the next sweep multiplies `H` as it loads it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.kernels.strips import OPTIONS, gather, load, log, mix, project, store

# `V` is scaled to a mean of about one. A constant BACKGROUND lies under `W H`, so that nothing divides by
# zero; TINY keeps what has decayed from becoming denormal, which would be slow, and from being lost for good.
BACKGROUND = np.float32(1e-12)
TINY = np.float32(1e-18)


@njit(**OPTIONS)
def _divide(V, scale, first, last, R, n_bins):
    for t in range(last - first):
        v, r = V[first + t], R[t]
        for f in range(n_bins):
            r[f] = v[f] * scale / (r[f] + BACKGROUND)
    for t in range(last - first, 4):
        R[t, :n_bins] = np.float32(0)


@njit(**OPTIONS)
def _loss(V, scale, first, last, R, n_bins):
    total = 0.0
    for t in range(last - first):
        v, r = V[first + t], R[t]
        row = np.float32(0)
        for f in range(n_bins):
            x = v[f] * scale
            y = r[f] + BACKGROUND
            row += x * log(x / y) - x + y
        total += row
    return total


@njit(**OPTIONS)
def sweep_kl(V, W, H, scale, gains, cuts, parts, moves, scratch, N, S, losses):
    """Update `H` and gather the sums for `W`, over the frames of some parts.

    Parameters
    ----------
    V : float32 (n_frames, n_bins)
    W : float32 (n_padded, stride), rows sum to one
    H : float32 (n_frames, n_components), overwritten
    scale : by which `V` is multiplied as it is read
    gains : float32 (n_components,), by which `H` is multiplied as it is read
    cuts : int64 (n_parts + 1,), the first frame of each part
    parts : (first, last), the parts to work on
    moves : (H moves, W moves, the loss is wanted)
    scratch : float32 (n_parts, 12, stride)
    N : float32 (n_parts, 1, n_padded, stride), receives `H.T @ (V / W H)`
    S : float64 (n_parts, 1, n_components), receives the sums of `H`
    losses : float64 (n_parts,), receives the loss before the update

    References
    ----------
    Lee & Seung, "Algorithms for non-negative matrix factorization", NIPS 2000, theorem 2.
    """
    n_bins, n_components = V.shape[1], H.shape[1]
    move_h, move_w, want_loss = moves
    R = scratch[parts[0], :4]
    h = scratch[parts[0], 4:8, : W.shape[0]]
    p = scratch[parts[0], 8:12, : W.shape[0]]
    for part in range(parts[0], parts[1]):
        N[part] = np.float32(0)
        S[part] = 0.0
        losses[part] = 0.0
        for first in range(cuts[part], cuts[part + 1], 4):
            last = min(first + 4, cuts[part + 1])
            load(H, gains, first, last, h)
            mix(h, W, R, n_bins)
            if want_loss:
                losses[part] += _loss(V, scale, first, last, R, n_bins)
            _divide(V, scale, first, last, R, n_bins)
            if move_h:
                project(R, W, p, n_bins)
                for t in range(last - first):
                    for k in range(n_components):
                        x = h[t, k] * p[t, k]
                        h[t, k] = max(x, TINY) if h[t, k] > 0 else np.float32(0)
                store(h, first, last, H)
                if move_w:
                    mix(h, W, R, n_bins)
                    _divide(V, scale, first, last, R, n_bins)
            if move_w:
                gather(h, R, N[part, 0], n_bins)
                for t in range(last - first):
                    for k in range(n_components):
                        S[part, 0, k] += h[t, k]


@njit(**OPTIONS)
def renew_kl(W, gains, N, S, n_bins):
    """Update `W` from the sums of all parts, and move what makes its rows sum to one into `gains`.

    Parameters as for `sweep_kl`; `N[0]` is overwritten.
    """
    for part in range(1, N.shape[0]):
        for k in range(gains.size):
            S[0, 0, k] += S[part, 0, k]
            total, more = N[0, 0, k], N[part, 0, k]
            for f in range(n_bins):
                total[f] += more[f]
    for k in range(gains.size):
        w, ratio = W[k], N[0, 0, k]
        inverse = np.float32(1 / max(S[0, 0, k], 1e-30))
        total = np.float32(0)
        for f in range(n_bins):
            x = w[f] * ratio[f] * inverse
            w[f] = max(x, TINY) if w[f] > 0 else np.float32(0)
            total += w[f]
        gains[k] *= total
        for f in range(n_bins):
            w[f] /= total if total > 0 else np.float32(1)

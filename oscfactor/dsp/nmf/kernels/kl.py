"""Kullback-Leibler: one sweep over the frames updates `H` and gathers the sums that the update of `W` needs.

For each group of four frames (see `strips`): mix, divide, project, scale `h`, mix again, divide again,
gather. The ratio `V / (W H)` never leaves the innermost cache. A lead of eight was tried: too few registers.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.nmf.kernels.strips import (
    LOADED,
    MIX,
    OPTIONS,
    PROJECTED,
    add_parts,
    four,
    gather,
    load,
    log,
    mix,
    pair,
    project,
    rows,
    store,
    strip,
)

# `V` is scaled to a mean of about one. A constant BACKGROUND lies under `W H`, so that nothing divides by
# zero. TINY keeps decayed numbers from becoming denormal, which would be slow, and from being lost for good.
BACKGROUND = np.float32(1e-12)
TINY = np.float32(1e-18)


@njit(**OPTIONS)
def _divide(V, scale, first, last, h, W, R, n_bins):
    """Add the components of the lead to the mix `R` and make it the ratio `V / mix`."""
    if W.shape[0] % 4 == 2:
        _divide_six(V, scale, first, last, h, W, R, n_bins)
    else:
        _divide_four(V, scale, first, last, h, W, R, n_bins)


@njit(**OPTIONS)
def _divide_four(V, scale, first, last, h, W, R, n_bins):
    """Divide with a lead of four components."""
    (a0, a1, a2, a3), (b0, b1, b2, b3), (c0, c1, c2, c3), (d0, d1, d2, d3) = four(h, 0)
    w0, w1, w2, w3 = W[0], W[1], W[2], W[3]
    r0, r1, r2, r3 = R[0], R[1], R[2], R[3]
    v0, v1, v2, v3 = rows(V, first, last)
    for f in range(n_bins):
        p, q, r, s = w0[f], w1[f], w2[f], w3[f]
        r0[f] = v0[f] * scale / (r0[f] + a0 * p + a1 * q + a2 * r + a3 * s)
        r1[f] = v1[f] * scale / (r1[f] + b0 * p + b1 * q + b2 * r + b3 * s)
        r2[f] = v2[f] * scale / (r2[f] + c0 * p + c1 * q + c2 * r + c3 * s)
        r3[f] = v3[f] * scale / (r3[f] + d0 * p + d1 * q + d2 * r + d3 * s)


@njit(**OPTIONS)
def _divide_six(V, scale, first, last, h, W, R, n_bins):
    """Divide with a lead of six components."""
    (a0, a1, a2, a3), (b0, b1, b2, b3), (c0, c1, c2, c3), (d0, d1, d2, d3) = four(h, 0)
    (a4, a5), (b4, b5), (c4, c5), (d4, d5) = pair(h, 4)
    w0, w1, w2, w3, w4, w5 = W[0], W[1], W[2], W[3], W[4], W[5]
    r0, r1, r2, r3 = R[0], R[1], R[2], R[3]
    v0, v1, v2, v3 = rows(V, first, last)
    for f in range(n_bins):
        p, q, r, s, x, y = w0[f], w1[f], w2[f], w3[f], w4[f], w5[f]
        r0[f] = v0[f] * scale / (r0[f] + a0 * p + a1 * q + a2 * r + a3 * s + a4 * x + a5 * y)
        r1[f] = v1[f] * scale / (r1[f] + b0 * p + b1 * q + b2 * r + b3 * s + b4 * x + b5 * y)
        r2[f] = v2[f] * scale / (r2[f] + c0 * p + c1 * q + c2 * r + c3 * s + c4 * x + c5 * y)
        r3[f] = v3[f] * scale / (r3[f] + d0 * p + d1 * q + d2 * r + d3 * s + d4 * x + d5 * y)


@njit(**OPTIONS)
def _loss(V, scale, first, last, h, sums, R, n_bins):
    """Return the loss of a group, given its ratios `R` and the sums of the rows of `W`."""
    total = 0.0
    for t in range(last - first):
        v, r = V[first + t], R[t]
        row = np.float32(0)
        for f in range(n_bins):
            row += v[f] * scale * (log(r[f]) - np.float32(1))
        total += row
        for k in range(sums.size):
            total += np.float64(h[t, k]) * sums[k]
    return total


@njit(**OPTIONS)
def sweep_kl(data, W, H, parts, moves, scratch, sums):
    """Update `H` and gather the sums for `W`, over the frames of some parts.

    Parameters
    ----------
    data : Data
    W : float32 (n_padded, stride)
    H : float32 (n_frames, n_components), overwritten
    parts : (first, last), the parts to work on
    moves : Moves
    scratch : float32 (n_parts, 4 * N_STRIPS, stride)
    sums : Sums, overwritten
        `N` (n_parts, 1, n_padded, stride) receives `H.T @ (V / W H)`, `S` (n_parts, 1, n_components) the
        sums of `H`.

    References
    ----------
    Lee & Seung, "Algorithms for non-negative matrix factorization", NIPS 2000, theorem 2.
    """
    V, scale, cuts = data
    N, S, losses = sums
    n_bins, n_components = V.shape[1], H.shape[1]
    R = strip(scratch, parts[0], MIX)
    h = strip(scratch, parts[0], LOADED)[:, : W.shape[0]]
    p = strip(scratch, parts[0], PROJECTED)[:, : W.shape[0]]
    totals = np.zeros(n_components, np.float32)
    for k in range(n_components):
        for f in range(n_bins):
            totals[k] += W[k, f]
        totals[k] = max(totals[k], TINY)
    for part in range(parts[0], parts[1]):
        N[part] = np.float32(0)
        S[part] = 0.0
        losses[part] = 0.0
        for first in range(cuts[part], cuts[part + 1], 4):
            last = min(first + 4, cuts[part + 1])
            load(H, first, last, h)
            mix(h, W, R, BACKGROUND, n_bins)
            _divide(V, scale, first, last, h, W, R, n_bins)
            if moves.loss:
                losses[part] += _loss(V, scale, first, last, h, totals, R, n_bins)
            if moves.H:
                project(R, W, p, W.shape[1])
                for t in range(last - first):
                    for k in range(n_components):
                        x = h[t, k] * p[t, k] / totals[k]
                        h[t, k] = max(x, TINY) if h[t, k] > 0 else np.float32(0)
                store(h, first, last, H)
                if moves.W:
                    mix(h, W, R, BACKGROUND, n_bins)
                    _divide(V, scale, first, last, h, W, R, n_bins)
            if moves.W:
                gather(h, R, N[part, 0], n_bins)
                for t in range(last - first):
                    for k in range(n_components):
                        S[part, 0, k] += h[t, k]


@njit(**OPTIONS)
def renew_kl(W, N, S, n_bins, _textbook):
    """Update `W` from the sums of all parts.

    Parameters are those of `Sums` and `sweep_kl`; `N[0]` and `S[0]` are overwritten.
    """
    add_parts(N, S)
    for k in range(S.shape[2]):
        w, ratio = W[k], N[0, 0, k]
        inverse = np.float32(1 / max(S[0, 0, k], 1e-30))
        for f in range(n_bins):
            x = w[f] * ratio[f] * inverse
            w[f] = max(x, TINY) if w[f] > 0 else np.float32(0)

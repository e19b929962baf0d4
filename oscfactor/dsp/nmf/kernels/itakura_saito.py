"""Itakura-Saito: the sweep of `kl` with two ratios, `V / (W H)^2` and `1 / (W H)`, and a square root.

The square root is what makes every update lower the loss; without it this is only mostly so.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.nmf.kernels.kl import TINY
from oscfactor.dsp.nmf.kernels.strips import (
    INVERSE,
    LOADED,
    MIX,
    OPTIONS,
    PROJECTED,
    PROJECTED_INVERSE,
    add_parts,
    gather,
    load,
    log,
    mix,
    mix_pair,
    project,
    store,
    strip,
)

# This loss knows no level: silence would weigh infinitely. A constant background lies under `V` and under
# `W H`, 160 dB below the mean of `V`.
BACKGROUND = np.float32(1e-8)


@njit(**OPTIONS)
def _divide(V, scale, first, last, h, W, R, Q, n_bins):
    """Add the first four components to the mix `R`, and make it `V / mix^2`, and `Q` its inverse."""
    w0, w1, w2, w3 = W[0], W[1], W[2], W[3]
    for t in range(4):
        v, r, q = V[min(first + t, last - 1)], R[t], Q[t]
        a0, a1, a2, a3 = h[t, 0], h[t, 1], h[t, 2], h[t, 3]
        for f in range(n_bins):
            inverse = np.float32(1) / (r[f] + a0 * w0[f] + a1 * w1[f] + a2 * w2[f] + a3 * w3[f])
            q[f] = inverse
            r[f] = (v[f] * scale + BACKGROUND) * inverse * inverse


@njit(**OPTIONS)
def _loss(V, scale, first, last, Q, n_bins):
    """Return the loss of a group, given its inverse `Q`."""
    total = 0.0
    for t in range(last - first):
        v, q = V[first + t], Q[t]
        row = np.float32(0)
        for f in range(n_bins):
            ratio = (v[f] * scale + BACKGROUND) * q[f]
            row += ratio - log(ratio) - np.float32(1)
        total += row
    return total


@njit(**OPTIONS)
def sweep_is(data, W, H, parts, moves, scratch, sums):
    """Update `H` and gather the sums for `W`, over the frames of some parts.

    Parameters are those of `kl.sweep_kl`, but `sums.N` (n_parts, 2, n_padded, stride) receives
    `H.T @ (V / (W H)^2)` and `H.T @ (1 / W H)`, and `sums.S` is not used.

    References
    ----------
    Févotte & Idier, "Algorithms for nonnegative matrix factorization with the beta-divergence", 2011.
    """
    V, scale, cuts = data
    N, losses = sums.N, sums.losses
    n_bins, n_components = V.shape[1], H.shape[1]
    R, Q = strip(scratch, parts[0], MIX), strip(scratch, parts[0], INVERSE)
    h = strip(scratch, parts[0], LOADED)[:, : W.shape[0]]
    p = strip(scratch, parts[0], PROJECTED)[:, : W.shape[0]]
    q = strip(scratch, parts[0], PROJECTED_INVERSE)[:, : W.shape[0]]
    for part in range(parts[0], parts[1]):
        N[part] = np.float32(0)
        losses[part] = 0.0
        for first in range(cuts[part], cuts[part + 1], 4):
            last = min(first + 4, cuts[part + 1])
            load(H, first, last, h)
            mix(h, W, R, BACKGROUND, n_bins)
            mix_pair(h, W, R, n_bins)
            _divide(V, scale, first, last, h, W, R, Q, n_bins)
            if moves.loss:
                losses[part] += _loss(V, scale, first, last, Q, n_bins)
            if moves.H:
                project(R, W, p, W.shape[1])
                project(Q, W, q, W.shape[1])
                for t in range(last - first):
                    for k in range(n_components):
                        x = h[t, k] * np.sqrt(p[t, k] / max(q[t, k], TINY))
                        h[t, k] = max(x, TINY) if h[t, k] > 0 else np.float32(0)
                store(h, first, last, H)
                if moves.W:
                    mix(h, W, R, BACKGROUND, n_bins)
                    mix_pair(h, W, R, n_bins)
                    _divide(V, scale, first, last, h, W, R, Q, n_bins)
            if moves.W:
                gather(h, R, N[part, 0], n_bins)
                gather(h, Q, N[part, 1], n_bins)


@njit(**OPTIONS)
def renew_is(W, N, S, n_bins, _textbook):
    """Update `W` from the sums of all parts.

    Parameters are those of `Sums` and `sweep_is`; `N[0]` is overwritten.
    """
    add_parts(N, S)
    for k in range(S.shape[2]):
        w, a, b = W[k], N[0, 0, k], N[0, 1, k]
        for f in range(n_bins):
            x = w[f] * np.sqrt(a[f] / max(b[f], TINY))
            w[f] = max(x, TINY) if w[f] > 0 else np.float32(0)

"""Euclidean distance: hierarchical alternating least squares (HALS) on Gram matrices.

Here `W H` need never be formed: `V @ W.T`, `H.T @ V` and the small `W @ W.T`, `H.T @ H` say it all. For each
group of four frames (see `strips`): project `V` on `W`, move the components of `h` one after the other to
their minimum, several times over, for that costs next to nothing; then gather.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.kernels.kl import TINY
from oscfactor.dsp.kernels.strips import OPTIONS, add_parts, gather, load, mix, project, store

N_INNER = 4  # rounds over the components before their Gram matrix is renewed


@njit(**OPTIONS)
def _copy(V, scale, first, last, R, n_bins):
    """Copy a group of frames to `R`."""
    for t in range(4):
        v, r = V[min(first + t, last - 1)], R[t]
        for f in range(n_bins):
            r[f] = v[f] * scale


@njit(**OPTIONS)
def _loss(h, W, R, Q, first, last, n_bins):
    """Return the loss of a group `R` itself: Gram matrices would lose its last digits. `Q` is overwritten."""
    mix(h, W, Q, np.float32(0), n_bins)
    w0, w1, w2, w3 = W[0], W[1], W[2], W[3]
    total = 0.0
    for t in range(last - first):
        r, q = R[t], Q[t]
        a0, a1, a2, a3 = h[t, 0], h[t, 1], h[t, 2], h[t, 3]
        row = np.float32(0)
        for f in range(n_bins):
            x = r[f] - q[f] - a0 * w0[f] - a1 * w1[f] - a2 * w2[f] - a3 * w3[f]
            row += x * x
        total += np.float64(row) * 0.5
    return total


@njit(**OPTIONS)
def _scale(h, b, gram):
    """Lower `|v - h W|^2` over `h` >= 0 (n_components,), given `b = v W.T` and `gram = W W.T`, by scaling."""
    mixed = np.zeros(h.size, np.float32)
    for k in range(h.size):
        for j in range(h.size):
            mixed[k] += gram[k, j] * h[j]
    for k in range(h.size):
        x = h[k] * b[k] / max(mixed[k], TINY)
        h[k] = max(x, TINY) if h[k] > 0 else np.float32(0)


@njit(**OPTIONS)
def _descend(h, b, gram):
    """Do the same by moving one component after the other to where the loss is least; `b` is overwritten."""
    for k in range(h.size):  # b becomes the negative gradient, and is kept so
        row = gram[k]
        for j in range(h.size):
            b[j] -= h[k] * row[j]
    for _ in range(N_INNER):
        for k in range(h.size):
            row = gram[k]
            if row[k] > 0:
                step = max(h[k] + b[k] / row[k], TINY) - h[k]
                h[k] += step
                for j in range(h.size):
                    b[j] -= step * row[j]


@njit(**OPTIONS)
def sweep_euclidean(V, W, H, scale, cuts, parts, moves, scratch, N, S, losses):
    """Update `H` and gather the sums for `W`, over the frames of some parts.

    Parameters are those of `kl.sweep_kl`, but `N` (n_parts, 1, n_padded, stride) receives `H.T @ V`
    and `S` (n_parts, n_components, n_components) receives `H.T @ H`.

    References
    ----------
    Gillis & Glineur, "Accelerated multiplicative updates and hierarchical ALS algorithms", 2012.
    """
    n_bins, n_components, n_padded = V.shape[1], H.shape[1], W.shape[0]
    move_h, move_w, want_loss, textbook = moves
    R, Q = scratch[parts[0], :4], scratch[parts[0], 4:8]
    h = scratch[parts[0], 8:12, :n_padded]
    b = scratch[parts[0], 12:16, :n_padded]
    gram = np.zeros((n_padded, n_padded), np.float32)
    for k in range(0, n_padded, 4):
        k = min(k, n_padded - 4)
        project(W[k : k + 4], W, gram[k : k + 4], n_bins)
    for part in range(parts[0], parts[1]):
        N[part] = np.float32(0)
        S[part] = 0.0
        losses[part] = 0.0
        for first in range(cuts[part], cuts[part + 1], 4):
            last = min(first + 4, cuts[part + 1])
            load(H, first, last, h)
            _copy(V, scale, first, last, R, n_bins)
            if want_loss:
                losses[part] += _loss(h, W, R, Q, first, last, n_bins)
            if move_h:
                project(R, W, b, n_bins)
                for t in range(last - first):
                    if textbook:
                        _scale(h[t, :n_components], b[t], gram)
                    else:
                        _descend(h[t, :n_components], b[t, :n_components], gram)
                store(h, first, last, H)
            if move_w:
                gather(h, R, N[part, 0], n_bins)
                for t in range(last - first):
                    for k in range(n_components):
                        for j in range(n_components):
                            S[part, k, j] += np.float64(h[t, k]) * h[t, j]


@njit(**OPTIONS)
def renew_euclidean(W, N, S, n_bins, textbook):
    """Update `W` from the sums of all parts.

    Parameters as for `sweep_euclidean`; `N[0]` and `S[0]` are overwritten.
    """
    n_components = S.shape[2]
    add_parts(N, S)
    old = W.copy() if textbook else W
    for _ in range(1 if textbook else N_INNER):
        for k in range(n_components):
            w, wanted = W[k], N[0, 0, k]
            mixed = np.zeros(n_bins, np.float32)
            for j in range(n_components):
                share, other = np.float32(S[0, k, j]), old[j]
                for f in range(n_bins):
                    mixed[f] += share * other[f]
            if textbook:
                for f in range(n_bins):
                    x = w[f] * wanted[f] / max(mixed[f], TINY)
                    w[f] = max(x, TINY) if w[f] > 0 else np.float32(0)
            elif S[0, k, k] > 0:
                inverse = np.float32(1 / S[0, k, k])
                for f in range(n_bins):
                    w[f] = max(w[f] + (wanted[f] - mixed[f]) * inverse, TINY)

"""Euclidean distance: hierarchical alternating least squares (HALS) on Gram matrices.

Here `W H` need never be formed: `V @ W.T`, `H.T @ V` and the small `W @ W.T`, `H.T @ H` say it all. Groups of
four frames (see `strips`) are read from `V` itself; what it is multiplied with is scaled instead, half of it
before and half after. A block of them is projected on `W`; then the components of its frames move, one after
the other, to their minimum, several times over: frames run along the vector registers there, so that this
costs next to nothing. Then the block, still in the second cache, is gathered.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.nmf.kernels.kl import TINY
from oscfactor.dsp.nmf.kernels.strips import (
    LOADED,
    MIX,
    OPTIONS,
    add_parts,
    gather,
    load,
    mix,
    mix_pair,
    project,
    rows,
    strip,
)

N_INNER = 4  # rounds over the components before their Gram matrix is renewed
BLOCK = 64  # frames


@njit(**OPTIONS)
def _loss(V, scale, first, last, h, W, Q, n_bins):
    """Return the loss of a group from its frames: Gram matrices lose the last digits; `Q` is scratch."""
    mix(h, W, Q, np.float32(0), n_bins)
    mix_pair(h, W, Q, n_bins)
    w0, w1, w2, w3 = W[0], W[1], W[2], W[3]
    total = 0.0
    for t in range(last - first):
        v, q = V[first + t], Q[t]
        a0, a1, a2, a3 = h[t, 0], h[t, 1], h[t, 2], h[t, 3]
        row = np.float32(0)
        for f in range(n_bins):
            x = v[f] * scale - q[f] - a0 * w0[f] - a1 * w1[f] - a2 * w2[f] - a3 * w3[f]
            row += x * x
        total += np.float64(row) * 0.5
    return total


@njit(**OPTIONS)
def _scale(h, b, gram):
    """Lower `|v - W.T h|^2` by scaling `h` >= 0 (n_components, BLOCK), given `b = W v` and `gram = W W.T`."""
    mixed = np.zeros_like(h)
    for k in range(h.shape[0]):
        for j in range(h.shape[0]):
            _add(mixed[k], gram[k, j], h[j])
    for k in range(h.shape[0]):
        hk, bk, mk = h[k], b[k], mixed[k]
        for i in range(BLOCK):
            x = hk[i] * bk[i] / max(mk[i], TINY)
            hk[i] = max(x, TINY) if hk[i] > 0 else np.float32(0)


@njit(**OPTIONS)
def _descend(h, b, gram):
    """Lower the same loss by moving each component in turn to its minimum; `b` is overwritten."""
    step = np.empty(BLOCK, np.float32)
    for k in range(h.shape[0]):  # b becomes the negative gradient, and is kept so
        for j in range(h.shape[0]):
            _add(b[j], -gram[k, j], h[k])
    for _ in range(N_INNER):
        for k in range(h.shape[0]):
            if gram[k, k] > 0:
                hk, bk, inverse = h[k], b[k], np.float32(1) / gram[k, k]
                for i in range(BLOCK):
                    new = max(hk[i] + bk[i] * inverse, TINY)
                    step[i] = new - hk[i]
                    hk[i] = new
                for j in range(h.shape[0]):
                    _add(b[j], -gram[k, j], step)


@njit(**OPTIONS)
def _add(x, factor, y):
    """Add `factor * y` to `x`, both (BLOCK,)."""
    for i in range(BLOCK):
        x[i] += factor * y[i]


@njit(**OPTIONS)
def _project(V, half, first, last, W, p, b, n_bins):
    """Write `half W @ v` for the frames `first` to `last` to `b` (n_components, BLOCK); `p` is scratch."""
    for group in range(first, last, 4):
        project(rows(V, group, last), W, p, n_bins)
        for t in range(min(4, last - group)):
            for k in range(b.shape[0]):
                b[k, group - first + t] = p[t, k] * half


@njit(**OPTIONS)
def _turn(H, first, last, h):
    """Copy frames `first` to `last` of `H` to columns of `h` (n_components, BLOCK), and zeros to the rest."""
    for k in range(h.shape[0]):
        for i in range(BLOCK):
            h[k, i] = H[first + i, k] if first + i < last else np.float32(0)


@njit(**OPTIONS)
def _add_gram(h, S):
    """Add `h @ h.T` to `S`."""
    for k in range(h.shape[0]):
        for j in range(h.shape[0]):
            total = np.float32(0)
            for i in range(BLOCK):
                total += h[k, i] * h[j, i]
            S[k, j] += total


@njit(**OPTIONS)
def sweep_euclidean(data, W, H, parts, moves, scratch, sums):
    """Update `H` and gather the sums for `W`, over the frames of some parts.

    Parameters are those of `kl.sweep_kl`, but `sums.N` (n_parts, 1, n_padded, stride) receives `H.T @ V`
    and `sums.S` (n_parts, n_components, n_components) receives `H.T @ H`.

    References
    ----------
    Gillis & Glineur, "Accelerated multiplicative updates and hierarchical ALS algorithms", 2012.
    """
    V, scale, cuts = data
    N, S, losses = sums
    n_bins, n_components, n_padded = V.shape[1], H.shape[1], W.shape[0]
    Q = strip(scratch, parts[0], MIX)
    p = strip(scratch, parts[0], LOADED)[:, :n_padded]
    h, b = np.empty((n_components, BLOCK), np.float32), np.zeros((n_components, BLOCK), np.float32)
    half = np.sqrt(scale)  # at once it might be too much or too little for a float
    halfway = np.empty_like(W)
    for k in range(n_padded):
        for f in range(n_bins):
            halfway[k, f] = W[k, f] * half
    gram = np.zeros((n_padded, n_padded), np.float32)
    for k in range(0, n_padded, 4):
        k = min(k, n_padded - 4)
        project(W[k : k + 4], W, gram[k : k + 4], n_bins)
    for part in range(parts[0], parts[1]):
        N[part] = np.float32(0)
        S[part] = 0.0
        losses[part] = 0.0
        for first in range(cuts[part], cuts[part + 1], BLOCK):
            last = min(first + BLOCK, cuts[part + 1])
            if moves.loss:
                for group in range(first, last, 4):
                    load(H, group, last, p)
                    losses[part] += _loss(V, scale, group, min(group + 4, last), p, W, Q, n_bins)
            _turn(H, first, last, h)
            if moves.H:
                _project(V, half, first, last, halfway, p, b, n_bins)
                if moves.textbook:
                    _scale(h, b, gram)
                else:
                    _descend(h, b, gram)
                for i in range(last - first):
                    for k in range(n_components):
                        H[first + i, k] = h[k, i]
            if moves.W:
                for group in range(first, last, 4):
                    load(H, group, last, p)
                    for t in range(4):
                        for k in range(n_components):
                            p[t, k] *= half
                    gather(p, rows(V, group, last), N[part, 0], n_bins)
                for k in range(n_components):  # clear the padding
                    for i in range(last - first, BLOCK):
                        h[k, i] = np.float32(0)
                _add_gram(h, S[part])
        for k in range(n_padded):
            wanted = N[part, 0, k]
            for f in range(n_bins):
                wanted[f] *= half


@njit(**OPTIONS)
def renew_euclidean(W, N, S, n_bins, textbook):
    """Update `W` from the sums of all parts.

    Parameters are those of `Sums` and `sweep_euclidean`; `N[0]` and `S[0]` are overwritten.
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

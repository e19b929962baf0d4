"""The three matrix products of a factorisation, each over four frames and four components at once.

All kernels work on a *group* of four frames: a strip `R` (4, n_bins), 16 KB at 1025 bins, that stays in the
innermost cache from the first product to the last. Bins run along the vector registers, so every load is
contiguous: `V`, `W` and the strips hold bins last. The inner loops take four components against the four
frames: sixteen multiply-adds for eight loads, which is what a core needs to be busy with arithmetic rather
than with memory. The sixteen coefficients (`mix`, `gather`) or sums (`project`) live in registers. Four rows
of `W` at a time stream from the second cache, and `V` is all that is read from main memory.
The lead, the first four components, or six where that leaves fours, is left to the kernels of each loss,
which divide in the same breath: a division takes its time, and the multiplications hide in it. So components
are padded with zeros to four, six, eight, ten…; `n_bins` and `n_frames` may be anything. Rows of `W` and of
the strips end in zeros, or numbers that meet zeros: `project` takes them along rather than do the last bins
one by one, a twelfth of its time.

Loops begin at a literal, for only then does the compiler know that no index is negative, and use vectors.

Shapes: `V` (n_frames, n_bins) as it comes; `W` (n_padded, stride) with stride >= n_bins; `h` (4, n_padded);
`R` (4, stride). No kernel allocates, checks or logs.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

LINE = 16  # float32 in a cache line

MIX, LOADED, PROJECTED, INVERSE, PROJECTED_INVERSE = range(5)
"""Strips of scratch: a mix or ratio, activations, `project` of the first, its inverse, `project` of that."""
N_STRIPS = 5

# Sums may be reordered and multiply-adds fused; not-a-number and infinity keep their meaning.
FAST = {"reassoc", "contract", "nsz", "arcp"}
OPTIONS = {"nogil": True, "cache": True, "fastmath": FAST, "error_model": "numpy"}


def padded(n_components: int) -> int:
    """Round up to a number that the kernels can take: even, and four at least."""
    return max(4, n_components + n_components % 2)


def stride_of(n_items: int) -> int:
    """Say how far apart rows begin: pairs of cache lines, as many as `project` takes in a step.

    Never a power of two, which caches take badly.
    """
    n_pairs = n_items // (2 * LINE) + 1
    return (n_pairs + (n_pairs & (n_pairs - 1) == 0)) * 2 * LINE


def aligned(*shape: int) -> NDArray[np.float32]:
    """Make a zeroed float32 array, its rows on cache lines if its last axis is a multiple of `LINE`."""
    size = int(np.prod(shape))
    memory = np.zeros(size + LINE, np.float32)
    offset = (-memory.ctypes.data // memory.itemsize) % LINE
    return memory[offset : offset + size].reshape(shape)


@njit(**OPTIONS)
def strip(scratch, part, name):
    """Return a strip (4, stride) of the scratch (n_parts, 4 * N_STRIPS, stride) of a part."""
    return scratch[part, 4 * name : 4 * name + 4]


@njit(**OPTIONS)
def add_parts(N, S):
    """Add the sums of all parts into the first, part by part.

    As loops, not as array expressions: those take numba five seconds to compile.

    Parameters
    ----------
    N : float32 (n_parts, n_sums, n_padded, stride)
    S : float64 (n_parts, n_rows, n_components)
    """
    for part in range(1, N.shape[0]):
        for i in range(N.shape[1]):
            for k in range(N.shape[2]):
                total, more = N[0, i, k], N[part, i, k]
                for f in range(total.size):
                    total[f] += more[f]
        for i in range(S.shape[1]):
            for k in range(S.shape[2]):
                S[0, i, k] += S[part, i, k]


@njit(**OPTIONS)
def four(h, k):
    """Return the coefficients of components `k` to `k + 3`, frame by frame."""
    return (
        (h[0, k], h[0, k + 1], h[0, k + 2], h[0, k + 3]),
        (h[1, k], h[1, k + 1], h[1, k + 2], h[1, k + 3]),
        (h[2, k], h[2, k + 1], h[2, k + 2], h[2, k + 3]),
        (h[3, k], h[3, k + 1], h[3, k + 2], h[3, k + 3]),
    )


@njit(**OPTIONS)
def pair(h, k):
    """Return the coefficients of components `k` and `k + 1`, frame by frame."""
    return (h[0, k], h[0, k + 1]), (h[1, k], h[1, k + 1]), (h[2, k], h[2, k + 1]), (h[3, k], h[3, k + 1])


@njit(**OPTIONS)
def mix(h, W, R, background, n_bins):
    """Write the mix of four frames without the lead to `R`: `background + h[:, lead:] @ W[lead:]`."""
    r0, r1, r2, r3 = R[0], R[1], R[2], R[3]
    lead = 4 + W.shape[0] % 4
    if W.shape[0] == lead:
        for f in range(n_bins):
            r0[f] = r1[f] = r2[f] = r3[f] = background
    for k in range(lead, W.shape[0], 4):
        (a0, a1, a2, a3), (b0, b1, b2, b3), (c0, c1, c2, c3), (d0, d1, d2, d3) = four(h, k)
        w0, w1, w2, w3 = W[k], W[k + 1], W[k + 2], W[k + 3]
        if k == lead:
            for f in range(n_bins):
                p, q, r, s = w0[f], w1[f], w2[f], w3[f]
                r0[f] = background + a0 * p + a1 * q + a2 * r + a3 * s
                r1[f] = background + b0 * p + b1 * q + b2 * r + b3 * s
                r2[f] = background + c0 * p + c1 * q + c2 * r + c3 * s
                r3[f] = background + d0 * p + d1 * q + d2 * r + d3 * s
        else:
            for f in range(n_bins):
                p, q, r, s = w0[f], w1[f], w2[f], w3[f]
                r0[f] += a0 * p + a1 * q + a2 * r + a3 * s
                r1[f] += b0 * p + b1 * q + b2 * r + b3 * s
                r2[f] += c0 * p + c1 * q + c2 * r + c3 * s
                r3[f] += d0 * p + d1 * q + d2 * r + d3 * s


@njit(**OPTIONS)
def mix_pair(h, W, R, n_bins):
    """Add components 4 and 5 to `R` if they are of the lead: for kernels that take but four themselves."""
    if W.shape[0] % 4 == 0:
        return
    r0, r1, r2, r3 = R[0], R[1], R[2], R[3]
    (a0, a1), (b0, b1), (c0, c1), (d0, d1) = pair(h, 4)
    w0, w1 = W[4], W[5]
    for f in range(n_bins):
        p, q = w0[f], w1[f]
        r0[f] += a0 * p + a1 * q
        r1[f] += b0 * p + b1 * q
        r2[f] += c0 * p + c1 * q
        r3[f] += d0 * p + d1 * q


@njit(**OPTIONS)
def project(R, W, h, n_bins):
    """Write `R @ W.T` to `h`: the products of four frames with each basis."""
    r0, r1, r2, r3 = R[0], R[1], R[2], R[3]
    for k in range(0, W.shape[0] - 2, 4):
        w0, w1, w2, w3 = W[k], W[k + 1], W[k + 2], W[k + 3]
        a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = np.float32(0)
        c0 = c1 = c2 = c3 = d0 = d1 = d2 = d3 = np.float32(0)
        for f in range(n_bins):
            p, q, r, s = w0[f], w1[f], w2[f], w3[f]
            a, b, c, d = r0[f], r1[f], r2[f], r3[f]
            a0, a1, a2, a3 = a0 + a * p, a1 + a * q, a2 + a * r, a3 + a * s
            b0, b1, b2, b3 = b0 + b * p, b1 + b * q, b2 + b * r, b3 + b * s
            c0, c1, c2, c3 = c0 + c * p, c1 + c * q, c2 + c * r, c3 + c * s
            d0, d1, d2, d3 = d0 + d * p, d1 + d * q, d2 + d * r, d3 + d * s
        h[0, k], h[0, k + 1], h[0, k + 2], h[0, k + 3] = a0, a1, a2, a3
        h[1, k], h[1, k + 1], h[1, k + 2], h[1, k + 3] = b0, b1, b2, b3
        h[2, k], h[2, k + 1], h[2, k + 2], h[2, k + 3] = c0, c1, c2, c3
        h[3, k], h[3, k + 1], h[3, k + 2], h[3, k + 3] = d0, d1, d2, d3
    if W.shape[0] % 4 == 2:
        w0, w1 = W[-2], W[-1]
        a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = np.float32(0)
        for f in range(n_bins):
            p, q = w0[f], w1[f]
            a, b, c, d = r0[f], r1[f], r2[f], r3[f]
            a0, a1, b0, b1 = a0 + a * p, a1 + a * q, b0 + b * p, b1 + b * q
            c0, c1, d0, d1 = c0 + c * p, c1 + c * q, d0 + d * p, d1 + d * q
        h[0, -2], h[0, -1], h[1, -2], h[1, -1] = a0, a1, b0, b1
        h[2, -2], h[2, -1], h[3, -2], h[3, -1] = c0, c1, d0, d1


@njit(**OPTIONS)
def gather(h, R, N, n_bins):
    """Add `h.T @ R` to `N` (n_padded, stride): the part of four frames in the sums of each basis."""
    r0, r1, r2, r3 = R[0], R[1], R[2], R[3]
    for k in range(0, N.shape[0] - 2, 4):
        (a0, a1, a2, a3), (b0, b1, b2, b3), (c0, c1, c2, c3), (d0, d1, d2, d3) = four(h, k)
        n0, n1, n2, n3 = N[k], N[k + 1], N[k + 2], N[k + 3]
        for f in range(n_bins):
            p, q, r, s = r0[f], r1[f], r2[f], r3[f]
            n0[f] += a0 * p + b0 * q + c0 * r + d0 * s
            n1[f] += a1 * p + b1 * q + c1 * r + d1 * s
            n2[f] += a2 * p + b2 * q + c2 * r + d2 * s
            n3[f] += a3 * p + b3 * q + c3 * r + d3 * s
    if N.shape[0] % 4 == 2:
        (a0, a1), (b0, b1), (c0, c1), (d0, d1) = pair(h, -2)
        n0, n1 = N[-2], N[-1]
        for f in range(n_bins):
            p, q, r, s = r0[f], r1[f], r2[f], r3[f]
            n0[f] += a0 * p + b0 * q + c0 * r + d0 * s
            n1[f] += a1 * p + b1 * q + c1 * r + d1 * s


@njit(**OPTIONS)
def rows(V, first, last):
    """Return the rows `first` to `first + 3` of `V`, the last one again for those from `last` on."""
    return V[first], V[min(first + 1, last - 1)], V[min(first + 2, last - 1)], V[min(first + 3, last - 1)]


@njit(**OPTIONS)
def log(x):
    """Natural logarithm of a positive float32, and a finite negative number for zero.

    Free of calls and branches, so that loops over it use vectors. Relative error below 2e-7.

    References
    ----------
    Moshier, Cephes mathematical library, `logf.c`.
    """
    shifted = np.float32(x).view(np.int32) - np.int32(0x3F3504F3)  # split at sqrt(1/2)
    exponent = np.float32(shifted >> np.int32(23))
    mantissa = np.int32((shifted & np.int32(0x7FFFFF)) + np.int32(0x3F3504F3)).view(np.float32)
    y = mantissa - np.float32(1)
    p = np.float32(7.0376836292e-2)
    p = p * y - np.float32(1.1514610310e-1)
    p = p * y + np.float32(1.1676998740e-1)
    p = p * y - np.float32(1.2420140846e-1)
    p = p * y + np.float32(1.4249322787e-1)
    p = p * y - np.float32(1.6668057665e-1)
    p = p * y + np.float32(2.0000714765e-1)
    p = p * y - np.float32(2.4999993993e-1)
    p = p * y + np.float32(3.3333331174e-1)
    square = y * y
    p = p * y * square - np.float32(2.12194440e-4) * exponent - np.float32(0.5) * square
    return y + p + np.float32(0.693359375) * exponent


@njit(**OPTIONS)
def load(H, first, last, h):
    """Copy frames `first` to `last` of `H` to the strip `h`, and zeros to the rest of it."""
    for t in range(4):
        for k in range(H.shape[1]):
            h[t, k] = H[first + t, k] if first + t < last else np.float32(0)


@njit(**OPTIONS)
def store(h, first, last, H):
    """Copy the strip `h` to frames `first` to `last` of `H`."""
    for t in range(last - first):
        for k in range(H.shape[1]):
            H[first + t, k] = h[t, k]

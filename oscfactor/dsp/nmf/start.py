"""Starts of a factorization: random numbers, or the singular vectors of the spectrogram."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.nmf.kernels.strips import aligned, padded, stride_of
from oscfactor.dsp.nmf.kernels.thin import products
from oscfactor.machine.threads import Crew, split

N_PARTS = 16  # sums over frames are formed in this many parts, however many threads there are
FEWEST = 32  # frames that are worth a part
N_EXTRA = 8  # vectors found beyond the number asked for: they make the others more accurate
N_ROUNDS = 2  # power iterations

Matrix = NDArray[np.float32]


def cuts_of(n_frames: int, n_components: int) -> NDArray[np.int64]:
    """Say where each part of the frames begins, the end of the last included.

    They are a power of two, which most numbers of cores go well with, and so few that the sums of
    the parts, beyond four of them, take less than a tenth of the room of `V`.
    """
    most = min(N_PARTS, max(1, n_frames // FEWEST), max(4, n_frames // (12 * n_components)))
    ranges = split(n_frames, 1 << (most.bit_length() - 1))
    return np.array([0, *(stop for _, stop in ranges)], np.int64)


def random_start(
    n_frames: int, n_bins: int, n_components: int, seed: int, mean: float
) -> tuple[Matrix, Matrix]:
    """Draw `W` (n_components, n_bins), rows sum to one, and `H` (n_frames, n_components) to fit `mean`."""
    random = np.random.default_rng(seed)
    W = np.float32(0.1) + random.random((n_components, n_bins), np.float32)
    W /= W.sum(axis=1, keepdims=True)
    H = np.float32(0.5) + random.random((n_frames, n_components), np.float32)
    H *= np.float32(mean * n_bins / n_components)
    return W, H


def singular_vectors(
    V: Matrix, n_vectors: int, seed: int, crew: Crew
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Find the leading singular vectors of `V` (n_frames, n_bins) by random projection.

    Returns
    -------
    left (n_frames, n), values (n,) falling, right (n, n_bins); n is `n_vectors`, or less if `V` has no more

    References
    ----------
    Halko, Martinsson & Tropp, "Finding structure with randomness", SIAM Review 53, 2011, algorithm 4.4.
    """
    n_frames, n_bins = V.shape
    n_drawn = min(n_vectors + N_EXTRA, n_frames, n_bins)
    n_padded = padded(n_drawn)
    W = aligned(n_padded, stride_of(n_bins))
    H = np.empty((n_frames, n_drawn), np.float32)
    cuts = cuts_of(n_frames, n_drawn)
    N = aligned(cuts.size - 1, *W.shape)
    scratch = aligned(cuts.size - 1, 8, max(W.shape[1], stride_of(n_padded)))
    ranges = split(cuts.size - 1, crew.n_threads)

    def multiply(left: bool) -> None:
        crew.run(lambda a, b: products(V, W, H, cuts, (a, b), (not left, left), scratch, N), ranges)

    W[:n_drawn, :n_bins] = np.random.default_rng(seed).standard_normal((n_drawn, n_bins), np.float32)
    for _ in range(N_ROUNDS + 1):
        multiply(left=False)
        H[:] = np.linalg.qr(H)[0]
        multiply(left=True)
        B = N.sum(axis=0)[:n_drawn, :n_bins].astype(np.float64)
        W[:n_drawn, :n_bins] = np.linalg.qr(B.T)[0].T
    rotation, values, right = np.linalg.svd(B, full_matrices=False)
    return H @ rotation[:, :n_vectors], values[:n_vectors], right[:n_vectors]


def nndsvd_start(V: Matrix, n_components: int, seed: int, crew: Crew) -> tuple[Matrix, Matrix]:
    """Split the singular vectors of `V` into their positive and negative sides, and keep the greater of each.

    Zeros would stay zero under multiplicative updates, so they are replaced by a hundredth of the mean.
    Components beyond the rank of `V` start at random.

    References
    ----------
    Boutsidis & Gallopoulos, "SVD based initialization", Pattern Recognition 41, 2008.
    """
    W, H = random_start(len(V), V.shape[1], n_components, seed, float(V.mean()))
    lefts, values, rights = singular_vectors(V, n_components, seed, crew)
    for k in range(int((values > 1e-6 * max(values[0], 1e-300)).sum())):
        left, right = lefts[:, k], rights[k]
        pairs = [(np.maximum(s * left, 0), np.maximum(s * right, 0)) for s in (1, -1)]
        sizes = [np.linalg.norm(u) * np.linalg.norm(v) for u, v in pairs]
        u, v = pairs[int(sizes[1] > sizes[0])]
        energy = v.sum()
        H[:, k] = values[k] * max(sizes) * u / np.linalg.norm(u) * energy / np.linalg.norm(v)
        W[k] = v / energy
    W = np.maximum(W, np.float32(0.01) * W.mean(axis=1, keepdims=True))
    W /= W.sum(axis=1, keepdims=True)
    return W, np.maximum(H, np.float32(0.01) * H.mean())

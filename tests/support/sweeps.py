"""One update by the kernels of a loss, over a few parts: as `Fit` does it, without threads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from oscfactor.dsp.nmf.kernels.records import Data, Moves, Sums
from oscfactor.dsp.nmf.kernels.strips import N_STRIPS, aligned, padded, stride_of

Kernel = Callable[..., None]
COUNTS = [1, 4, 6, 7, 12]  # of components: a lead of four, one of six, and both with fours behind
CUTS = (0, 5, 9, 30)


def drawn(n_components, n_frames=CUTS[-1], n_bins=37, seed=0):
    """Return `V`, and `W` and `H` to start from."""
    random = np.random.default_rng(seed)
    V = random.gamma(0.5, 1, (n_frames, n_bins)) + 1e-3
    W, H = random.uniform(0.1, 1, (n_components, n_bins)), random.uniform(0.1, 1, (n_frames, n_components))
    return tuple(array.astype(np.float32) for array in (V, W, H))


def update(
    sweep: Kernel, renew: Kernel, V, W, H, moves="HW", *, scale=1.0, textbook=True, parts=(0, 3), cuts=CUTS
):
    """Return `W` and `H` after an update, and the loss before it, of the parts that are worked on."""
    n_components, n_bins = W.shape
    stride = stride_of(max(n_bins, padded(n_components)))
    room = aligned(padded(n_components), stride)
    room[:n_components, :n_bins] = W
    H = H.copy()
    n_parts = len(cuts) - 1
    sums = Sums(
        aligned(n_parts, 2 if sweep.__name__ == "sweep_is" else 1, *room.shape),
        np.zeros((n_parts, n_components if sweep.__name__ == "sweep_euclidean" else 1, n_components)),
        np.zeros(n_parts),
    )
    scratch = aligned(n_parts, 4 * N_STRIPS, stride)
    data = Data(V, np.float32(scale), np.array(cuts, np.int64))
    what = Moves(H="H" in moves, W="W" in moves, loss=True, textbook=textbook)
    sweep(data, room, H, parts, what, scratch, sums)
    if "W" in moves:
        renew(room, sums.N, sums.S, n_bins, textbook)
    assert not room[n_components:].any()
    assert not room[:, n_bins:].any()
    return room[:n_components, :n_bins].copy(), H, float(sums.losses.sum())


def assert_textbook(
    kernels: tuple[Kernel, Kernel], theirs, n_components: int, moves: str, scale: float
) -> None:
    """Hold an update of `H`, of `W` or of both against that of `naive`."""
    V, W, H = drawn(n_components)
    found = update(*kernels, V, W, H, moves, scale=scale)
    expected = theirs(scale * V.astype(float), W, H, moves)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-4)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-4)


def assert_other_parts_stay(kernels: tuple[Kernel, Kernel]) -> None:
    """Update the frames of the second part, and no others."""
    V, W, H = drawn(7)
    found = update(*kernels, V, W, H, "H", parts=(1, 2))[1]
    assert np.array_equal(found[: CUTS[1]], H[: CUTS[1]])
    assert np.array_equal(found[CUTS[2] :], H[CUTS[2] :])
    assert not np.isclose(found[CUTS[1] : CUTS[2]], H[CUTS[1] : CUTS[2]]).any()

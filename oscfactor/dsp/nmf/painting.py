"""Components led by hints: regions of the spectrogram that belong to one of them, or do not.

In a region each component has a weight, 1 where no hint says otherwise. The model is `V ~= sum of weight[k] *
W[k] H[k]`; the sums of the updates' denominators are those without weights, so that a component which a
hint keeps out becomes weaker there, rather than stronger to make up for it.

References
----------
Bryan & Mysore, "An efficient posterior regularized latent variable model for interactive sound source
separation", ICML 2013.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf.given import Given, survey_magnitudes
from oscfactor.dsp.nmf.kernels.kl import TINY, renew_kl, sweep_kl
from oscfactor.dsp.nmf.kernels.momentum import leap
from oscfactor.dsp.nmf.kernels.records import Data, Moves, Sums
from oscfactor.dsp.nmf.kernels.strips import N_STRIPS, aligned, padded, stride_of
from oscfactor.dsp.nmf.start import cuts_of
from oscfactor.dsp.nmf.units import Units
from oscfactor.machine.threads import Crew, split

Matrix = NDArray[np.float32]

UPDATES: Final = 15
"""Updates that one hint is followed by."""
_MOMENTUM: Final = 0.7


class Region(NamedTuple):
    """A rectangle of the spectrogram, and by how much each component counts there."""

    frames: tuple[int, int]  # the first, and the first behind it
    bins: tuple[int, int]
    weights: Matrix  # (n_components,), above 0


class Led(NamedTuple):
    """Factors that follow their hints."""

    W: Matrix  # (n_components, n_bins), rows sum to 1
    H: Matrix  # (n_frames, n_components)
    loss: float  # of all of `V`, without weights


class _Piece(NamedTuple):
    """Frames in which the same regions lie."""

    first: int
    last: int
    regions: tuple[Region, ...]


def lead(
    V: Matrix,
    W: Matrix,
    H: Matrix,
    regions: Sequence[Region],
    *,
    updates: int = UPDATES,
    n_threads: int = 2,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Led:
    """Go on from factors towards what hints say; the number of threads changes no bit.

    Parameters
    ----------
    V : float32 (n_frames, n_bins)
    W : float32 (n_components, n_bins)
    H : float32 (n_frames, n_components)
    regions : where one lies over another, their weights multiply
    progress : called after each update with the fraction done; its errors come out
    """
    V = frozen(V)
    with Crew(n_threads) as crew:
        units = Units(survey_magnitudes(V, crew), (W, H), Given(W=W, H=H))
        work = _Work(V, *units.take((W, H)), np.float32(units.scale), regions, crew)
        for n in range(updates):
            work.update(momentum=min(_MOMENTUM, n / (n + 3)))
            progress((n + 1) / updates)
        loss = work.loss()
    return Led(*units.give_back(work.W, work.H), loss / units.scale)


class _Work:
    """`V * scale ~= H @ W` under its hints, and the room that an update needs.

    The frames are cut into parts, the same whatever the number of threads; where regions begin and end, a
    part is cut into pieces. The kernels of the plain model serve: in a piece with regions they are given the
    bases times their weights.
    """

    def __init__(
        self,
        V: Matrix,
        W: Matrix,
        H: Matrix,
        scale: np.float32,
        regions: Sequence[Region],
        crew: Crew,
    ) -> None:
        n_components, n_bins = W.shape
        self._V, self._scale, self._crew = V, scale, crew
        stride = stride_of(max(n_bins, padded(n_components)))
        self._W = aligned(padded(n_components), stride)
        self.W = self._W[:n_components, :n_bins]
        self.W[:] = W
        self.H = np.array(H, np.float32, order="C")
        self._parts = [
            _pieces(*ends, regions) for ends in split(len(V), len(cuts_of(len(V), n_components)) - 1)
        ]
        n_parts = len(self._parts)
        self._past = self._W.copy(), self.H.copy()
        self._N = aligned(n_parts, 1, *self._W.shape)
        self._S = np.zeros((n_parts, 1, n_components))
        self._losses = np.zeros(n_parts)

    def update(self, momentum: float) -> None:
        """Leap with momentum, then update all activations, then all bases."""
        leap(self._W, self._past[0], np.float32(momentum), 0, len(self.W), self.W.shape[1])
        self._crew.run(lambda a, b: self._sweep_parts(a, b, momentum), self._ranges())
        renew_kl(self._W, self._N, self._S, self.W.shape[1], False)

    def loss(self) -> float:
        """Return the scaled loss of the factors as they stand, without weights."""
        self._crew.run(self._look_at_parts, self._ranges())
        return max(0.0, float(self._losses.sum()))

    def _ranges(self) -> list[tuple[int, int]]:
        return [(part, part + 1) for part in range(len(self._parts))]

    def _sweep_parts(self, first: int, last: int, momentum: float) -> None:
        """Update the activations of some parts, and gather the sums for the bases."""
        room = _Room(self._W.shape, self.H.shape[1])
        for part in range(first, last):
            self._N[part] = 0.0
            self._S[part] = 0.0
            for piece in self._parts[part]:
                leap(self.H, self._past[1], np.float32(momentum), piece.first, piece.last, self.H.shape[1])
                self._sweep(piece, room)
                self._N[part] += room.sums.N[0]
                self._S[part] += room.sums.S[0]

    def _sweep(self, piece: _Piece, room: _Room) -> None:
        if not piece.regions:
            self._run(piece, self._W, room, H=True, W=True)
            return
        K, F = self.W.shape
        weights = np.ones(self._W.shape, np.float32)
        for region in piece.regions:
            weights[:K, slice(*region.bins)] *= region.weights[:, None]
        weighted = self._W * weights
        self._run(piece, weighted, room, H=True)
        h = self.H[piece.first : piece.last]
        # The kernel has divided by the sums of what it was given.
        left, whole = (part[:K, :F].sum(axis=1, dtype=np.float64) for part in (weighted, self._W))
        shares = np.divide(left, whole, out=np.ones(K), where=whole > 0.0)
        np.copyto(h, np.maximum(h * shares.astype(np.float32), TINY), where=h > 0)
        self._run(piece, weighted, room, W=True)
        room.sums.N[0, 0] *= weights

    def _run(
        self,
        piece: _Piece,
        bases: Matrix,
        room: _Room,
        *,
        H: bool = False,
        W: bool = False,
        loss: bool = False,
    ) -> None:
        data = Data(self._V, self._scale, np.array([piece.first, piece.last], np.int64))
        moves = Moves(H=H, W=W, loss=loss, textbook=False)
        sweep_kl(data, bases, self.H, (0, 1), moves, room.scratch, room.sums)

    def _look_at_parts(self, first: int, last: int) -> None:
        room = _Room(self._W.shape, self.H.shape[1])
        for part in range(first, last):
            pieces = self._parts[part]
            self._run(_Piece(pieces[0].first, pieces[-1].last, ()), self._W, room, loss=True)
            self._losses[part] = room.sums.losses[0]


class _Room:
    """What the kernel writes into while it works on one piece."""

    def __init__(self, shape: tuple[int, int], n_components: int) -> None:
        self.scratch = aligned(1, 4 * N_STRIPS, shape[1])
        self.sums = Sums(aligned(1, 1, *shape), np.zeros((1, 1, n_components)), np.zeros(1))


def _pieces(first: int, last: int, regions: Sequence[Region]) -> list[_Piece]:
    """Cut frames where regions begin and end."""
    ends = {end for region in regions for end in region.frames if first < end < last}
    cuts = [first, *sorted(ends), last]
    return [
        _Piece(a, b, tuple(r for r in regions if r.frames[0] <= a and b <= r.frames[1]))
        for a, b in pairwise(cuts)
    ]

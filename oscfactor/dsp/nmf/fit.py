"""A factorization under way: bases and activations, padded and scaled for the kernels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf.kernels.euclidean import renew_euclidean, sweep_euclidean
from oscfactor.dsp.nmf.kernels.itakura_saito import renew_is, sweep_is
from oscfactor.dsp.nmf.kernels.kl import TINY, renew_kl, sweep_kl
from oscfactor.dsp.nmf.kernels.momentum import leap
from oscfactor.dsp.nmf.kernels.records import Data, Moves, Sums
from oscfactor.dsp.nmf.kernels.strips import N_STRIPS, aligned, padded, stride_of
from oscfactor.dsp.nmf.kernels.thin import pool
from oscfactor.dsp.nmf.start import cuts_of
from oscfactor.machine.threads import Crew, split

Matrix = NDArray[np.float32]
Kernel = Callable[..., None]

SWEEPS: dict[str, tuple[Kernel, Kernel]] = {
    "kl": (sweep_kl, renew_kl),
    "is": (sweep_is, renew_is),
    "euclidean": (sweep_euclidean, renew_euclidean),
}

SMALL = 2_000_000  # multiply-adds of a product that are worth a call, or a thread woken for them


class Fit:
    """`V * scale ~= H @ W`, and the room that its updates need.

    `scale` makes the mean of `V` about one, so that the kernels' small constants mean something.
    """

    def __init__(
        self,
        V: Matrix,
        W: Matrix,
        H: Matrix,
        loss: str,
        scale: float,
        crew: Crew,
        room: tuple[Matrix, Matrix] | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """Take copies of `W` (n_components, n_bins) and `H` (n_frames, n_components).

        `look` is called before each part of an update; an error that it raises comes out of the update.
        """
        n_components, n_bins = W.shape
        self._V, self._scale, self._crew, self._look = V, np.float32(scale), crew, look
        self.loss_name, self.n_frames = loss, len(V)
        self._sweep, self._renew = SWEEPS[loss]
        stride = stride_of(max(n_bins, padded(n_components)))
        self._W = aligned(padded(n_components), stride)
        self.W = self._W[:n_components, :n_bins]
        self.W[:] = W
        self.H = np.array(H, np.float32, order="C")
        self._past: tuple[Matrix, Matrix] | None = None  # W and H, an update ago
        self._cuts = cuts_of(len(V), n_components)
        self._data = Data(V, self._scale, self._cuts)
        n_parts = self._cuts.size - 1
        n_ranges = V.size * (n_components + 4) // SMALL
        self._ranges = split(n_parts, max(1, min(4 * crew.n_threads, n_ranges)))
        self._room = room or (
            aligned(n_parts, 2 if loss == "is" else 1, *self._W.shape),
            aligned(n_parts, 4 * N_STRIPS, stride),
        )
        self._S = np.zeros((n_parts, n_components if loss == "euclidean" else 1, n_components))
        self._losses = np.zeros(n_parts)
        self._held: tuple[NDArray[np.intp], Matrix, NDArray[np.intp], Matrix] | None = None

    def hold(self, bases: NDArray[np.intp], activations: NDArray[np.intp]) -> None:
        """Let the bases and the activations of these components stay as they are from now on."""
        self._held = bases, self.W[bases], activations, self.H[:, activations]

    @property
    def holds_activations(self) -> bool:
        """Whether some activations stay as they are."""
        return self._held is not None and self._held[2].size > 0

    def update(
        self,
        *,
        H: bool = True,
        W: bool = True,
        look: bool = False,
        textbook: bool = False,
        momentum: float | None = None,
    ) -> float:
        """Leap with `momentum`, if that is not None, then update `H`, then `W`, as far as they may move.

        Returns
        -------
        the scaled loss between leap and update if asked to `look`, else 0
        """
        if self.holds_activations and H and W:  # the bases must see the activations that stay
            value = self.update(W=False, look=look, textbook=textbook, momentum=momentum)
            self.update(H=False, textbook=textbook, momentum=momentum)
            return value
        moves = Moves(H=H, W=W, loss=look, textbook=textbook)
        n_parts = self._losses.size
        N, scratch = (array[:n_parts] for array in self._room)
        sums = Sums(N, self._S, self._losses)
        self._leap_bases(momentum, W=W)

        def sweep(first: int, last: int) -> None:
            self._look()
            self._leap_activations(momentum, first, last, H=H)
            self._sweep(self._data, self._W, self.H, (first, last), moves, scratch, sums)

        self._crew.run(sweep, self._ranges)
        if W:
            self._renew(self._W, N, self._S, self.W.shape[1], textbook)
        self._put_held()
        return max(0.0, float(self._losses.sum()))

    def leap(self, momentum: float, *, H: bool, W: bool) -> None:
        """Leap only."""
        self._leap_bases(momentum, W=W)
        self._crew.run(lambda a, b: self._leap_activations(momentum, a, b, H=H), self._ranges)
        self._put_held()

    def _put_held(self) -> None:
        if self._held is not None:
            bases, W, activations, H = self._held
            self.W[bases] = W
            if activations.size:
                self.H[:, activations] = H

    def _leap_bases(self, momentum: float | None, *, W: bool) -> None:
        if momentum is not None and self._past is None:
            self._past = self._W.copy(), self.H.copy()
        if momentum is not None and W and self._past is not None:
            leap(self._W, self._past[0], np.float32(momentum), 0, len(self.W), self.W.shape[1])

    def _leap_activations(self, momentum: float | None, first: int, last: int, *, H: bool) -> None:
        if momentum is not None and H and self._past is not None:
            frames = int(self._cuts[first]), int(self._cuts[last])
            leap(self.H, self._past[1], np.float32(momentum), *frames, self.H.shape[1])

    def loss(self) -> float:
        """Return the scaled loss of the factors as they stand."""
        return self.update(H=False, W=False, look=True)

    def keep(self, room: tuple[Matrix, Matrix] | None = None) -> tuple[Matrix, Matrix]:
        """Return copies of `W` and `H`, in `room` if it is given."""
        if room is None:
            return self.W.copy(), self.H.copy()
        room[0][:], room[1][:] = self.W, self.H
        return room

    def restore(self, kept: tuple[Matrix, Matrix]) -> None:
        """Go back to factors that were kept."""
        self.W[:], self.H[:] = kept

    def pooled(self, n_pooled: int) -> tuple[Fit, Matrix]:
        """Return a fit in which runs of `n_pooled` frames are added up, and the sum of each frame of `V`."""
        V = np.empty((-(-self.n_frames // n_pooled), self._V.shape[1]), np.float32)
        sums = np.empty(self.n_frames, np.float32)
        ranges = split(len(V), self._crew.n_threads)
        self._crew.run(lambda first, last: pool(self._V, n_pooled, (first, last), V, sums), ranges)
        H = np.add.reduceat(self.H, np.arange(0, self.n_frames, n_pooled))
        scale = float(self._scale)
        fit = Fit(frozen(V), self.W, H, self.loss_name, scale, self._crew, self._room, self._look)
        if self._held is not None:
            fit.hold(self._held[0], self._held[2])
        return fit, sums

    def spread(self, W: Matrix, H: Matrix, sums: Matrix, n_pooled: int) -> None:
        """Take over factors found for sums of frames: each frame gets its share by its `sums`."""
        places = np.arange(0, self.n_frames, n_pooled)
        totals = np.add.reduceat(sums, places, dtype=np.float64)
        inverses = 1 / np.where(
            totals > 0, totals, 1.0
        )  # in double precision: beyond float32 for faint frames
        for offset in range(min(n_pooled, self.n_frames)):
            old, share = self.H[offset::n_pooled], sums[offset::n_pooled]
            new = H[: len(old)] * (share * inverses[: len(old)]).astype(np.float32)[:, None]
            np.maximum(new, np.where(old > 0, TINY, np.float32(0)), out=old)
        self.W[:] = W

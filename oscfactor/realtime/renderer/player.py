"""One playing buffer as the render thread sees it, at the output's rate, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from oscfactor.dsp.render.ceiling import hold_down
from oscfactor.realtime.orders import BLOCK, Orders, Piece
from oscfactor.realtime.renderer.gliding import Gliding
from oscfactor.realtime.renderer.routing import n_rows
from oscfactor.realtime.renderer.tap import Tap

_STRAIGHT: Final = 1e-3  # samples: a play head this near to where it was going has not turned


class Player:
    """Plays one buffer: another thread sets its `orders`, the render thread calls `render`.

    It begins and stops with a fade, where the orders say so; `Gliding` says how it follows all other orders.

    Parameters
    ----------
    orders : Orders
    sample_rate : int
        Of the output.
    n_outputs : int
    on_piece : callable
        Called with each piece of the play head's way that does not go on straight from the one before it,
        in samples of the output.
    """

    def __init__(
        self,
        orders: Orders,
        *,
        sample_rate: int,
        n_outputs: int,
        on_piece: Callable[[Piece], None] = lambda _: None,
    ) -> None:
        self.orders = orders
        self.begun = False
        self.tap = Tap()
        self.cue: NDArray[np.float32] | None = None  # (2, n) beside the block rendered last, if there is room
        self.finished_index: int | None = None  # the output's sample with which the player has ended
        self.told = False  # whether that end has been told
        self._gliding = Gliding(orders, n_outputs, orders.position)
        self._ratio = sample_rate / orders.sound.buffer.sample_rate
        self._index = 0.0
        self._n_outputs, self._n_rows = n_outputs, n_rows(n_outputs)
        self._presence = Presence()
        self._resampler: soxr.ResampleStream | None = None
        self._rest = np.zeros((self._n_rows, 0), np.float32)
        if self._ratio != 1.0:
            self._resampler = soxr.ResampleStream(
                orders.sound.buffer.sample_rate, sample_rate, self._n_rows, dtype="float32", quality="HQ"
            )
        self._on_piece = on_piece
        self._piece: Piece | None = None

    def begin(self, index: int) -> None:
        """Say which sample of the output, counted from its start, is rendered first."""
        self._index = float(index)

    def render(self, n: int) -> NDArray[np.float32]:
        """Return the next `n` samples of each output channel.

        Returns
        -------
        float32 (n_outputs, n)
        """
        if self._resampler is None:
            out = self._block(n)
        else:
            parts, n_have = [self._rest], self._rest.shape[1]
            while n_have < n:
                block = self._block(BLOCK)
                hold_down(block)  # a resampler never forgets a NaN
                part = self._resampler.resample_chunk(np.ascontiguousarray(block.T)).T
                parts.append(part)
                n_have += part.shape[1]
            whole = np.concatenate(parts, axis=1)
            out, self._rest = whole[:, :n], whole[:, n:]
        self.cue = out[self._n_outputs :] if self._n_rows > self._n_outputs else None
        return out[: self._n_outputs]

    def _block(self, n: int) -> NDArray[np.float32]:
        """Return the next `n` samples at the sound's own rate, and note their places in the sound."""
        orders = self.orders
        self._come_or_go(orders)
        block, pieces = self._gliding.read(orders, n)
        self.begun = True
        self._note(pieces, n)
        return self._presence.applied(block)

    def _come_or_go(self, orders: Orders) -> None:
        """Begin to fade in, or out."""
        presence, fade = self._presence, orders.fade if orders.playing else 0.0
        n = max(BLOCK, round(fade * orders.sound.buffer.sample_rate))
        if not self.begun and (orders.position > 0 or orders.fade or orders.stopping):
            presence.go(0.0, 0.0 if orders.stopping else 1.0, n)
        elif orders.stopping and (not presence.is_leaving or n < presence.n_left):
            presence.go(presence.now, 0.0, n)

    def _note(self, pieces: list[Piece], n: int) -> None:
        ratio = self._ratio
        for p in pieces:
            self._add(Piece(self._index + p.offset * ratio, p.place, p.speed / ratio))
        self._index += n * ratio
        if self.finished_index is None and (self._gliding.ended or self._presence.ends_in(n)):
            self.finished_index = int(self._index)
            self._add(Piece(self._index, self._gliding.place, 0.0))

    def _add(self, piece: Piece) -> None:
        last = self._piece
        if last is None or last.speed != piece.speed or abs(last.at(piece.offset) - piece.place) > _STRAIGHT:
            self._piece = piece
            self._on_piece(piece)


class Presence:
    """How far a player has faded in, or out: a straight line between 0 and 1."""

    def __init__(self) -> None:
        self._start = self._goal = 1.0
        self._n = self._n_done = 0

    @property
    def is_leaving(self) -> bool:
        """Whether it fades out, or has."""
        return self._goal == 0.0

    @property
    def now(self) -> float:
        """Where it is, 0 to 1."""
        return (
            self._goal
            if self._n_done >= self._n
            else (self._start + (self._goal - self._start) * self._n_done / self._n)
        )

    def go(self, start: float, goal: float, n: int) -> None:
        """Go from one place to another in `n` samples."""
        self._start, self._goal, self._n, self._n_done = start, goal, n, 0

    @property
    def n_left(self) -> int:
        """Samples until it is there."""
        return max(self._n - self._n_done, 0)

    def ends_in(self, n: int) -> bool:
        """Whether it has faded out when `n` samples more have gone by."""
        return self.is_leaving and self._n_done + n >= self._n

    def applied(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a block, (n_channels, n_samples), faded, and go on."""
        if self._n_done >= self._n and not self.is_leaving:
            return block
        done = np.arange(self._n_done + 1, self._n_done + block.shape[1] + 1) / self._n
        self._n_done += block.shape[1]
        start, goal = block * np.float32(self._start), block * np.float32(self._goal)
        faded: NDArray[np.float32] = start + (goal - start) * np.minimum(done, 1.0).astype(np.float32)
        return faded

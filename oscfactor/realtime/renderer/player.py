"""One playing buffer as the render thread sees it; every change is a short, straight crossfade."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from oscfactor.dsp.render.ceiling import hold_down
from oscfactor.realtime.orders import BLOCK, Orders, Piece
from oscfactor.realtime.renderer.track import Track, ramp

_STRAIGHT: Final = 1e-3  # samples: a play head this near to where it was going has not turned


class Player:
    """Plays one buffer: another thread sets its `orders`, the render thread calls `render`.

    A block in which the orders are new is rendered twice, by the old orders and by the new ones, and
    crossfaded straight over its length. So a gain is a linear ramp, a jump is click-free, and samples that
    did not change stay bit for bit.

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
        self.on_block: Callable[[NDArray[np.float32]], None] | None = None  # set while it is recorded
        self.finished_index: int | None = None  # the output's sample with which the player has ended
        self.told = False  # whether that end has been told
        self._track = Track(orders, n_outputs, orders.position)
        self._ratio = sample_rate / orders.sound.buffer.sample_rate
        self._index = 0.0
        self._n_outputs = n_outputs
        # Blocks that are not heard yet, each with the sample of the output that it ends before.
        self._ahead: deque[tuple[int, NDArray[np.float32]]] = deque()
        self._resampler: soxr.ResampleStream | None = None
        self._rest = np.zeros((n_outputs, 0), np.float32)
        if self._ratio != 1.0:
            self._resampler = soxr.ResampleStream(
                orders.sound.buffer.sample_rate, sample_rate, n_outputs, dtype="float32", quality="HQ"
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
        return out

    def hand_out(self, block: NDArray[np.float32], index: int, n_heard: int) -> None:
        """Give the recording the blocks that are not heard yet, or keep them for a recording to come.

        Parameters
        ----------
        block : float32 (n_outputs, n)
            The latest that was rendered, as it goes to the output.
        index, n_heard : int
            The output's sample with which the block begins, and how many samples have been heard.
        """
        ahead = self._ahead
        ahead.append((index + block.shape[1], block))
        while ahead and ahead[0][0] <= n_heard:
            ahead.popleft()
        if self.on_block is not None:
            for _, unheard in ahead:
                self.on_block(unheard)
            ahead.clear()

    def _block(self, n: int) -> NDArray[np.float32]:
        """Return the next `n` samples at the sound's own rate, and note their places in the sound."""
        orders, track = self.orders, self._track
        if orders is not track.orders and not track.ended:
            new = track.fork(orders)
            old_block, _ = track.read(n)
            block, pieces = new.read(n)
            block = old_block + (block - old_block) * ramp(n)
            self._track = new
        else:
            block, pieces = track.read(n)
            if not self.begun and orders.position > 0:
                block *= ramp(n)
        self.begun = True
        self._note(pieces, n)
        return block

    def _note(self, pieces: list[Piece], n: int) -> None:
        ratio = self._ratio
        for p in pieces:
            self._add(Piece(self._index + p.offset * ratio, p.place, p.speed / ratio))
        self._index += n * ratio
        if self.finished_index is None and (self._track.ended or self._track.orders.stopping):
            self.finished_index = int(self._index)
            self._add(Piece(self._index, self._track.place, 0.0))

    def _add(self, piece: Piece) -> None:
        last = self._piece
        if last is None or last.speed != piece.speed or abs(last.at(piece.offset) - piece.place) > _STRAIGHT:
            self._piece = piece
            self._on_piece(piece)

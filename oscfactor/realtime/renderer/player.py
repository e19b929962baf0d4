"""One playing buffer, as the render thread sees it: every change is a short, straight crossfade."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.ceiling import hold_down
from oscfactor.dsp.render.live import SoundFrames
from oscfactor.dsp.render.recombine import Cells
from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.renderer.track import RESAMPLE, STRETCH, Orders, Piece, Region, Sound, Track, ramp

BLOCK: Final = 256
"""Samples that are rendered at once; what changes, a fader or a place, changes straight over one block."""
_STRAIGHT: Final = 1e-3  # samples: a play head this near to where it was going has not turned


class Player:
    """Plays one buffer: another thread sets its `orders`, the render thread calls `render`.

    A block in which the orders are new is rendered twice, as before and as they are now, and crossfaded
    straight over its length. So a gain is a linear ramp, a jump is click-free, and what did not change stays
    bit for bit.

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
        self.recorder: Callable[[NDArray[np.float32]], None] | None = None
        self.finished_index: int | None = None  # the output's sample with which it has ended
        self.told = False  # whether that has been told
        self._track = Track(orders, n_outputs, orders.position)
        self._ratio = sample_rate / orders.sound.buffer.sample_rate
        self._index = 0.0
        self._n_outputs = n_outputs
        self._ahead: deque[tuple[int, NDArray[np.float32]]] = deque()  # with the sample that each ends before
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
                hold_down(block)  # a resampler that had to do with what is no number would not forget it
                part = self._resampler.resample_chunk(np.ascontiguousarray(block.T)).T
                parts.append(part)
                n_have += part.shape[1]
            whole = np.concatenate(parts, axis=1)
            out, self._rest = whole[:, :n], whole[:, n:]
        return out

    def hand_out(self, block: NDArray[np.float32], index: int, n_heard: int) -> None:
        """Give the recorder what is heard since it came, and keep for one to come what is not heard yet.

        Parameters
        ----------
        block : float32 (n_outputs, n)
            The latest that was rendered, as it goes to the output.
        index, n_heard : int
            The output's sample with which it begins, and how many have been heard.
        """
        ahead = self._ahead
        ahead.append((index + block.shape[1], block))
        while ahead and ahead[0][0] <= n_heard:
            ahead.popleft()
        if self.recorder is not None:
            for _, unheard in ahead:
                self.recorder(unheard)
            ahead.clear()

    def _block(self, n: int) -> NDArray[np.float32]:
        """Return the next `n` samples at the sound's own rate, and note which places they are."""
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


def rehearse() -> list[NDArray[np.float32]]:
    """Play a little of a sound in every way there is, so that all kernels are compiled or loaded.

    That takes the interpreter for moments in which the render thread would be late. So would a collection of
    garbage that looks through all that numba has made: what is there by then is set aside.

    Returns
    -------
    float32 (n_outputs, BLOCK) for each way
    """
    heard = []
    for sound in _sounds():
        region = Region(0, sound.buffer.n_samples, loop=True)
        for rate, mode in ((1.0, STRETCH), (0.5, STRETCH), (0.5, RESAMPLE)):
            orders = Orders(sound, Mix.neutral(sound.n_components), region, rate, mode)
            heard.append(Player(orders, sample_rate=sound.buffer.sample_rate, n_outputs=2).render(BLOCK))
    gc.collect()
    gc.freeze()
    return heard


def _sounds() -> Iterator[Sound]:
    """Yield a tenth of a second of stereo noise in two layers, as it is and as edits may make it."""
    random, stft = np.random.default_rng(0), Stft()
    samples = frozen(random.uniform(-0.1, 0.1, (2, 4800)))
    W = frozen(random.random((2, stft.n_bins)))
    H = frozen(random.random((2, stft.n_frames(samples.shape[1]), 2)))
    cells = [
        Cells(
            W=W,
            H=H,
            activations={0: H[:, :, 0] * np.float32(2)},
            edited=np.array([True, False]),
            matrix=np.ones((2, 2), np.float32),
            exponent=exponent,
            phase="pghi",
        )
        for exponent in (1.0, 2.0)
    ]
    for recombined in (None, *cells):
        yield Sound(Buffer(samples, 48000), SoundFrames(samples, stft, W, H, recombined), 2)

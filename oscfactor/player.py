"""One playing buffer, as the render thread sees it: every change is a short, straight crossfade."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from oscfactor.dsp.live import SoundFrames
from oscfactor.dsp.recombine import Cells
from oscfactor.mix import Mix
from oscfactor.track import RESAMPLE, STRETCH, Orders, Piece, Region, Sound, Track, ramp

BLOCK: Final = 256
"""Samples that are rendered at once; what changes, a fader or a place, changes straight over one block."""
_N_KEPT: Final = 256  # pieces: more than the ring ever holds


class Player:
    """Plays one buffer: the event loop sets its `orders`, the render thread calls `render`.

    A block in which the orders are new is rendered twice, as before and as they are now, and crossfaded
    straight over its length. So a gain is a linear ramp, a jump is click-free, and what did not change stays
    bit for bit.

    Parameters
    ----------
    orders : Orders
    sample_rate : int
        Of the output.
    n_outputs : int
    """

    def __init__(self, orders: Orders, *, sample_rate: int, n_outputs: int) -> None:
        self.orders = orders
        self.begun = False
        self.recorder: Callable[[NDArray[np.float32]], None] | None = None
        self.finished_index: int | None = None  # the output's sample with which it has ended
        self._track = Track(orders, n_outputs, orders.position)
        self._ratio = sample_rate / orders.sound.buffer.sample_rate
        self._index = 0.0
        self._n_outputs = n_outputs
        self._resampler: soxr.ResampleStream | None = None
        self._rest = np.zeros((n_outputs, 0), np.float32)
        if self._ratio != 1.0:
            self._resampler = soxr.ResampleStream(
                orders.sound.buffer.sample_rate, sample_rate, n_outputs, dtype="float32", quality="HQ"
            )
        self._history: tuple[tuple[float, float, float], ...] = ((0.0, orders.position, 0.0),)

    def begin(self, index: int) -> None:
        """Say which sample of the output, counted from its start, is rendered first."""
        self._index = float(index)
        self._history = ((self._index, self.orders.position, 0.0),)

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
                part = self._resampler.resample_chunk(np.ascontiguousarray(self._block(BLOCK).T)).T
                parts.append(part)
                n_have += part.shape[1]
            whole = np.concatenate(parts, axis=1)
            out, self._rest = whole[:, :n], whole[:, n:]
        if self.recorder is not None:
            self.recorder(out)
        return out

    def place_at(self, index: float) -> tuple[float, float]:
        """Return the place in the sound, in samples, at a sample of the output, and the speed there."""
        history = self._history
        for at, place, speed in reversed(history):
            if at <= index:
                return place + (index - at) * speed, speed
        return history[0][1], 0.0

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
        new = [(self._index + p.offset * ratio, p.place, p.speed / ratio) for p in pieces]
        self._history = (*self._history[-_N_KEPT:], *new)
        self._index += n * ratio
        if self.finished_index is None and (self._track.ended or self._track.orders.stopping):
            self.finished_index = int(self._index)
            place = self._track.place
            self._history = (*self._history, (self._index, place, 0.0))


def rehearse(sound: Sound, *, edited: bool = False) -> None:
    """Play a little of a factorized sound in every way there is, so that all kernels are compiled or loaded.

    That takes the interpreter for moments in which the render thread would be late. So would a
    collection of garbage that looks through all that numba has made: what is there by then is set aside. With
    `edited` the kernels for edited sounds are among them.
    """
    region = Region(0, sound.buffer.n_samples, loop=True)
    for heard in (sound, *(_recombined(sound) if edited else ())):
        for rate, mode in ((1.0, STRETCH), (0.5, STRETCH), (0.5, RESAMPLE)):
            orders = Orders(heard, Mix.neutral(sound.n_components), region, rate, mode)
            Player(orders, sample_rate=sound.buffer.sample_rate, n_outputs=2).render(BLOCK)
    gc.collect()
    gc.freeze()


def _recombined(sound: Sound) -> list[Sound]:
    """Return a factorized sound as edits may make it, for each of the kernels that edits need."""
    frames = sound.frames
    if frames is None:
        return []
    n_components = len(frames.W)
    made = [
        Cells(
            W=frames.W,
            H=frames.H,
            activations={0: frames.H[:, :, 0] * np.float32(2)},
            edited=np.arange(n_components) == 0,
            matrix=np.ones((n_components, n_components), np.float32),
            exponent=exponent,
            phase="pghi",
        )
        for exponent in (1.0, 2.0)
    ]
    parts = frames.samples, frames.stft, frames.W, frames.H
    return [replace(sound, frames=SoundFrames(*parts, cells)) for cells in made]

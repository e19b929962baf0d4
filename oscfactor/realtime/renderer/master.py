"""What is done to the sum of all players before it is heard: fader, limiter, cue, meter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.ceiling import hold_down
from oscfactor.dsp.render.limiter import Limiter
from oscfactor.model.mix import N_SIDES
from oscfactor.realtime.orders import BLOCK, MasterOrders
from oscfactor.realtime.renderer.ramps import Ramps
from oscfactor.realtime.renderer.tap import Tap
from oscfactor.realtime.renderer.track import ramp

Block = NDArray[np.float32]


class Level(NamedTuple):
    """How loud something was for a while, over all channels; linear."""

    rms: float
    peak: float


class Meter:
    """Measures blocks until it is read."""

    def __init__(self) -> None:
        self._power, self._peak, self._n = 0.0, 0.0, 0

    def add(self, block: Block) -> None:
        """Measure a block, (n_channels, n_samples)."""
        flat = block.ravel()
        self._power += float(np.dot(flat, flat))
        self._peak = max(self._peak, float(np.abs(flat).max(initial=0.0)))
        self._n += flat.size

    def read(self) -> Level:
        """Return how loud it was since this was asked last."""
        level = Level((self._power / max(self._n, 1)) ** 0.5, self._peak)
        self._power, self._peak, self._n = 0.0, 0.0, 0
        return level


class Master:
    """Does to the sum of all players what its `orders` say, which another thread sets; one thread applies it.

    With the fader at 1, not muted, and the limiter off, the samples stay bit for bit.
    """

    def __init__(self, n_channels: int, sample_rate: int) -> None:
        self.orders = self._orders = MasterOrders()
        self.tap = Tap()
        self.meter = Meter()
        self.limited = False  # whether the fader has lifted a sample beyond the ceiling for cards
        self._n_channels, self._sample_rate = n_channels, sample_rate
        self._limiter: Limiter | None = None
        self._n = 0
        self._ramps = Ramps(self.orders.faders())

    def settle(self) -> None:
        """Be where the orders say at once: nothing has been heard for a while."""
        self._orders = self.orders
        self._ramps = Ramps(self._orders.faders(), self._orders.glides)

    def applied(self, block: Block, cue: Block | None) -> Block:
        """Return what is to be heard for the sum of all players and that of their cues.

        Parameters
        ----------
        block : float32 (n_channels, n_samples)
        cue : float32 (2, n_samples), or None
        """
        before, orders = self._orders, self.orders
        if orders is not before:
            self._orders = orders
            self._ramps.aim(
                orders.faders(), orders.glides, self._n, sample_rate=self._sample_rate, shortest=BLOCK
            )
        gain, audible, cue_gain = self._ramps.course(self._n, block.shape[1])
        self._n += block.shape[1]
        fader = gain * audible
        if (fader != 1.0).any():
            block = block * fader
            self.limited |= hold_down(block)
        block = self._limit(block, before.limit, orders.limit)
        self.meter.add(block)
        first = orders.cue_channel
        if cue is not None and cue.any() and first + N_SIDES <= self._n_channels:
            block = block.copy()
            block[first : first + N_SIDES] += cue * cue_gain
            hold_down(block)
        return block

    def _limit(self, block: Block, before: float | None, ceiling: float | None) -> Block:
        """Return the block limited; the block in which the limiter is put on or off is a crossfade."""
        highest = before if ceiling is None else ceiling
        if highest is None:
            return block
        if before is None or self._limiter is None:
            self._limiter = Limiter(self._n_channels, self._sample_rate)
        limited = self._limiter.limit(block, highest)
        if ceiling is None:
            return limited + (block - limited) * ramp(block.shape[1])
        if before is None:
            mixed = block + (limited - block) * ramp(block.shape[1])
            return np.clip(mixed, -np.float32(ceiling), np.float32(ceiling))
        return limited

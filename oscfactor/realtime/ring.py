"""The ring of samples between the renderer, which writes, and the sound card, whose callback reads."""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.realtime.card.ringreader import (
    ACTIVE,
    CALLS,
    DRAIN,
    LARGEST,
    LATE,
    MARK,
    MOST_AT_ONCE,
    READ,
    TIME_NS,
    UNDERRUNS,
    WORKED_NS,
    WRITTEN,
)
from oscfactor.realtime.orders import BLOCK
from oscfactor.realtime.sharedring import Counted, SharedRing

CAPACITY: Final = 16384
"""Samples, at least: room for the blocks of a device that chooses them itself."""


class Reading(NamedTuple):
    """How far the reader was at a moment."""

    n_read: int  # samples since the start
    time: float  # seconds, of `time.perf_counter`
    n_calls: int


class Ring(SharedRing):
    """A ring that the card empties; one process writes."""

    counted: ClassVar[Counted] = Counted(WRITTEN, CALLS, LARGEST, LATE)

    @property
    def n_read(self) -> int:
        """Samples read since the start."""
        return int(self._counters[READ])

    @property
    def n_waiting(self) -> int:
        """Samples written and not yet read."""
        return self.n_written - self.n_read

    @property
    def n_underruns(self) -> int:
        """How often the reader found too few samples."""
        return int(self._counters[UNDERRUNS])

    @property
    def largest_drain(self) -> int:
        """The most samples that the reader has taken in calls that came at once."""
        return int(self._counters[DRAIN])

    @property
    def seconds_worked(self) -> float:
        """How long the writer has worked on the written samples, in seconds of a core."""
        return int(self._counters[WORKED_NS]) * 1e-9

    def reading(self) -> Reading:
        """Return how far the reader was when it was last called."""
        while True:
            mark = int(self._counters[MARK])
            reading = Reading(self.n_read, int(self._counters[TIME_NS]) * 1e-9, self.n_calls)
            if mark % 2 == 0 and mark == int(self._counters[MARK]):
                return reading

    def set_active(self, active: bool) -> None:
        """Say whether samples are to come; while not, the reader plays silence and counts no underruns."""
        self._counters[ACTIVE] = active

    def set_worked(self, nanoseconds: int) -> None:
        """Say how long the writer has worked."""
        self._counters[WORKED_NS] = nanoseconds

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append samples.

        Parameters
        ----------
        samples : float32 (n_channels, n_samples)

        Raises
        ------
        ValueError
            If the samples do not fit.
        """
        n, capacity = samples.shape[1], self.shape.capacity
        written = int(self._counters[WRITTEN])
        if n > capacity - (written - self.n_read):
            raise ValueError(f"{n} samples do not fit into the ring")
        at = written % capacity
        head = min(n, capacity - at)
        self._samples[at : at + head] = samples.T[:head]
        self._samples[: n - head] = samples.T[head:]
        self._counters[WRITTEN] = written + n


def length_ahead(ring: Ring, n_latency: int) -> int:
    """Return how many samples are rendered ahead, at most: the latency, or more if the device needs it."""
    return min(max(n_latency, ring.largest_drain + 2 * BLOCK), ring.shape.capacity)


def capacity_for(n_latency: int, n_block: int) -> int:
    """Return the capacity, in samples, of a ring for a latency and for the block that is wanted."""
    return max(CAPACITY, n_latency, MOST_AT_ONCE * n_block + 2 * BLOCK)

"""A ring of samples between one writer and one reader, in memory that processes share.

The reader is the sound card's callback: it copies and counts. Nothing here locks; each counter is written
by one side only, and after the samples that it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.realtime.card.ringreader import (
    ACTIVE,
    CALLS,
    DRAIN,
    HEAD_BYTES,
    LARGEST,
    LATE,
    MARK,
    MOST_AT_ONCE,
    READ,
    TIME_NS,
    UNDERRUNS,
    WORKED_NS,
    WRITTEN,
    attached,
)
from oscfactor.realtime.orders import BLOCK

CAPACITY: Final = 16384
"""Samples, at least: room for the blocks of a device that chooses them itself."""


class Reading(NamedTuple):
    """How far the reader was at a moment."""

    n_read: int  # samples since the start
    time: float  # seconds, of `time.perf_counter`
    n_calls: int


@dataclass(frozen=True, slots=True)
class RingShape:
    """The name and the shape of a ring, with which another process joins it."""

    name: str
    capacity: int  # samples
    n_channels: int


class Ring:
    """`capacity` samples of `n_channels` channels, interleaved; made here, or joined.

    One process makes the ring and removes it in the end. Every process may look at the counters, one writes.

    Parameters
    ----------
    capacity : int
        In samples.
    n_channels : int
    name : str
        Of the memory to join, which another process has made; empty to make one.
    """

    def __init__(self, capacity: int, n_channels: int, name: str = "") -> None:
        self._joined = bool(name)
        size = HEAD_BYTES + 4 * capacity * n_channels
        self._memory = attached(name) if name else SharedMemory(create=True, size=size)
        self.shape = RingShape(self._memory.name, capacity, n_channels)
        self._counters = np.ndarray(HEAD_BYTES // 8, np.int64, self._memory.buf)
        self._samples = np.ndarray((capacity, n_channels), np.float32, self._memory.buf, HEAD_BYTES)
        if not name:
            self._counters[:] = 0

    @property
    def n_written(self) -> int:
        """Samples written since the start."""
        return int(self._counters[WRITTEN])

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
    def n_late(self) -> int:
        """How often the sound system reported an underrun of its own."""
        return int(self._counters[LATE])

    @property
    def largest_block(self) -> int:
        """The most samples that the reader has wanted at once."""
        return int(self._counters[LARGEST])

    @property
    def largest_drain(self) -> int:
        """The most samples that the reader has taken in calls that came at once."""
        return int(self._counters[DRAIN])

    @property
    def n_calls(self) -> int:
        """How often the reader has been called."""
        return int(self._counters[CALLS])

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

    def close(self) -> None:
        """Let go of the memory, and remove it if it was made here; a process that has joined may go on."""
        del self._counters, self._samples
        self._memory.close()
        if not self._joined:
            self._memory.unlink()


def length_ahead(ring: Ring, n_latency: int) -> int:
    """Return how many samples are rendered ahead, at most: the latency, or more if the device needs it."""
    return min(max(n_latency, ring.largest_drain + 2 * BLOCK), ring.shape.capacity)


def capacity_for(n_latency: int, n_block: int) -> int:
    """Return the capacity, in samples, of a ring for a latency and for the block that is wanted."""
    return max(CAPACITY, n_latency, MOST_AT_ONCE * n_block + 2 * BLOCK)

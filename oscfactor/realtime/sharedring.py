"""A ring of samples between one writer and one reader, in memory that processes share.

One end is a sound card's callback: it copies and counts, in `card/`. Nothing here locks; each counter is
written by one side only, and after the samples that it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import ClassVar, NamedTuple

import numpy as np

from oscfactor.realtime.card.ringreader import HEAD_BYTES, attached


@dataclass(frozen=True, slots=True)
class RingShape:
    """The name and the shape of a ring, with which another process joins it."""

    name: str
    capacity: int  # samples
    n_channels: int


class Counted(NamedTuple):
    """Where a ring counts, as indices of its counters."""

    written: int
    calls: int  # of the card
    largest: int  # block of the card
    late: int  # how often the sound system reported a fault of its own


class SharedRing:
    """`capacity` samples of `n_channels` channels, interleaved; made here, or joined.

    One process makes the ring and removes it in the end. Every process may look at the counters.

    Parameters
    ----------
    capacity : int
        In samples.
    n_channels : int
    name : str
        Of the memory to join, which another process has made; empty to make one.
    """

    counted: ClassVar[Counted]

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
        return int(self._counters[self.counted.written])

    @property
    def n_calls(self) -> int:
        """How often the card has called."""
        return int(self._counters[self.counted.calls])

    @property
    def n_late(self) -> int:
        """How often the sound system reported an underrun or a loss of its own."""
        return int(self._counters[self.counted.late])

    @property
    def largest_block(self) -> int:
        """The most samples that the card has wanted, or brought, at once."""
        return int(self._counters[self.counted.largest])

    def close(self) -> None:
        """Let go of the memory, and remove it if it was made here; a process that has joined may go on."""
        del self._counters, self._samples
        self._memory.close()
        if not self._joined:
            self._memory.unlink()

"""A ring of samples from an input device's callback to the listener, in memory that processes share.

The writer is the callback, in `card/ringwriter.py`. Nothing here locks; each counter is written by one side
only, and after the samples that it counts.
"""

from __future__ import annotations

from multiprocessing.shared_memory import SharedMemory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.realtime.card.ringreader import HEAD_BYTES, attached
from oscfactor.realtime.card.ringwriter import CALLS, LARGEST, LATE, LOST, READ, WRITTEN
from oscfactor.realtime.ring import RingShape

SECONDS: Final = 2.0
"""For which a ring holds what the listener, which looks every few milliseconds, has not taken yet."""
MAX_BYTES: Final = 1 << 23
"""Of one ring: memory that is shared may be as little as 64 MB."""


class InputRing:
    """`capacity` samples of `n_channels` channels, interleaved; made here, or joined.

    One process makes the ring and removes it in the end. Every process may look at the counters, one reads.

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
    def n_calls(self) -> int:
        """How often the writer has been called."""
        return int(self._counters[CALLS])

    @property
    def n_lost(self) -> int:
        """Samples for which there was no room."""
        return int(self._counters[LOST])

    @property
    def n_late(self) -> int:
        """How often the sound system reported a loss of its own."""
        return int(self._counters[LATE])

    @property
    def largest_block(self) -> int:
        """The most samples that the writer has brought at once."""
        return int(self._counters[LARGEST])

    def taken(self) -> NDArray[np.float32]:
        """Take all samples that wait, float32 (n_channels, n_samples); there may be none."""
        written, read = self.n_written, int(self._counters[READ])
        n, at = written - read, read % self.shape.capacity
        head = min(n, self.shape.capacity - at)
        result = np.empty((self.shape.n_channels, n), np.float32)
        result[:, :head] = self._samples[at : at + head].T
        result[:, head:] = self._samples[: n - head].T
        self._counters[READ] = written
        return result

    def close(self) -> None:
        """Let go of the memory, and remove it if it was made here; a process that has joined may go on."""
        del self._counters, self._samples
        self._memory.close()
        if not self._joined:
            self._memory.unlink()


def input_capacity(n_channels: int, sample_rate: int) -> int:
    """Return the capacity, in samples, of a ring for an input."""
    return min(round(SECONDS * sample_rate), MAX_BYTES // (4 * n_channels))

"""The reader's end of the ring, for the process that feeds the sound card; without NumPy, to start fast."""

from __future__ import annotations

import sys
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from typing import Final

HEAD_BYTES: Final = 128
"""Two cache lines of counters: one that the writer writes, one that the reader writes."""
# The writer's counters, then the reader's, as indices of 64-bit integers.
WRITTEN, ACTIVE, WORKED_NS = 0, 1, 2
READ, CALLS, UNDERRUNS, TIME_NS, LARGEST, MARK, LATE, DRAIN = 8, 9, 10, 11, 12, 13, 14, 15
AT_ONCE_NS: Final = 2_000_000
"""Calls within so many nanoseconds count as one drain: Windows' MME asks for up to three blocks at once."""
MOST_AT_ONCE: Final = 3  # blocks: a driver that runs as fast as it can asks for any number


class RingEnd:
    """Joins the ring of this name, capacity (in samples) and number of channels."""

    def __init__(self, name: str, capacity: int, n_channels: int) -> None:
        self._memory = attached(name)
        self._frame_bytes = 4 * n_channels
        self._capacity = capacity
        memory = memoryview(self._memory.buf or b"")
        self._counters = memory[:HEAD_BYTES].cast("q")
        self._samples = memory[HEAD_BYTES : HEAD_BYTES + capacity * self._frame_bytes]

    def close(self) -> None:
        """Let go of the memory."""
        self._counters.release()
        self._samples.release()
        self._memory.close()


class RingReader(RingEnd):
    """Takes samples out of a `Ring`."""

    def __init__(self, name: str, capacity: int, n_channels: int) -> None:
        super().__init__(name, capacity, n_channels)
        self._drain, self._drain_ns = 0, 0  # samples taken since that time

    def read(self, out: memoryview, n: int, now_ns: int, late: bool) -> None:
        """Fill `out`, bytes, with the next `n` samples, zeros where there are too few, and count.

        `late` says that the sound system has noticed an underrun of its own.
        """
        counters, size, capacity = self._counters, self._frame_bytes, self._capacity
        counters[MARK] += 1
        if n > counters[LARGEST]:
            counters[LARGEST] = n
        if now_ns - self._drain_ns > AT_ONCE_NS:
            self._drain, self._drain_ns = 0, now_ns
        self._drain = min(self._drain + n, MOST_AT_ONCE * n)
        if self._drain > counters[DRAIN]:
            counters[DRAIN] = self._drain
        taken = 0
        if counters[ACTIVE]:
            n_read = counters[READ]
            taken = min(n, counters[WRITTEN] - n_read)
            at = n_read % capacity
            head = min(taken, capacity - at)
            out[: head * size] = self._samples[at * size : (at + head) * size]
            if taken > head:
                out[head * size : taken * size] = self._samples[: (taken - head) * size]
            counters[READ] = n_read + taken
            if taken < n:
                counters[UNDERRUNS] += 1
            if late:
                counters[LATE] += 1
        if taken < n:
            out[taken * size : n * size] = bytes((n - taken) * size)
        counters[TIME_NS] = now_ns
        counters[CALLS] += 1
        counters[MARK] += 1


def attached(name: str) -> SharedMemory:
    """Open shared memory that another process has made, and will remove."""
    if sys.version_info >= (3, 13):
        return SharedMemory(name, track=False)
    register = resource_tracker.register
    resource_tracker.register = lambda *_: None
    try:
        return SharedMemory(name)
    finally:
        resource_tracker.register = register

"""The writer's end of a ring of input, for the process that hears a sound card; without NumPy."""

from __future__ import annotations

from typing import Final

from oscfactor.realtime.card.ringreader import RingEnd

# The writer's counters, then the reader's, as indices of 64-bit integers, in two cache lines.
WRITTEN, CALLS, TIME_NS, LARGEST, LATE, LOST = 0, 1, 2, 3, 4, 5
READ: Final = 8


class RingWriter(RingEnd):
    """Puts samples into an `InputRing`."""

    def write(self, heard: memoryview, n: int, now_ns: int, late: bool) -> None:
        """Append the `n` samples in `heard`, bytes, and count; samples that do not fit are lost.

        `late` says that the sound system has noticed a loss of its own.
        """
        counters, size, capacity = self._counters, self._frame_bytes, self._capacity
        if n > counters[LARGEST]:
            counters[LARGEST] = n
        written = counters[WRITTEN]
        fits = min(n, capacity - (written - counters[READ]))
        at = written % capacity
        head = min(fits, capacity - at)
        self._samples[at * size : (at + head) * size] = heard[: head * size]
        if fits > head:
            self._samples[: (fits - head) * size] = heard[head * size : fits * size]
        counters[WRITTEN] = written + fits
        if fits < n:
            counters[LOST] += n - fits
        if late:
            counters[LATE] += 1
        counters[TIME_NS] = now_ns
        counters[CALLS] += 1

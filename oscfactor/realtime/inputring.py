"""The ring of samples from an input device's callback, which writes, to the listener, which reads."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.realtime.card.ringwriter import CALLS, LARGEST, LATE, LOST, READ, WRITTEN
from oscfactor.realtime.sharedring import Counted, SharedRing

SECONDS: Final = 2.0
"""For which a ring holds what the listener, which looks every few milliseconds, has not taken yet."""
MAX_BYTES: Final = 1 << 23
"""Of one ring: memory that is shared may be as little as 64 MB."""


class InputRing(SharedRing):
    """A ring that the card fills; one process reads."""

    counted: ClassVar[Counted] = Counted(WRITTEN, CALLS, LARGEST, LATE)

    @property
    def n_lost(self) -> int:
        """Samples for which there was no room."""
        return int(self._counters[LOST])

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


def input_capacity(n_channels: int, sample_rate: int) -> int:
    """Return the capacity, in samples, of a ring for an input."""
    return min(round(SECONDS * sample_rate), MAX_BYTES // (4 * n_channels))

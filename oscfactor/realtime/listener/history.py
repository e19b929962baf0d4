"""What was heard lately: the last seconds of an input, in memory that is made once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class History:
    """The last `n_samples` samples of each channel.

    Parameters
    ----------
    n_channels : int
    n_samples : int
        How many are kept.

    Attributes
    ----------
    n_heard : samples heard since the start, kept or not
    """

    def __init__(self, n_channels: int, n_samples: int) -> None:
        self.n_heard = 0
        self._samples = np.zeros((n_channels, n_samples), np.float32)  # used in a circle

    @property
    def n_kept(self) -> int:
        """Samples of each channel that there are."""
        return min(self.n_heard, self._samples.shape[1])

    def append(self, block: NDArray[np.float32]) -> None:
        """Append a block, float32 (n_channels, n); the oldest samples go."""
        capacity = self._samples.shape[1]
        n = block.shape[1]
        kept = block[:, max(n - capacity, 0) :]
        at = (self.n_heard + n - kept.shape[1]) % capacity
        head = min(kept.shape[1], capacity - at)
        self._samples[:, at : at + head] = kept[:, :head]
        self._samples[:, : kept.shape[1] - head] = kept[:, head:]
        self.n_heard += n

    def last(self, n: int, ago: int = 0) -> NDArray[np.float32] | None:
        """Return a copy of `n` samples that end `ago` samples before now, or None if not all are kept.

        Returns
        -------
        float32 (n_channels, n)
        """
        if n + ago > self.n_kept:
            return None
        capacity = self._samples.shape[1]
        at = (self.n_heard - ago - n) % capacity
        head = min(n, capacity - at)
        return np.concatenate([self._samples[:, at : at + head], self._samples[:, : n - head]], axis=1)

"""A recording of the input from now on, in memory, until it is ended or as long as it may become."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Take:
    """Samples as they come, at most `n_most` of each channel."""

    def __init__(self, n_channels: int, n_most: int) -> None:
        self._blocks: list[NDArray[np.float32]] = [np.empty((n_channels, 0), np.float32)]
        self._n_left = n_most

    @property
    def is_full(self) -> bool:
        """Whether it takes no more."""
        return self._n_left == 0

    def hear(self, block: NDArray[np.float32]) -> None:
        """Append a block, float32 (n_channels, n), as far as there is room."""
        part = block[:, : self._n_left]
        self._n_left -= part.shape[1]
        self._blocks.append(part.copy())

    def samples(self) -> NDArray[np.float32]:
        """Return all of it, float32 (n_channels, n_samples)."""
        return np.concatenate(self._blocks, axis=1)

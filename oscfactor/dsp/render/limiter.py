"""A limiter that looks ahead: it turns the sound down before loud moments, and lets none through above."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

LOOK_AHEAD: Final = 0.002
"""Seconds by which the sound comes later, and in which the gain goes down; decision 17 says why."""
RELEASE: Final = 0.2  # seconds in which the gain would rise from nothing to 1, along a straight line

Array = NDArray[np.float32]


class Limiter:
    """Limits block after block, all channels by one gain; what comes out is a little late.

    The gain that a sample needs is held for the look-ahead, lets go slowly, and is smoothed by a mean over
    the look-ahead: no mean of values that are each small enough is too large.

    Parameters
    ----------
    n_channels, sample_rate : int
    """

    def __init__(self, n_channels: int, sample_rate: int) -> None:
        self._n = max(2, round(LOOK_AHEAD * sample_rate))
        self._slope = 1.0 / max(1, round(RELEASE * sample_rate))  # of the gain, a sample
        self._before = np.zeros((n_channels, self._n - 1), np.float32)
        self._needed = np.ones(self._n - 1)  # gains of the latest samples
        self._held = np.ones(self._n - 1)  # the same, held and let go of

    @property
    def delay(self) -> int:
        """Samples by which the sound comes later."""
        return self._n - 1

    def limit(self, block: Array, ceiling: float) -> Array:
        """Return the samples that come out while a block goes in; none is above the ceiling.

        Parameters
        ----------
        block : float32 (n_channels, n_samples), finite
        ceiling : float
            Linear.
        """
        size = block.shape[1]
        whole = np.concatenate([self._before, block], axis=1)
        out, self._before = whole[:, :size], whole[:, size:]
        gain = self._gain(np.abs(block).max(axis=0, initial=0.0), ceiling)
        if gain is not None:
            out = (out * gain).astype(np.float32)
        # Rounding, or a ceiling that has just come down, may leave a sample a little above.
        limited: Array = np.clip(out, -np.float32(ceiling), np.float32(ceiling))
        return limited

    def _gain(self, peaks: Array, ceiling: float) -> NDArray[np.float64] | None:
        """Return the gain of each sample that comes out, None if all are 1; `peaks` go in."""
        size = len(peaks)
        needed = np.concatenate([self._needed, ceiling / np.maximum(peaks, ceiling, dtype=np.float64)])
        self._needed = needed[size:]
        if needed.min() >= 1.0 and self._held.min() >= 1.0:
            self._held = np.ones(self._n - 1)
            return None
        least = sliding_window_view(needed, self._n).min(axis=1)
        # The line that rises from each value on, where it is the lowest.
        rise = np.arange(size + 1) * self._slope
        lowest = np.minimum.accumulate(np.concatenate([self._held[-1:], least]) - rise) + rise
        held = np.concatenate([self._held, np.minimum(lowest[1:], 1.0)])
        self._held = held[size:]
        return np.asarray(sliding_window_view(held, self._n).mean(axis=1), np.float64)

"""Where hits begin in a recording."""

from __future__ import annotations

import numpy as np


def onsets(samples: np.ndarray, threshold: float = 0.25, gap: int = 1000) -> np.ndarray:
    """Return where a mono sound rises over `threshold` of its peak, after `gap` samples below."""
    loud = np.flatnonzero(np.abs(samples) > threshold * np.abs(samples).max())
    return loud[np.diff(loud, prepend=-gap - 1) > gap]

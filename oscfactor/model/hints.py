"""Hints: rectangles of the spectrogram that a musician says belong to a component, or do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_HINTS: Final = 256
"""Hints of one sound: each takes time whenever one more is followed."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What belongs to one component; there, a weight of 1 lets the others count a tenth as much."""

    k: int  # the component
    begin: float  # seconds
    end: float
    low: float  # Hz
    high: float
    weight: float  # -1 does not belong, 1 belongs

"""What the event loop knows of one playing buffer, and which part of it is played."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.orders import Orders
from oscfactor.realtime.recording import Recording
from oscfactor.realtime.renderer_process import Part

PLAYING: Final = "playing"
PAUSED: Final = "paused"
STOPPED: Final = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How to play, from the settings."""

    wanted: Wanted = field(default_factory=Wanted)
    latency: float = 0.02  # seconds that are rendered ahead
    fade: float = 0.005  # seconds of crossfade at a loop's seam
    position_rate: float = 10.0  # positions told a second; 0 tells changes only


@dataclass(slots=True)
class Voice:
    """One playing or paused buffer; its part is None while there is no device."""

    orders: Orders
    part: Part | None = None
    recording: Recording | None = None

    @property
    def state(self) -> str:
        """One of `playing` and `paused`."""
        return PLAYING if self.orders.playing else PAUSED

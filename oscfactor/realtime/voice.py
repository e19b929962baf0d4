"""What the event loop knows of one playing buffer, and which part of it is played."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from oscfactor.errors import ArgumentError
from oscfactor.model.values import Buffer
from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.recording import Recording
from oscfactor.realtime.renderer.track import Orders, Region
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

    def saved(self, seconds: float) -> dict[str, Any]:
        """Return how the buffer plays, times in seconds; its play head is at `seconds`."""
        orders = self.orders
        rate = orders.sound.buffer.sample_rate
        return {
            "start": orders.region.start / rate,
            "end": orders.region.end / rate,
            "loop": orders.region.loop,
            "rate": orders.rate,
            "mode": orders.mode,
            "outputs": orders.outputs,
            "seconds": seconds,
            "playing": orders.playing,
        }


def choose_region(
    buffer: Buffer,
    old: Region | None,
    fade: float,
    *,
    start: float | None,
    end: float | None,
    loop: bool | None,
) -> Region:
    """Return the region for values in seconds; what is None stays as in the old one, or is the whole sound.

    Raises
    ------
    ArgumentError
        If there is nothing between start and end.
    """
    rate, n_samples = buffer.sample_rate, buffer.n_samples
    old = old or Region(0, n_samples)
    region = Region(
        start=old.start if start is None else round(start * rate),
        end=min(old.end if end is None else (round(end * rate) or n_samples), n_samples),
        loop=either(loop, old.loop),
        fade=round(fade * rate),
    )
    if region.start >= region.end:
        raise ArgumentError(
            f"there is nothing to play from {region.start / rate:g} s to {region.end / rate:g} s;"
            f" the sound is {n_samples / rate:g} s long"
        )
    return region


def either(value: Any, otherwise: Any) -> Any:
    """Return `value`, or what stands for it where it was not given."""
    return otherwise if value is None else value

"""One playing or paused buffer, as the event loop knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from oscfactor.realtime.clock import AudioClock
from oscfactor.realtime.orders import Orders
from oscfactor.realtime.recording import Recording
from oscfactor.realtime.renderer_process import RemotePlayer, RendererProcess

PLAYING: Final = "playing"
PAUSED: Final = "paused"
STOPPED: Final = "stopped"


@dataclass(slots=True)
class Voice:
    """A buffer's orders, its player and its recording; the player is None while there is no device.

    `host` is the computer of the client that played it last.
    """

    orders: Orders
    player: RemotePlayer | None = None
    recording: Recording | None = None
    host: str = ""

    @property
    def state(self) -> str:
        """One of `PLAYING` and `PAUSED`."""
        return PLAYING if self.orders.playing else PAUSED

    @property
    def sounds(self) -> bool:
        """Whether the buffer is heard now: it is not paused and there is a device."""
        return self.orders.playing and self.player is not None

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

    def seconds(self, clock: AudioClock | None) -> float:
        """Return the place that is heard now, in seconds of the sound."""
        if clock is None or self.player is None or not self.player.head.begun:
            place = self.orders.position
        else:
            place, _ = self.player.head.place_at(clock.index_at())
        return float(place) / self.orders.sound.buffer.sample_rate

    def order(self, orders: Orders) -> None:
        """Take new orders, and send them to the player."""
        self.orders = orders
        if self.player is not None:
            self.player.order(orders)

    def record(self, recording: Recording | None) -> None:
        """Record the player from now on, or no more."""
        self.recording = recording
        if self.player is not None:
            self.player.record(recording)

    def join(self, renderer: RendererProcess) -> None:
        """Get a player in the renderer's process, if there is none."""
        if self.player is None:
            self.player = renderer.begin(self.orders)
            if self.recording is not None:
                self.player.record(self.recording)

    def leave(self, index: float) -> None:
        """Let the player go with its device; keep the place that was heard at the output's sample `index`."""
        if self.player is None:
            return
        head, self.player = self.player.head, None
        place = head.place_at(index)[0] if head.begun else self.orders.position
        self.orders = replace(self.orders, position=place, jump=self.orders.jump + 1, fade=0.0)

"""The events that subscribers hear of players and of the output: states, positions, devices, clipping."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from oscfactor.dsp.render.ceiling import CEILING_DB
from oscfactor.realtime.clock import AudioClock
from oscfactor.realtime.voice import PLAYING, STOPPED, Voice

log = logging.getLogger(__name__)


class Announcer:
    """Tells changes at once, and the positions of playing buffers several times a second; on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    voices : mapping
        The voices by name, as they are at any time.
    tell : callable
        Sends an event, an address and its arguments, to every subscriber.
    clock : callable
        Returns the open card's clock, or None while there is no device.
    position_rate : float
        Positions a second; at 0 only changes are told.
    on_change : callable
        Called with the name of a player that has begun, changed or stopped.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        voices: Mapping[str, Voice],
        tell: Callable[..., None],
        *,
        clock: Callable[[], AudioClock | None],
        position_rate: float,
        on_change: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._on_change = on_change
        self._loop, self._voices, self._tell = loop, voices, tell
        self._clock, self._rate = clock, position_rate
        self._ticker: asyncio.TimerHandle | None = None

    def changed(self, name: str) -> None:
        """Tell the state of a player now, and its position from now on."""
        voice = self._voices[name]
        self._tell("/oscfactor/player", name, voice.state, voice.seconds(self._clock()))
        self._on_change(name)
        if self._ticker is None and self._rate > 0:
            self._ticker = self._loop.call_later(1 / self._rate, self._tick)

    def stopped(self, name: str, seconds: float) -> None:
        """Tell that a player has stopped, and at which second of the sound."""
        self._tell("/oscfactor/player", name, STOPPED, seconds)
        self._on_change(name)

    def output_changed(self, state: str, text: str) -> None:
        """Tell that a device is `open`, `lost` or `closed`, with a sentence."""
        self._tell("/oscfactor/output", state, text)

    def limited(self, voice: Voice | None) -> None:
        """Tell that a voice, or the sum of all at None, is louder than a sound card is given."""
        names = [repr(name) for name, one in self._voices.items() if one is voice]
        text = f"{names[0] if names else 'the sum of all'} is more than {CEILING_DB} dB over full scale"
        text += " and is cut off there; turn it down"
        log.warning(text)
        self._tell("/oscfactor/output", "limited", text)

    def close(self) -> None:
        """Tell no more positions."""
        if self._ticker is not None:
            self._ticker.cancel()

    def _tick(self) -> None:
        self._ticker = None
        sounding = [(name, voice) for name, voice in self._voices.items() if voice.sounds]
        for name, voice in sounding:
            self._tell("/oscfactor/player", name, PLAYING, voice.seconds(self._clock()))
        if sounding:
            self._ticker = self._loop.call_later(1 / self._rate, self._tick)

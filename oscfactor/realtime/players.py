"""The commands that play, and how players follow the device and the renderer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from oscfactor.errors import NotFoundError
from oscfactor.files.paths import GivenPath
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.announcer import Announcer
from oscfactor.realtime.master import Master
from oscfactor.realtime.orders import Orders, Playable, Region, choose_region, orders_to_play
from oscfactor.realtime.output import END_TIMEOUT, Output, PlaybackSettings
from oscfactor.realtime.recorder import Recorder
from oscfactor.realtime.renderer_process import RemotePlayer
from oscfactor.realtime.voice import Voice

_HOW: Final = ("rate", "mode", "outputs", "playing")

log = logging.getLogger(__name__)


class Players:
    """The playing buffers by name; lives on the event loop and never waits there.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    settings : PlaybackSettings
    tell : callable
        Sends an event, an address and its arguments, to every subscriber.
    kernels : callable
        Returns an awaitable that ends when all kernels are compiled.
    on_change : callable
        Called with the name of a buffer that plays, or plays otherwise, or no more.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        settings: PlaybackSettings,
        tell: Callable[..., None],
        kernels: Callable[[], Awaitable[None]],
        on_change: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self.voices: dict[str, Voice] = {}
        self._loop, self._fade = loop, settings.fade
        self.output = Output(
            loop,
            settings.wanted,
            settings.latency,
            kernels,
            on_change=self._device_changed,
            on_finished=self._finished,
            on_limited=self._limited,
        )
        self._recorder = Recorder(loop, tell)
        self.master = Master(self.output, self._recorder)
        self._announcer = Announcer(
            loop,
            self.voices,
            tell,
            clock=lambda: self.output.clock,
            position_rate=settings.position_rate,
            on_change=on_change,
        )

    @property
    def recorded(self) -> list[str]:
        """The names of the buffers that are being recorded."""
        return [name for name, voice in self.voices.items() if voice.recording is not None]

    async def ready(self, sound: Playable) -> None:
        """Wait until there is a device, and until the kernels are loaded that play such a sound.

        Raises
        ------
        DeviceError
            If there is no sound device.
        """
        await self.output.opened()
        if sound.frames is not None:
            await self.output.renderer.rehearsed()

    def play(
        self,
        name: str,
        sound: Playable,
        mix: Mix,
        *,
        start: float | None,
        end: float | None,
        loop: bool | None,
        rate: float | None,
        mode: str | None,
        outputs: str | None,
        fade: float = 0.0,
    ) -> Region:
        """Play a buffer; an option that is None stays as it was, and a paused buffer goes on.

        A buffer that begins fades in, in `fade` seconds.

        Raises
        ------
        ArgumentError
            If there is nothing between start and end.
        """
        voice = self.voices.get(name)
        was = None if voice is None else voice.orders
        region = choose_region(
            sound.buffer, was.region if was else None, self._fade, start=start, end=end, loop=loop
        )
        orders = orders_to_play(
            was, sound, mix, region, rate=rate, mode=mode, outputs=outputs, begins=start is not None
        )
        if voice is None:
            voice = self.voices[name] = Voice(replace(orders, fade=fade))
        else:
            voice.order(orders)
        if self.output.card is not None:
            voice.join(self.output.renderer)
        self._announcer.changed(name)
        return region

    def pause(self, name: str) -> None:
        """Hold a buffer where it is."""
        self._order(name, replace(self._voice(name).orders, playing=False))

    def stop(self, name: str, fade: float = 0.0) -> float:
        """Stop a buffer, which fades out in `fade` seconds, and return where it was, in seconds."""
        voice = self._voice(name)
        seconds = self.seconds(name)
        voice.order(replace(voice.orders, stopping=True, fade=fade))
        self._end(name, voice, seconds)
        return seconds

    async def panic(self, fade: float) -> int:
        """Fade out and stop all that plays, also what fades out already; return how many buffers played.

        It returns when the last sample has been heard.
        """
        n_voices = len(self.voices)
        for name in list(self.voices):
            self.stop(name, fade)
        await self.output.renderer.silence(fade)
        return n_voices

    def stop_those_of(self, host: str) -> None:
        """Stop the buffers that clients of a host play."""
        for name in [name for name, voice in self.voices.items() if voice.host == host]:
            self.stop(name)

    def seek(self, name: str, seconds: float) -> float:
        """Go on from another place, at most the end of the region, and return that place, in seconds."""
        orders = self._voice(name).orders
        rate, region = orders.sound.buffer.sample_rate, orders.region
        low = region.start if region.loop else 0
        place = min(max(round(seconds * rate), low), region.end - 1)
        self._order(name, orders.jumping(float(place)))
        return place / rate

    def set_rate(self, name: str, rate: float, mode: str | None) -> None:
        """Go on at another speed."""
        orders = self._voice(name).orders
        self._order(name, replace(orders, rate=rate, mode=mode or orders.mode))

    def set_loop(
        self, name: str, loop: bool, start: float | None, end: float | None, fade: float | None
    ) -> Region:
        """Loop a part of the sound, or go on to its end; times are in seconds."""
        orders = self._voice(name).orders
        buffer = orders.sound.buffer
        fade = self._fade if fade is None else fade
        region = choose_region(buffer, orders.region, fade, start=start, end=end, loop=loop)
        changed = replace(orders, region=region)
        if loop and self.seconds(name) * buffer.sample_rate >= region.end:
            changed = changed.jumping(float(region.start))
        self._order(name, changed)
        return region

    def together(self) -> contextlib.AbstractContextManager[None]:
        """Gather what is changed meanwhile: all players follow it from the same sample on."""
        return self.output.renderer.together()

    def go_on(self, name: str, saved: Mapping[str, Any]) -> None:
        """Play on from where a buffer is, in the region and at the speed that `saved` says, or pause."""
        orders = self._voice(name).orders
        old = orders.region
        span = {key: saved[key] for key in ("start", "end", "loop")}
        region = choose_region(orders.sound.buffer, old, self._fade, **span)
        if replace(region, fade=old.fade) == old:
            region = old  # its fade may be another one
        new = replace(orders, region=region, **{key: saved[key] for key in _HOW})
        if self.seconds(name) * orders.sound.buffer.sample_rate >= region.end:
            new = new.jumping(float(region.start))
        if not new.sounds_as(orders):
            self._order(name, new)

    def detach(self) -> dict[str, Voice]:
        """Forget all voices by name and let them sound on; `let_go` must follow."""
        leaving = dict(self.voices)
        for name, voice in leaving.items():
            self._end(name, voice, self.seconds(name))
        return leaving

    def let_go(self, voices: Mapping[str, Voice], fade: float) -> None:
        """Fade out voices that were detached, when those that have begun meanwhile are on their way."""

        def stop() -> None:
            for voice in voices.values():
                voice.order(replace(voice.orders, stopping=True, fade=fade))

        self._loop.call_soon(stop)

    def refresh(self, name: str, sound: Playable, mix: Mix) -> None:
        """Play a buffer's new faders or components from now on, if the buffer plays."""
        voice = self.voices.get(name)
        if voice is None:
            return
        if voice.orders.region.end > sound.buffer.n_samples:
            self.stop(name)
        else:
            voice.order(replace(voice.orders, sound=sound, mix=mix))

    def write(self, buffer: Buffer, channel: int, offset: int, samples: Sequence[float]) -> None:
        """Play samples that were written into a buffer, if the buffer plays."""
        self.output.renderer.write(buffer.samples, channel, offset, np.asarray(samples, np.float32))

    def drop(self, name: str) -> None:
        """Stop a buffer that is no more, if it plays."""
        if name in self.voices:
            self.stop(name)

    async def record(self, name: str, path: GivenPath) -> Path:
        """Write the sound of a buffer to a file from now on, until it stops; return the file's path.

        Raises
        ------
        FileError
            If the file cannot be written.
        ArgumentError
            If the buffer is being recorded already, or another recording is being written to this file.
        NotFoundError
            If the buffer does not play, or there is no device.
        """
        voice, card = self._voice(name), self.output.card
        if voice.player is None or card is None:
            raise NotFoundError(f"{name!r} cannot be heard now: there is no sound device")
        return await self._recorder.begin(
            name, voice, path, n_channels=card.n_channels, sample_rate=card.sample_rate
        )

    def end_recording(self, name: str) -> str:
        """Close the file that is being written; it is whole when `/oscfactor/recorded` says so."""
        return self._recorder.end(name, self._voice(name))

    def seconds(self, name: str) -> float:
        """Return where the play head is, in seconds of the sound."""
        return self._voice(name).seconds(self.output.clock)

    def saved(self, name: str) -> dict[str, Any] | None:
        """Return how a buffer plays, times in seconds, or None if it does not."""
        return self.voices[name].saved(self.seconds(name)) if name in self.voices else None

    async def restore(
        self, name: str, sound: Playable, mix: Mix, saved: Mapping[str, Any], fade: float = 0.0
    ) -> None:
        """Let a buffer play on as `saved` says, fading in; raises the errors of `ready` and `play`."""
        await self.ready(sound)
        how = {k: v for k, v in saved.items() if k not in ("seconds", "playing")}
        self.play(name, sound, mix, **how, fade=fade)
        self.seek(name, saved["seconds"])
        if not saved["playing"]:
            self.pause(name)

    def close(self) -> None:
        """Stop everything and close the device; recordings become whole."""
        for voice in self.voices.values():
            self._recorder.let_go(voice)
        self._recorder.let_go(self.master)
        self._announcer.close()
        self.output.close()
        self._recorder.join(END_TIMEOUT)

    def _voice(self, name: str) -> Voice:
        voice = self.voices.get(name)
        if voice is None:
            names = ", ".join(list(self.voices)[:12]) or "nothing"
            raise NotFoundError(f"{name!r} is not playing; playing: {names}")
        return voice

    def _order(self, name: str, orders: Orders) -> None:
        """Give a voice new orders, and tell of them."""
        self._voice(name).order(orders)
        self._announcer.changed(name)

    def _end(self, name: str, voice: Voice, seconds: float) -> None:
        """Forget a voice that has stopped."""
        del self.voices[name]
        self._recorder.let_go(voice)
        self._announcer.stopped(name, seconds)

    def _limited(self, player: RemotePlayer | None) -> None:
        """Tell that a player, or the sum of all at None, is louder than a sound card is given."""
        voices = (voice for voice in self.voices.values() if player is not None and voice.player is player)
        self._announcer.limited(next(voices, None))

    def _finished(self, player: RemotePlayer, fault: str) -> None:
        """Forget the voice of a player whose last sample has been heard."""
        for name, voice in list(self.voices.items()):
            if voice.player is player:
                if fault:
                    log.error("%r stops playing, by a fault in oscfactor:\n%s", name, fault)
                seconds, voice.player = self.seconds(name), None
                self._end(name, voice, seconds)

    def _device_changed(self, state: str, text: str) -> None:
        """Keep every voice's place when the device goes, and go on from there when a device comes."""
        if state == "open":
            self.master.opened()
        for name, voice in self.voices.items():
            if state == "open":
                voice.join(self.output.renderer)
            else:
                voice.leave(self.output.last_index)
            self._announcer.changed(name)
        self._announcer.output_changed(state, text)

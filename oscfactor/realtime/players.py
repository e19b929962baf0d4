"""All that plays: what the commands do to players, what is told of them, and where their play heads are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from oscfactor.dsp.render.ceiling import CEILING_DB
from oscfactor.errors import ArgumentError, NotFoundError
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.output import END_TIMEOUT, Output
from oscfactor.realtime.recording import Recording
from oscfactor.realtime.recordings import Recordings
from oscfactor.realtime.renderer.track import MIX, STRETCH, Orders, Region, Sound
from oscfactor.realtime.renderer_process import Part
from oscfactor.realtime.voice import PLAYING, STOPPED, Playing, Voice, choose_region, either

Tell = Callable[..., None]

log = logging.getLogger(__name__)


class Players:
    """The playing buffers by name; lives on the event loop and never waits there.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    playing : Playing
    tell : callable
        Sends an event, an address and its arguments, to all who want to hear.
    kernels : callable
        Returns what can be awaited until all kernels are compiled.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        playing: Playing,
        tell: Tell,
        kernels: Callable[[], Awaitable[None]],
    ) -> None:
        self.voices: dict[str, Voice] = {}
        self.output = Output(
            loop,
            playing.wanted,
            playing.latency,
            kernels,
            on_change=self._device_changed,
            on_finished=self._finished,
            on_limited=self._limited,
        )
        self._loop, self._playing, self._tell = loop, playing, tell
        self._ticker: asyncio.TimerHandle | None = None
        self.recordings = Recordings(loop, tell, on_end=self._recorded)

    @property
    def recorded(self) -> list[str]:
        """The names of the buffers that are being recorded."""
        return [name for name, voice in self.voices.items() if voice.recording is not None]

    async def ready(self, sound: Sound) -> None:
        """Wait until there is a device, and all is loaded that plays such a sound.

        Raises
        ------
        DeviceError
            If there is no sound device.
        """
        await self.output.opened()
        if sound.frames is not None:
            await self.output.stage.rehearsed()

    def play(
        self,
        name: str,
        sound: Sound,
        mix: Mix,
        *,
        start: float | None,
        end: float | None,
        loop: bool | None,
        rate: float | None,
        mode: str | None,
        outputs: str | None,
    ) -> Region:
        """Play a buffer; what is None stays as it was, and one that was paused then goes on where it was.

        Raises
        ------
        ArgumentError
            If there is nothing between start and end.
        """
        voice = self.voices.get(name)
        was = voice.orders if voice is not None else None
        region = choose_region(
            sound.buffer, was.region if was else None, self._playing.fade, start=start, end=end, loop=loop
        )
        orders = Orders(
            sound=sound,
            mix=mix,
            region=region,
            rate=either(rate, was.rate if was else 1.0),
            mode=mode or (was.mode if was else STRETCH),
            outputs=outputs or (was.outputs if was else MIX),
            jump=was.jump if was else 0,
            position=float(region.start),
        )
        goes_on = was is not None and not was.playing and start is None
        if voice is None:
            voice = self.voices[name] = Voice(orders)
        elif goes_on:
            voice.orders = replace(orders, position=was.position if was else 0.0)
        else:
            voice.orders = replace(orders, jump=orders.jump + 1)
        self._give(voice)
        self._say(name)
        return region

    def pause(self, name: str) -> None:
        """Hold a buffer where it is."""
        voice = self._voice(name)
        self._order(name, replace(voice.orders, playing=False))

    def stop(self, name: str) -> float:
        """Stop a buffer and return where it was, in seconds."""
        voice = self._voice(name)
        seconds = self.seconds(name)
        voice.orders = replace(voice.orders, stopping=True)
        self._end(name, voice, seconds)
        return seconds

    def seek(self, name: str, seconds: float) -> float:
        """Go on from another place, at most the end of what is played, and return it, in seconds."""
        orders = self._voice(name).orders
        rate, region = orders.sound.buffer.sample_rate, orders.region
        low = region.start if region.loop else 0
        place = min(max(round(seconds * rate), low), region.end - 1)
        self._order(name, replace(orders, jump=orders.jump + 1, position=float(place)))
        return place / rate

    def set_rate(self, name: str, rate: float, mode: str | None) -> None:
        """Go on at another speed."""
        orders = self._voice(name).orders
        self._order(name, replace(orders, rate=rate, mode=mode or orders.mode))

    def set_loop(
        self, name: str, loop: bool, start: float | None, end: float | None, fade: float | None
    ) -> Region:
        """Loop a part of the sound, or go on to its end."""
        orders = self._voice(name).orders
        region = choose_region(
            orders.sound.buffer,
            orders.region,
            self._playing.fade if fade is None else fade,
            start=start,
            end=end,
            loop=loop,
        )
        changed = replace(orders, region=region)
        place = self.seconds(name) * orders.sound.buffer.sample_rate
        if loop and place >= region.end:
            changed = replace(changed, jump=orders.jump + 1, position=float(region.start))
        self._order(name, changed)
        return region

    def refresh(self, name: str, sound: Sound, mix: Mix) -> None:
        """Let a buffer be heard as it is now, if it plays: other faders, other components."""
        voice = self.voices.get(name)
        if voice is None:
            return
        region = voice.orders.region
        if region.end > sound.buffer.n_samples:
            self.stop(name)
            return
        voice.orders = replace(voice.orders, sound=sound, mix=mix)
        self._publish(voice)

    def write(self, buffer: Buffer, channel: int, offset: int, samples: Sequence[float]) -> None:
        """Let what was written into a buffer be heard, if it plays."""
        self.output.stage.write(buffer.samples, channel, offset, np.asarray(samples, np.float32))

    def drop(self, name: str) -> None:
        """Stop a buffer that is no more, if it plays."""
        if name in self.voices:
            self.stop(name)

    def record(self, name: str, path: str) -> Path:
        """Write what is heard of a buffer to a file from now on, until it stops; return the file's path.

        Raises
        ------
        FileError
            If it cannot be written.
        ArgumentError
            If it is being recorded already.
        """
        voice = self._voice(name)
        card = self.output.card
        if voice.part is None or card is None:
            raise NotFoundError(f"{name!r} cannot be heard now: there is no sound device")
        if voice.recording is not None:
            raise ArgumentError(
                f"{name!r} is being recorded to {voice.recording.path}; send /player/record/stop {name} first"
            )

        recording = self.recordings.begin(
            name, path, n_channels=card.n_channels, sample_rate=card.sample_rate
        )
        voice.recording = recording
        voice.part.record(recording)
        return recording.path

    def end_recording(self, name: str) -> Path:
        """Close the file that is being written; it is whole when `/oscfactor/recorded` says so."""
        voice = self._voice(name)
        if voice.recording is None:
            raise NotFoundError(f"{name!r} is not being recorded")
        path = voice.recording.path
        self._stop_recording(voice)
        return path

    def seconds(self, name: str) -> float:
        """Return where the play head is, in seconds of the sound."""
        voice = self._voice(name)
        clock = self.output.clock
        if voice.part is None or clock is None or not voice.part.head.begun:
            place = voice.orders.position
        else:
            place, _ = voice.part.head.place_at(clock.index_at())
        return float(place) / voice.orders.sound.buffer.sample_rate

    def saved(self, name: str) -> dict[str, Any] | None:
        """Return how a buffer plays, times in seconds, or None if it does not."""
        return self.voices[name].saved(self.seconds(name)) if name in self.voices else None

    async def restore(self, name: str, sound: Sound, mix: Mix, saved: Mapping[str, Any]) -> None:
        """Let a buffer play on as `saved` says; raises what `ready` and `play` raise."""
        await self.ready(sound)
        self.play(name, sound, mix, **{k: v for k, v in saved.items() if k not in ("seconds", "playing")})
        self.seek(name, saved["seconds"])
        if not saved["playing"]:
            self.pause(name)

    def close(self) -> None:
        """Stop everything and close the device; recordings become whole."""
        for voice in self.voices.values():
            self._stop_recording(voice)
        if self._ticker is not None:
            self._ticker.cancel()
        self.output.close()
        self.recordings.join(END_TIMEOUT)

    def _voice(self, name: str) -> Voice:
        voice = self.voices.get(name)
        if voice is None:
            names = ", ".join(list(self.voices)[:12]) or "nothing"
            raise NotFoundError(f"{name!r} is not playing; playing: {names}")
        return voice

    def _order(self, name: str, orders: Orders) -> None:
        """Give a voice new orders, and tell of them."""
        voice = self._voice(name)
        voice.orders = orders
        self._publish(voice)
        self._say(name)

    def _publish(self, voice: Voice) -> None:
        if voice.part is not None:
            voice.part.order(voice.orders)

    def _give(self, voice: Voice) -> None:
        """See to it that a voice has a part that hears its orders."""
        if voice.part is not None:
            self._publish(voice)
        elif self.output.card is not None:
            voice.part = self.output.stage.begin(voice.orders)
            if voice.recording is not None:
                voice.part.record(voice.recording)

    def _end(self, name: str, voice: Voice, seconds: float) -> None:
        self._publish(voice)
        del self.voices[name]
        self._stop_recording(voice)
        self._tell("/oscfactor/player", name, STOPPED, seconds)

    def _stop_recording(self, voice: Voice) -> None:
        recording, voice.recording = voice.recording, None
        if recording is not None:
            if voice.part is not None:
                voice.part.record(None)
            recording.end()

    def _recorded(self, name: str, recording: Recording) -> None:
        """Let go of a recording that has ended, perhaps by itself."""
        voice = self.voices.get(name)
        if voice is not None and voice.recording is recording:
            self._stop_recording(voice)

    def _limited(self, part: Part | None) -> None:
        """Tell that something is louder than a sound card is given."""
        names = [repr(name) for name, voice in self.voices.items() if part is not None and voice.part is part]
        text = f"{names[0] if names else 'the sum of all'} is more than {CEILING_DB} dB over full scale"
        text += " and is cut off there; turn it down"
        log.warning(text)
        self._tell("/oscfactor/output", "limited", text)

    def _finished(self, part: Part, fault: str) -> None:
        """Forget a player whose last sample has been heard."""
        for name, voice in list(self.voices.items()):
            if voice.part is part:
                if fault:
                    log.error("%r stops playing, by a fault in oscfactor:\n%s", name, fault)
                seconds, voice.part = self.seconds(name), None
                self._end(name, voice, seconds)

    def _device_changed(self, state: str, text: str) -> None:
        """Keep where everything is when the device goes, and go on from there when it comes."""
        for name, voice in self.voices.items():
            if state == "open":
                self._give(voice)
            elif voice.part is not None:
                head, voice.part = voice.part.head, None
                place = head.place_at(self.output.last_index)[0] if head.begun else voice.orders.position
                voice.orders = replace(voice.orders, position=place, jump=voice.orders.jump + 1)
            self._say(name)
        self._tell("/oscfactor/output", state, text)

    def _say(self, name: str) -> None:
        """Tell a player's state now, and go on telling its position."""
        voice = self.voices[name]
        self._tell("/oscfactor/player", name, voice.state, self.seconds(name))
        if self._ticker is None and self._playing.position_rate > 0:
            self._ticker = self._loop.call_later(1 / self._playing.position_rate, self._tick)

    def _tick(self) -> None:
        self._ticker = None
        sounding = [name for name, voice in self.voices.items() if voice.orders.playing and voice.part]
        for name in sounding:
            self._tell("/oscfactor/player", name, PLAYING, self.seconds(name))
        if sounding:
            self._ticker = self._loop.call_later(1 / self._playing.position_rate, self._tick)

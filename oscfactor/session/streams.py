"""Streams: numbers and samples that are pushed, paced to real time, to the client that asked for them."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import ArgumentError, LimitError, NotFoundError, OscFactorError
from oscfactor.limits import Limits, check_index
from oscfactor.machine.kernels import Kernels
from oscfactor.model.mix import ALL, N_SIDES
from oscfactor.realtime.orders import Orders, Playable, Region
from oscfactor.realtime.players import Players
from oscfactor.realtime.renderer.gliding import Gliding
from oscfactor.session.components import Components
from oscfactor.session.follower import Follower, Shape
from oscfactor.session.mixer import Mixer
from oscfactor.session.objects import Objects
from oscfactor.session.pacing import AnyClock, Clock, OwnClock, PlayerClock
from oscfactor.session.readout import Readout

MAX_STREAMS: Final = 256
MAX_STREAMS_OF_ONE: Final = 64
GUST: Final = 0.002  # seconds for frames of one stream in a row, before others have their turn
ACTIVATIONS: Final = "activations"
AUDIO: Final = "audio"
OBJECT: Final = "object"
BLOCK: Final = "/oscfactor/block"
OBJECT_BLOCK: Final = "/oscfactor/object_block"

Audio = Callable[[str, int, int, int, int], Awaitable[tuple[int, NDArray[np.float32]]]]
"""Of a sound's name, a number, a channel, an offset and a count: the length of the whole, and samples."""
Send = Callable[..., None]
Key = tuple[Hashable, str, str, int]  # the asker, the buffer, the kind, the component

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The clock of a stream; names and defaults are those of the command table."""

    clock: str
    rate: float
    loop: bool
    start: float  # seconds
    end: float  # seconds; 0 is the end of the sound
    ttl: float  # seconds; 0 is for ever


class Streams:
    """All streams by their asker; a stream that is asked for again is replaced."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limits: Limits,
        components: Components,
        readout: Readout,
        players: Players,
        mixer: Mixer,
        objects: Objects,
    ) -> None:
        self._objects = objects
        self._loop, self._limits = loop, limits
        self._components, self._readout = components, readout
        self._players, self._mixer = players, mixer
        self._tasks: dict[Key, tuple[asyncio.Task[None], Send]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    async def activations(
        self, owner: Hashable, send: Send, name: str, rate: float, shape: Shape, pace: Pace
    ) -> int:
        """Send the activations of a buffer `rate` times a second; return how many values there are in each.

        Raises
        ------
        NotFoundError
            If it has no components.
        ArgumentError
            If there is no such component, or nothing between start and end.
        """
        layers = await self._components.layers_of(name)
        if shape.component != ALL:
            check_index("component", shape.component, layers.n_layers)
        n_values = layers.n_layers if shape.component == ALL else 1
        if n_values > self._limits.chunk:
            raise ArgumentError(f"{n_values} values do not go into one message; choose one with component")
        clock = self._clock(name, layers.buffer.sample_rate, layers.buffer.n_samples, pace)
        follower = Follower(shape, 1 / rate)
        job = self._send_activations(send, name, follower, clock, 1 / rate, pace.ttl)
        self._start((owner, name, ACTIVATIONS, shape.component), job, send)
        return n_values

    async def audio(self, owner: Hashable, send: Send, name: str, k: int, pace: Pace) -> tuple[int, int]:
        """Send the samples of a component, or of the mix; return the number of channels and the sample rate.

        Raises
        ------
        NotFoundError, ArgumentError
            As `activations` says.
        """
        if k == ALL:
            await self._components.ready(Kernels.ALL)  # the mix is rendered as it is while playing
        layers = await self._components.layers_of(name)
        if k != ALL:
            check_index("component", k, layers.n_layers)
        buffer = layers.buffer
        clock = self._clock(name, buffer.sample_rate, buffer.n_samples, pace)
        n_channels = N_SIDES if k == ALL else buffer.n_channels
        read = self._mix_reader(name) if k == ALL else self._reader(name, k, self._readout.audio)
        job = self._send_audio(send, name, k, read, clock, pace)
        self._start((owner, name, AUDIO, k), job, send)
        return n_channels, buffer.sample_rate

    async def of_object(self, owner: Hashable, send: Send, name: str, o: int, pace: Pace) -> tuple[int, int]:
        """Send the samples of an object; return and raise as `audio` does."""
        layers = await self._objects.existing(name, o)
        buffer = layers.buffer
        clock = self._clock(name, buffer.sample_rate, buffer.n_samples, pace)
        read = self._reader(name, o, self._objects.audio)
        job = self._send_audio(send, name, o, read, clock, pace, OBJECT_BLOCK)
        self._start((owner, name, OBJECT, o), job, send)
        return buffer.n_channels, buffer.sample_rate

    def stop(self, owner: Hashable, matches: Callable[[str], bool]) -> int:
        """End the streams of those buffers that go to `owner`; return how many there were."""
        keys = [key for key in self._tasks if key[0] == owner and matches(key[1])]
        for key in keys:
            self._tasks.pop(key)[0].cancel()
        return len(keys)

    def drop(self, owner: Hashable) -> None:
        """End all streams to a client that is gone."""
        self.stop(owner, lambda _name: True)

    def stop_all(self, why: str) -> None:
        """End all streams, and tell each asker why."""
        for (_, name, kind, _), (task, send) in self._tasks.items():
            task.cancel()
            send("/oscfactor/stream", name, kind, why)
        self._tasks.clear()

    def close(self) -> None:
        """End all streams."""
        for task, _ in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    def _start(self, key: Key, job: Coroutine[Any, Any, str], send: Send) -> None:
        old = self._tasks.pop(key, None)
        if old is not None:
            old[0].cancel()
        n_own = sum(1 for k in self._tasks if k[0] == key[0])
        if n_own >= MAX_STREAMS_OF_ONE or len(self._tasks) >= MAX_STREAMS:
            job.close()
            raise LimitError(
                f"{n_own} streams go to you, {len(self._tasks)} in all; end some with /stream/stop"
            )
        task = self._loop.create_task(self._run(key, job, send))
        self._tasks[key] = task, send
        # A task that is cancelled before its first step never awaits `job`, which Python warns of.
        task.add_done_callback(lambda _: job.close())

    async def _run(self, key: Key, job: Coroutine[Any, Any, str], send: Send) -> None:
        """Run a stream to its end and say why it has ended."""
        _, name, kind, _ = key
        try:
            why = await job
        except OscFactorError as error:
            why = str(error)
        except Exception:
            log.exception("a stream of %s failed", name)
            why = "a fault in oscfactor; its log tells more"
        del self._tasks[key]
        send("/oscfactor/stream", name, kind, why)

    def _clock(self, name: str, sample_rate: int, n_samples: int, pace: Pace) -> Clock:
        start, end = round(pace.start * sample_rate), round(pace.end * sample_rate) or n_samples
        end = min(end, n_samples)
        if start >= end:
            raise ArgumentError(
                f"there is nothing from {pace.start:g} s to {end / sample_rate:g} s to be sent"
            )
        own = OwnClock(sample_rate, start, end, loop=pace.loop, rate=pace.rate)
        player = PlayerClock(self._players, name)
        return (
            own if pace.clock == "internal" else player if pace.clock == "player" else AnyClock(player, own)
        )

    async def _send_activations(
        self, send: Send, name: str, follower: Follower, clock: Clock, interval: float, ttl: float
    ) -> str:
        until = time.monotonic() + ttl if ttl else math.inf
        while time.monotonic() < until and not clock.ended:
            layers = self._components.layers.get(name)
            if layers is None:
                raise NotFoundError(f"{name!r} has no components any more")
            pause_at = time.monotonic() + GUST
            for place in clock.due(interval):
                if time.monotonic() > pause_at:  # it is late, and catches up
                    await asyncio.sleep(0)
                    pause_at = time.monotonic() + GUST
                values, onsets = follower.at(layers, place)
                seconds = place / layers.buffer.sample_rate
                send("/oscfactor/frame", name, seconds, values)
                for k, strength in onsets:
                    send("/oscfactor/onset", name, k, strength, seconds)
            await asyncio.sleep(clock.wait(interval))
        return "its end is reached" if clock.ended else "it was not asked for again in time"

    async def _send_audio(
        self, send: Send, name: str, k: int, read: Reader, clock: Clock, pace: Pace, address: str = BLOCK
    ) -> str:
        until = time.monotonic() + pace.ttl if pace.ttl else math.inf
        buffer = self._mixer.sound(name).buffer
        n = self._limits.chunk
        start = round(pace.start * buffer.sample_rate)
        end = min(round(pace.end * buffer.sample_rate) or buffer.n_samples, buffer.n_samples)
        while time.monotonic() < until and not clock.ended:
            for place in clock.due(n / buffer.sample_rate):
                offset = round(place)
                parts = [(offset, min(offset + n, end if offset < end else buffer.n_samples))]
                if parts[0][1] - offset < n and pace.loop:
                    parts.append((start, min(start + n - (end - offset), end)))
                for first, last in parts:
                    for channel, samples in enumerate(await read(first, last)):
                        send(address, name, k, channel, first, samples)
            await asyncio.sleep(clock.wait(n / buffer.sample_rate))
        return "its end is reached" if clock.ended else "it was not asked for again in time"

    def _reader(self, name: str, number: int, audio: Audio) -> Reader:
        """Return a function that reads a component, or an object, by the way of its ranges."""

        async def read(start: int, stop: int) -> list[NDArray[np.float32]]:
            n_channels = (await self._components.layers_of(name)).buffer.n_channels
            return [
                (await audio(name, number, channel, start, stop - start))[1] for channel in range(n_channels)
            ]

        return read

    def _mix_reader(self, name: str) -> Reader:
        """Return a function that reads the mix as a player would: changes are crossfaded."""
        gliding: Gliding | None = None

        def render(orders: Orders, start: int, stop: int) -> list[NDArray[np.float32]]:
            nonlocal gliding
            if gliding is None or gliding.place != start:
                gliding = Gliding(orders, N_SIDES, float(start))
            return list(gliding.read(orders, stop - start)[0])

        async def read(start: int, stop: int) -> list[NDArray[np.float32]]:
            sound: Playable = self._mixer.sound(name)
            orders = Orders(sound, self._mixer.mix(name), Region(0, sound.buffer.n_samples))
            return await self._loop.run_in_executor(None, render, orders, start, stop)

        return read


Reader = Callable[[int, int], Coroutine[Any, Any, list[NDArray[np.float32]]]]

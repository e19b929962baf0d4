"""Live input: opened, written to, and caught; what was caught is a buffer like any other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.errors import ArgumentError, BusyError, DeviceError, NotFoundError
from oscfactor.limits import Limits, Memory, sound_bytes
from oscfactor.model.values import Buffer
from oscfactor.realtime import card_process
from oscfactor.realtime.card_process import Device, Wanted
from oscfactor.realtime.input import CLOSED, WIRE, Format, Input
from oscfactor.realtime.listener_process import Caught, Levels
from oscfactor.session.buffers import Buffers
from oscfactor.session.jobs import Job, Jobs
from oscfactor.session.wire import Tell, Wire

MAX_TAKES: Final = 64
"""Recordings at once."""

log = logging.getLogger(__name__)


class InputState(NamedTuple):
    """What leaves tell of the input."""

    state: str = CLOSED
    device: str = ""
    n_channels: int = 0
    sample_rate: int = 0
    n_missed: int = 0


class Loudness(NamedTuple):
    """How loud the input is now, linear."""

    whole: tuple[float, float] = (0.0, 0.0)  # RMS and peak of the loudest channel
    channels: tuple[float, ...] = ()  # RMS of each


@dataclass(slots=True)
class _Take:
    """A recording: its number with the listener, and what it ends in."""

    number: int
    buffer: asyncio.Task[Buffer]
    n_bytes_a_second: int  # that it takes, unless that is promised
    begun: float  # by the loop's clock


class Live:
    """The input and what is caught of it; lives on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    seconds : float
        How much of what was heard is kept.
    tell : callable
        Sends an event, an address and its arguments, to every subscriber.
    on_change : callable
        Called when the input's state has changed.
    on_level : callable
        Called when its loudness has.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        jobs: Jobs,
        limits: Limits,
        memory: Memory,
        buffers: Buffers,
        tell: Tell,
        seconds: float,
        *,
        on_change: Callable[[], None],
        on_level: Callable[[], None],
    ) -> None:
        self.input = Input(
            loop, seconds, check=self._check_room, on_change=self._input_changed, on_level=self._heard
        )
        self.state, self.loudness = InputState(), Loudness()
        self._loop, self._jobs, self._limits = loop, jobs, limits
        self._memory, self._buffers = memory, buffers
        self._tell, self._on_change, self._on_level = tell, on_change, on_level
        self.wire = Wire(loop, partial(self.input.listener.tell, "hear"), tell, self._change)
        self._takes: dict[str, _Take] = {}

    @property
    def n_bytes(self) -> int:
        """Memory that the kept seconds take while the input is open, and recordings without an end."""
        kept = 0 if self.input.format is None else self._kept_bytes(self.input.format)
        now = self._loop.time()
        return kept + sum(round((now - t.begun) * t.n_bytes_a_second) for t in self._takes.values())

    async def devices(self) -> list[Device]:
        """Return the devices that can hear."""
        return await self._loop.run_in_executor(None, card_process.inputs)

    async def open(self, device: str, channels: int, sample_rate: int) -> Format:
        """Hear a device, or the wire, from now on; 0 leaves the number to the device.

        Raises
        ------
        DeviceError, ArgumentError
            As `Input.open` says.
        LimitError
            There is no memory for the seconds that are kept.
        """
        return await self.input.open(Wanted(device, channels, sample_rate))

    async def close(self) -> None:
        """Hear nothing any more, if anything is heard; recordings end with what was heard."""
        await self.input.close()

    def end(self) -> None:
        """Let go of the input as the daemon ends."""
        self.wire.close()
        for take in self._takes.values():
            take.buffer.cancel()
        self.input.end()

    async def capture(self, name: str, seconds: float, ago: float) -> Buffer:
        """Let a name stand for what was heard in the last `seconds` before `ago`.

        Raises
        ------
        DeviceError
            No input is open.
        ArgumentError
            Less has been heard, or less is kept.
        LimitError
            There is no memory for it.
        CancelledError
            The name was freed meanwhile.
        """
        form = self._format()
        n, n_ago = max(round(seconds * form.sample_rate), 1), round(ago * form.sample_rate)
        self._limits.check_seconds(seconds)
        n_bytes = sound_bytes(form.n_channels, n)
        self._memory.check(n_bytes)
        job: Job[Caught] = self._jobs.expect(name)
        answer = self.input.listener.captured(n, n_ago)
        answer.add_done_callback(lambda done: job.finish_like(done))
        with self._memory.promised(n_bytes), self._buffers.awaited(name, job):
            caught = await job.result()
        if isinstance(caught, int):
            raise ArgumentError(self._too_long(caught / form.sample_rate, seconds + ago))
        return self._put(name, caught, form.sample_rate)

    def record(self, name: str, seconds: float) -> float:
        """Record from now on, for so long or, at 0, until `stop`; return the most seconds that it may become.

        Raises
        ------
        DeviceError
            No input is open.
        BusyError
            The name is being recorded already.
        """
        form = self._format()
        if name in self._takes:
            raise BusyError(f"{name!r} is being recorded already; send /live/stop {name} first")
        if len(self._takes) >= MAX_TAKES:
            raise BusyError(f"{MAX_TAKES} recordings go on already; stop one with /live/stop")
        self._limits.check_seconds(seconds)
        n = max(round((seconds or 1.0) * form.sample_rate), 1)
        n_bytes = sound_bytes(form.n_channels, n)
        self._memory.check(n_bytes)
        if not seconds:
            n_free = self._memory.n_free_bytes // sound_bytes(form.n_channels, 1)
            n = min(n_free, round(self._limits.max_seconds * form.sample_rate))
        number, future = self.input.listener.expect("record", n)
        taken = self._loop.create_task(self._taken(name, future, form, n_bytes if seconds else 0))
        taken.add_done_callback(lambda task: task.cancelled() or task.exception())  # it may be awaited or not
        self._takes[name] = _Take(number, taken, 0 if seconds else n_bytes, self._loop.time())
        return n / form.sample_rate

    async def stop(self, name: str) -> Buffer:
        """End a recording; return what it is now.

        Raises
        ------
        NotFoundError
            There is none.
        DeviceError
            It was lost with the program that heard it.
        """
        take = self._takes.get(name)
        if take is None:
            names = ", ".join(self._takes) or "none"
            raise NotFoundError(f"{name!r} is not being recorded; recordings: {names}")
        self.input.listener.tell("stop", take.number)
        return await asyncio.shield(take.buffer)

    async def _taken(
        self, name: str, future: asyncio.Future[Caught], form: Format, n_promised: int
    ) -> Buffer:
        """Let a name stand for a recording that has ended."""
        try:
            with self._memory.promised(n_promised):
                caught = await future
        except DeviceError as error:
            text = f"the recording is lost: {error}"
            log.warning("%s: %s", name, text)
            self._tell("/oscfactor/notice", name, f"{name}: {text}")
            raise
        finally:
            del self._takes[name]
        if isinstance(caught, int) or not caught.shape[1]:
            raise ArgumentError(f"nothing was heard while {name!r} was recorded")
        return self._put(name, caught, form.sample_rate)

    def _put(self, name: str, samples: NDArray[np.float32], sample_rate: int) -> Buffer:
        buffer = Buffer(frozen(samples), sample_rate)
        self._buffers.put_caught(name, buffer)
        self._tell("/oscfactor/captured", name, buffer.n_channels, buffer.n_samples, sample_rate)
        return buffer

    def _kept_bytes(self, form: Format) -> int:
        return sound_bytes(form.n_channels, round(self.input.seconds * form.sample_rate))

    def _check_room(self, form: Format) -> None:
        self._memory.check(self._kept_bytes(form), "open fewer channels, free a buffer")

    def _format(self) -> Format:
        if self.input.format is None:
            raise DeviceError("no input is open; send /input/open first")
        return self.input.format

    def _too_long(self, kept: float, wanted: float) -> str:
        if wanted > self.input.seconds:
            return (
                f"the last {self.input.seconds:g} s are kept, {wanted:g} s are asked for;"
                " capture less, use /live/record, or raise the setting live_seconds"
            )
        return f"{kept:.3f} s have been heard so far, {wanted:g} s are asked for; capture less, or wait"

    def _input_changed(self, state: str, text: str) -> None:
        log.info("input %s: %s", state, text)
        form = self.input.format
        if form is None or form.device != WIRE:
            self.wire.close()
        else:
            n_most = round(self.input.seconds * form.sample_rate)
            self.wire.open(form.n_channels, form.sample_rate, n_most)
        self.loudness = Loudness((0.0, 0.0), (0.0,) * (0 if form is None else form.n_channels))
        self._on_level()
        self._tell("/oscfactor/input", state, text)
        self._change()

    def _change(self) -> None:
        form = self.input.format or Format("", 0, 0)
        blocks = self.wire.blocks
        n_missed = self.input.n_lost if blocks is None else blocks.n_missed
        self.state = InputState(self.input.state, *form, n_missed)
        self._on_change()

    def _heard(self, levels: Levels) -> None:
        rms, peaks = levels
        self.loudness = Loudness((float(rms.max()), float(peaks.max())), tuple(rms.tolist()))
        self._on_level()

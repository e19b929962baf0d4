"""The named sounds: loading, writing, reading, freeing them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import owner
from oscfactor.dsp.bounds import checked
from oscfactor.errors import ArgumentError, ExistsError, NotFoundError
from oscfactor.files import audiofile
from oscfactor.files.paths import GivenPath, absolute
from oscfactor.limits import Limits, Living, Memory, check_index, check_offset, sound_bytes
from oscfactor.model.values import Buffer
from oscfactor.session.jobs import Job, Jobs, noted

MAX_CAUGHT: Final = 60.0
"""Seconds: jobs on what was caught go ahead of others, unless it is longer."""
SHORT: Final = 2**20  # bytes: so many are copied on the event loop


class Buffers:
    """Sounds by name; `get` waits for a name that is being loaded for the first time.

    `on_change(name, why)` is called when another sound stands behind a name, or none.
    """

    def __init__(
        self, jobs: Jobs, limits: Limits, memory: Memory, on_change: Callable[[str, str], None]
    ) -> None:
        self.by_name: dict[str, Buffer] = {}
        self._jobs, self._limits, self._memory = jobs, limits, memory
        self._on_change = on_change
        self.on_put: Callable[[str], None] = lambda _name: None  # called when a sound stands behind a name
        self.on_job: Callable[[str], None] = lambda _name: None  # called when a job begins or ends
        self._loads: dict[str, list[Job[Any]]] = {}
        self._writable: dict[str, NDArray[np.float32]] = {}  # which nobody else relies on
        self._written: set[str] = set()  # differ from their files
        self._living = Living()
        self._embedded: dict[str, Buffer] = {}  # came out of a session: perhaps no file holds them
        self._caught: set[str] = set()  # of the live input, a short while long

    @property
    def n_bytes(self) -> int:
        """Memory that all sounds take, also sounds that were freed while a job or a save still reads them."""
        return self._living.n_bytes

    async def load(
        self, name: str, path: GivenPath, *, start: float = 0.0, duration: float = 0.0, lent: bool = False
    ) -> Buffer:
        """Read a sound file into `name`, as far as there is memory for it; the old sound stays until then.

        Without a `duration` the sound is read to its end; `start` and `duration` are in seconds.
        A `lent` file goes afterwards: the buffer has no path, and sessions embed it.

        Raises
        ------
        FileError, LimitError
            As `audiofile.read` says.
        """
        max_bytes = self._memory.n_free_bytes

        def work(job: Job[Buffer]) -> Buffer:
            buffer = audiofile.read(
                absolute(path),
                start=start,
                duration=duration or None,
                max_seconds=self._limits.max_seconds,
                max_bytes=max_bytes,
                look=job.look,
            )
            return dataclasses.replace(buffer, path="") if lent else buffer

        job = self._jobs.submit(work, subject=name)
        with self.awaited(name, job):
            buffer = await job.result()
        # Several loads that were asked for together each counted on all the free memory.
        self._memory.check(buffer.n_bytes)
        self.put(name, buffer)
        return buffer

    def alloc(self, name: str, n_samples: int, *, n_channels: int, sample_rate: int) -> Buffer:
        """Make a silent buffer to write into.

        Raises
        ------
        ExistsError
            If the name is taken.
        LimitError
            If the buffer is too long, or there is no memory for it.
        """
        self._memory.check(sound_bytes(n_channels, n_samples))
        if name in self.by_name or name in self._loads:
            raise ExistsError(
                f"there is a buffer named {name!r} already; free it first, or take another name"
            )
        self._limits.check_seconds(n_samples / sample_rate)
        samples = np.zeros((n_channels, n_samples), np.float32)
        return self.put(name, self._as_writable(name, Buffer(samples, sample_rate)))

    async def made_writable(self, name: str) -> None:
        """Give a buffer its own array, which `write` may change: others may hold the array that it has.

        Raises
        ------
        NotFoundError
            There is no such buffer, or it goes meanwhile.
        LimitError
            A file or a save holds the sound as it was, and there is no memory for a copy to write into.
        """
        while name not in self._writable:
            buffer = self.existing(name)
            self._memory.check(buffer.n_bytes)
            if buffer.n_bytes <= SHORT:
                samples = buffer.samples.copy()
            else:
                samples = await asyncio.get_running_loop().run_in_executor(None, buffer.samples.copy)
            # Another request may have been here first, or another sound may stand behind the name.
            if name not in self._writable and self.by_name.get(name) is buffer:
                self.by_name[name] = self._as_writable(name, dataclasses.replace(buffer, samples=samples))
                return

    def write(self, name: str, channel: int, offset: int, samples: Sequence[float]) -> None:
        """Write samples into a buffer that was `made_writable`, whole or not at all.

        Raises
        ------
        NotFoundError, ArgumentError
            There is no such buffer or channel, they do not fit, or no sound is as loud.
        """
        buffer = self.existing(name)
        check_index("channel", channel, buffer.n_channels)
        if offset + len(samples) > buffer.n_samples:
            raise ArgumentError(
                f"{len(samples)} samples from {offset} do not fit: {name!r} has {buffer.n_samples} samples"
            )
        given = checked(np.asarray(samples, np.float32), "sound")
        self._written.add(name)
        self._writable[name][channel, offset : offset + len(samples)] = given
        self.by_name[name] = dataclasses.replace(buffer)  # another value, since its samples differ
        self._on_change(name, f"{name!r} was written into")

    def read(self, name: str, channel: int, offset: int, count: int) -> tuple[int, NDArray[np.float32]]:
        """Return the buffer's length and a range of its samples, cut at the end and to one answer."""
        buffer = self.existing(name)
        check_index("channel", channel, buffer.n_channels)
        check_offset(offset, buffer.n_samples)
        return buffer.n_samples, buffer.samples[channel, offset : offset + self._limits.cut(count)]

    async def save(self, name: str, path: GivenPath) -> Path:
        """Write a buffer to a sound file, whole or not at all; return its absolute path."""
        await self.get(name)
        buffer = self._settled(name)
        job = self._jobs.submit(
            lambda job: audiofile.write(absolute(path), buffer.samples, buffer.sample_rate, look=job.look),
            subject=name,
        )
        return await job.future

    def free(self, name: str) -> None:
        """Forget a buffer; a load of it is cancelled."""
        if not self._cancel_loads(name, f"{name!r} was freed while it was being loaded"):
            self.existing(name)
        self.by_name.pop(name, None)
        self._writable.pop(name, None)
        self._written.discard(name)
        self._embedded.pop(name, None)
        self._caught.discard(name)
        self._on_change(name, f"{name!r} was freed")

    def saved(self, name: str) -> tuple[Buffer, bool]:
        """Return a buffer, and whether a session must embed its samples since no file may hold them."""
        buffer = self.existing(name)
        embedded = not buffer.path or name in self._written or self._embedded.get(name) is buffer
        return self._settled(name), embedded

    def restore(self, name: str, buffer: Buffer, *, embedded: bool) -> None:
        """Let a name stand for a saved sound; `embedded` says that its samples came out of the session."""
        self.put(name, buffer)
        if embedded:
            self._embedded[name] = buffer

    def is_loading(self, name: str) -> bool:
        """Whether a job makes another sound for a name."""
        return name in self._loads

    def cancel_load(self, name: str) -> bool:
        """Stop loading `name`; return whether there was such a job."""
        return self._cancel_loads(name, f"loading {name!r} was cancelled")

    async def get(self, name: str, *, newest: bool = False) -> Buffer:
        """Return a buffer, waiting while it is first loaded; with `newest`, also while it is replaced."""
        while (newest or name not in self.by_name) and (loads := self._loads.get(name)):
            # Wait also for a finished job: its result is stored a moment later.
            await asyncio.wait([loads[-1].future])
        return self.existing(name)

    def existing(self, name: str) -> Buffer:
        """Return the buffer of that name as it is now.

        Raises
        ------
        NotFoundError
            With the names that there are.
        """
        if name in self.by_name:
            return self.by_name[name]
        names = ", ".join(list(self.by_name)[:12]) or "none yet, load one with /buffer/load"
        raise NotFoundError(f"no buffer named {name!r}; have: {names}")

    def awaited(self, name: str, job: Job[Any]) -> AbstractContextManager[None]:
        """Let `get` wait for the job that makes `name`; freeing the name cancels the job."""
        return noted(self._loads, name, job, self.on_job)

    def _cancel_loads(self, name: str, why: str) -> bool:
        """Stop all jobs that make `name`; return whether there were any."""
        loads = self._loads.pop(name, [])
        for load in loads:
            load.cancel(why)
        return bool(loads)

    def put(self, name: str, buffer: Buffer) -> Buffer:
        """Let a name stand for a sound from now on."""
        if name in self.by_name:
            self._writable.pop(name, None)
            self._written.discard(name)
            self._embedded.pop(name, None)
            self._caught.discard(name)
            self._on_change(name, f"{name!r} was replaced by another sound")
        self.by_name[name] = buffer
        self._count(buffer)
        self.on_put(name)
        return buffer

    def put_caught(self, name: str, buffer: Buffer) -> None:
        """Let a name stand for a sound that was caught of the live input."""
        self.put(name, buffer)
        if buffer.n_samples <= MAX_CAUGHT * buffer.sample_rate:
            self._caught.add(name)

    def is_caught(self, name: str) -> bool:
        """Whether a name stands for a short sound of the live input, which somebody waits for."""
        return name in self._caught

    def _count(self, buffer: Buffer) -> None:
        self._living.count(owner(buffer.samples), buffer.n_bytes)

    def _settled(self, name: str) -> Buffer:
        """Return a buffer that no later `write` changes: the next write is into a copy."""
        self._writable.pop(name, None)
        return self.by_name[name]

    def _as_writable(self, name: str, buffer: Buffer) -> Buffer:
        """Keep the buffer's own array for `write`; all others see it through a read-only view."""
        self._writable[name] = buffer.samples
        self._count(buffer)
        view = buffer.samples.view()
        view.flags.writeable = False
        return dataclasses.replace(buffer, samples=view)

"""The named things and what can be done to them: the whole instrument, without a network.

It lives on the event loop and never waits there for a file or a kernel: those are jobs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from oscfactor.compute.cross import Options as CrossOptions
from oscfactor.compute.cross import cross
from oscfactor.compute.resultcache import ResultCache
from oscfactor.limits import Limits
from oscfactor.machine.kernels import Kernels
from oscfactor.model.values import Buffer, Factorization
from oscfactor.realtime.players import Players
from oscfactor.realtime.renderer.track import Region
from oscfactor.realtime.voice import Playing
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components
from oscfactor.session.editing import Editing
from oscfactor.session.jobs import Job, Jobs, ProgressListener
from oscfactor.session.mixer import Desk
from oscfactor.session.saving import Autosave, Keeping
from oscfactor.session.streams import Streams


class Broadcast(Protocol):
    """What sends an event to every subscriber."""

    def __call__(self, address: str, *args: Any, but_not: Any = None) -> None:
        """Send it, but not to where `but_not`, who hears of it anyway, listens."""


class Session:
    """Sounds, their components, and the jobs on them; what concerns more than one of these is here."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limits: Limits,
        broadcast: Broadcast,
        playing: Playing | None = None,
        results: ResultCache | None = None,
    ) -> None:
        self.limits = limits
        self.broadcast = broadcast
        self.jobs = Jobs(loop)
        self.buffers = Buffers(self.jobs, limits, self._sound_changed)
        self.components = Components(self.jobs, limits, self.buffers, results)
        self.players = Players(loop, playing or Playing(), broadcast, lambda: self.jobs.ready(Kernels.ALL))
        self.desk = Desk(self.buffers, self.components, self.players)
        self.streams = Streams(loop, limits, self.components, self.players, self.desk)
        self.components.on_change = self.desk.refresh
        self.editing = Editing(self.jobs, self.components)
        self.keeping = Keeping(
            self.jobs, limits, self.buffers, self.components, self.editing, self.desk, self.players
        )
        self.autosave: Autosave | None = None  # where there is a daemon that keeps one

    @property
    def n_bytes(self) -> int:
        """Memory that everything held takes."""
        return self.buffers.n_bytes + self.components.n_bytes + self.editing.n_bytes

    async def load(
        self, name: str, path: str, *, start: float = 0.0, duration: float | None = None
    ) -> Buffer:
        """Read a sound file into `name`, as far as there is memory for it."""
        free_bytes = max(self.limits.max_bytes - self.n_bytes, 0)
        return await self.buffers.load(name, path, start=start, duration=duration, max_bytes=free_bytes)

    def alloc(self, name: str, n_samples: int, *, n_channels: int, sample_rate: int) -> Buffer:
        """Make a silent buffer to write into, if there is memory for it."""
        self.limits.check_bytes(4 * n_samples * n_channels, self.n_bytes)
        return self.buffers.alloc(name, n_samples, n_channels=n_channels, sample_rate=sample_rate)

    def write(self, name: str, channel: int, offset: int, samples: Sequence[float]) -> None:
        """Write samples into a buffer that no job is working on."""
        self.buffers.existing(name)
        self.components.check_idle(name)
        self.buffers.write(name, channel, offset, samples)
        self.players.write(self.buffers.existing(name), channel, offset, samples)

    async def cross(
        self,
        name: str,
        activations: str,
        bases: str,
        options: CrossOptions,
        *,
        on_progress: ProgressListener | None = None,
    ) -> tuple[Buffer, Factorization]:
        """Make a buffer in which one sound's activations drive another's bases; it has components at once."""
        times = await self.components.layers_of(activations)
        timbres = await self.components.layers_of(bases)
        self.limits.check_bytes(3 * (times.buffer.n_bytes + timbres.buffer.n_bytes), self.n_bytes)

        def work(job: Job[tuple[Buffer, Factorization]]) -> tuple[Buffer, Factorization]:
            return cross(times, timbres, options, n_threads=self.limits.n_threads, progress=job.progress)

        job = self.jobs.submit(work, subject=name, needs=Kernels.ALL, on_progress=on_progress)
        with self.buffers.awaited(name, job):
            buffer, factorization = await job.future
        self.put(name, buffer, factorization)
        if on_progress is not None:
            on_progress(1.0, 0, 0.0)
        return buffer, factorization

    def put(self, name: str, buffer: Buffer, factorization: Factorization) -> None:
        """Let a name stand for a sound and its components from now on."""
        self.buffers.put(name, buffer)
        self.components.put(name, buffer, factorization)

    def n_components(self, name: str) -> int:
        """Return how many components a buffer has; 0 before it is factorized."""
        factorization = self.components.by_name.get(name)
        return factorization.n_components if factorization else 0

    async def play(self, name: str, **options: Any) -> tuple[Region, int]:
        """Play a buffer, when it has been loaded and there is a device; return what, and its sample rate."""
        await self.buffers.get(name)
        await self.players.ready(self.desk.sound(name))
        sound = self.desk.sound(name)  # meanwhile it may have become another
        return self.players.play(name, sound, self.desk.mix(name), **options), sound.buffer.sample_rate

    def cancel_all(self) -> None:
        """Cancel every job."""
        self.jobs.cancel_all()

    def close(self) -> None:
        """End the threads, cancelling what is going on."""
        if self.autosave is not None:
            self.autosave.close()
        self.streams.close()
        self.players.close()
        self.jobs.close()
        self.components.close()

    def _sound_changed(self, name: str, why: str) -> None:
        self.components.drop(name, why)
        if name in self.buffers.by_name:
            self.desk.refresh(name)
        else:
            self.desk.drop(name)

"""The whole instrument, without a network: named sounds, and all that commands do to them.

It lives on the event loop and never waits there for a file or a kernel: those are jobs.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from oscfactor.compute.cross import Options as CrossOptions
from oscfactor.compute.cross import cost, cross, n_samples_of
from oscfactor.compute.resultcache import ResultCache
from oscfactor.files.runfolder import RunFolder
from oscfactor.limits import Limits, Memory, sound_bytes
from oscfactor.machine.kernels import Kernels
from oscfactor.model.values import Buffer, Factorization
from oscfactor.protocol.wire import quoted
from oscfactor.realtime.output import PlaybackSettings
from oscfactor.realtime.players import Players
from oscfactor.session import leaves
from oscfactor.session.alternatives import Alternatives
from oscfactor.session.autosave import Autosave
from oscfactor.session.buffers import Buffers
from oscfactor.session.changes import NOBODY, Asked
from oscfactor.session.components import Components
from oscfactor.session.devices import Devices
from oscfactor.session.editing import Editing
from oscfactor.session.exporter import Exporter
from oscfactor.session.factorizer import Factorizer
from oscfactor.session.handover import Handover
from oscfactor.session.jobs import Job, Jobs, ProgressListener
from oscfactor.session.labeller import Labeller
from oscfactor.session.live import Live
from oscfactor.session.matches import Matches
from oscfactor.session.meters import Meters
from oscfactor.session.mixer import Mixer
from oscfactor.session.objects import Objects
from oscfactor.session.overviews import Overviews
from oscfactor.session.painter import Painter
from oscfactor.session.readout import Readout
from oscfactor.session.saving import SessionStore
from oscfactor.session.scenes import Scenes
from oscfactor.session.shaper import Shaper
from oscfactor.session.shapes import Shapes
from oscfactor.session.state import State
from oscfactor.session.streams import Streams
from oscfactor.session.uploads import Uploads
from oscfactor.session.watches import Watches

_TEMPORARY: Final = Path(tempfile.gettempdir()) / "oscfactor-files"
"""For a session without a daemon, which has a cache folder."""


class Broadcast(Protocol):
    """A function that sends an event to every subscriber."""

    def __call__(self, address: str, *args: Any, but_not: Any = None) -> None:
        """Send the event, but not to `but_not`, a client that hears of it anyway."""


class Session:
    """All parts of the instrument, and the commands that concern more than one part."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limits: Limits,
        broadcast: Broadcast,
        playing: PlaybackSettings | None = None,
        results: ResultCache | None = None,
        folder: RunFolder | None = None,
        asked: Callable[[], Asked] = lambda: NOBODY,
        live_seconds: float = 60.0,
    ) -> None:
        self.limits, self.broadcast = limits, broadcast
        self.jobs, self.memory = Jobs(loop), Memory(limits.max_bytes)
        self._make_sounds(loop, folder or RunFolder(_TEMPORARY))
        self._make_players(loop, playing or PlaybackSettings(), asked)
        self._make_keeping(loop, asked)
        self._make_shaping(results)
        self._make_live(loop, live_seconds)
        self.memory.holders = (
            *(self.buffers, self.components, self.editing, self.scenes, self.store),
            *(self.shapes, self.live),
        )
        leaves.provide(self.state, self)
        self.buffers.on_put = self._sound_put
        self.buffers.on_job = self.components.on_job = lambda name: self.state.touch(leaves.FACTS, name)
        self.autosave: Autosave | None = None  # where there is a daemon that keeps one

    def _make_sounds(self, loop: asyncio.AbstractEventLoop, folder: RunFolder) -> None:
        """Make what holds sounds and components, and gives them back."""
        limits, memory = self.limits, self.memory
        self.buffers = Buffers(self.jobs, limits, memory, self._sound_changed)
        self.components = Components(self.jobs, self.buffers, self._components_changed)
        self.readout = Readout(limits, self.components)
        self.exporter = Exporter(self.jobs, limits, memory, self.components)
        self.handover = Handover(loop, self.components, self.exporter, folder)
        self.overviews = Overviews(self.buffers, self.components)
        self.uploads = Uploads(self.buffers, memory, folder)

    def _make_players(
        self, loop: asyncio.AbstractEventLoop, playing: PlaybackSettings, asked: Callable[[], Asked]
    ) -> None:
        """Make what plays, and the state that tells of it."""
        self.players = Players(
            loop, playing, self.broadcast, lambda: self.jobs.ready(Kernels.ALL), self._player_changed
        )
        self.devices = Devices(loop, self.players)
        self.state = State(loop, lambda: self.buffers.by_name, asked)
        self.watches = Watches(loop, self.state)
        self.mixer = Mixer(self.buffers, self.components, self.players, self._faders_moved)
        self.meters = Meters(
            loop,
            self.players,
            self.mixer,
            on_look=self._looked,
            is_wanted=self._are_levels_wanted,
            on_tick=self._heard,
        )

    def _make_keeping(self, loop: asyncio.AbstractEventLoop, asked: Callable[[], Asked]) -> None:
        """Make what edits, groups, streams and names sounds, and what keeps them as scenes and sessions."""
        jobs, memory, buffers, components = self.jobs, self.memory, self.buffers, self.components
        self.labeller = Labeller(buffers, components, lambda name: self.state.touch(leaves.LABELS, name))
        editing = self.editing = Editing(jobs, components, memory, asked)
        self.painter = Painter(jobs, self.limits, memory, components, editing)
        mixer, players = self.mixer, self.players
        self.objects = Objects(components, editing, mixer, self.readout, self.exporter, self.handover)
        self.streams = Streams(
            *(loop, self.limits, components, self.readout, players, mixer), objects=self.objects
        )
        self.scenes = Scenes(
            *(jobs, memory, buffers, components, editing, mixer, players),
            lambda: self.state.touch(leaves.SCENES),
        )
        self.store = SessionStore(
            *(jobs, memory, buffers, components, editing, mixer, players), self.labeller, self.scenes
        )

    def _make_shaping(self, results: ResultCache | None) -> None:
        """Make what finds components and shapes them."""
        jobs, limits, memory, components = self.jobs, self.limits, self.memory, self.components
        self.shapes = Shapes(components, self.editing, self.mixer, self.labeller)
        self.factorizer = Factorizer(
            *(jobs, limits, memory, self.buffers, components, self.labeller, self.shapes), results
        )
        self.shaper = Shaper(jobs, limits, memory, components, self.labeller, self.shapes)
        self.alternatives = Alternatives(jobs, memory, components, self.factorizer)

    def _make_live(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        """Make what hears the input; jobs on what was just caught do not wait behind others."""
        self.live = Live(
            *(loop, self.jobs, self.limits, self.memory, self.buffers, self.broadcast, seconds),
            on_change=self._input_changed,
            on_level=lambda: self.state.touch(leaves.INPUT_LEVELS),
        )
        self.matches = Matches(self.live.input, self.components, self.jobs, self.broadcast)
        self.jobs.goes_ahead = self.buffers.is_caught

    async def write(self, name: str, channel: int, offset: int, samples: Sequence[float]) -> None:
        """Write samples into a buffer that no job is working on."""
        self.buffers.existing(name)
        self.components.check_idle(name)
        await self.buffers.made_writable(name)
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
        n_samples = n_samples_of(times.buffer, timbres.buffer, options.length)
        self.limits.check_seconds(n_samples / times.buffer.sample_rate)
        n_threads, f = self.limits.n_threads, times.factorization
        self.memory.check(
            cost(times.buffer, timbres.buffer, f.stft, f.n_components, options, n_threads=n_threads),
            "choose another length, or phase source, or free a buffer",
        )

        def work(job: Job[tuple[Buffer, Factorization]]) -> tuple[Buffer, Factorization]:
            return cross(times, timbres, options, n_threads=n_threads, progress=job.progress)

        job = self.jobs.submit(work, subject=name, needs=Kernels.ALL, on_progress=on_progress)
        left = sound_bytes(times.buffer.n_channels, n_samples)
        with self.memory.promised(left), self.buffers.awaited(name, job):
            buffer, factorization = await job.result()
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

    async def play(self, name: str, **options: Any) -> tuple[float, float]:
        """Play a buffer, when it has been loaded and there is a device; return from where to where, in s."""
        await self.buffers.get(name)
        await self.players.ready(self.mixer.sound(name))
        sound = self.mixer.sound(name)  # meanwhile it may have become another
        region = self.players.play(name, sound, self.mixer.mix(name), **options)
        return region.start / sound.buffer.sample_rate, region.end / sound.buffer.sample_rate

    def set_loop(
        self, name: str, loop: bool, *, start: float | None, end: float | None, fade: float | None
    ) -> tuple[float, float]:
        """Loop a part of a playing buffer, or go on to its end; return from where to where, in seconds."""
        region = self.players.set_loop(name, loop, start, end, fade)
        rate = self.buffers.existing(name).sample_rate
        return region.start / rate, region.end / rate

    async def panic(self, fade: float) -> int:
        """Stop all streams and players, which fade out; return when nothing is heard, and how many played."""
        self.streams.stop_all("panic")
        return await self.players.panic(fade)

    def cancel_all(self) -> None:
        """Cancel every job."""
        self.jobs.cancel_all()

    def close(self) -> None:
        """Cancel all jobs and end the threads."""
        if self.autosave is not None:
            self.autosave.close()
        self.watches.close()
        self.meters.close()
        self.streams.close()
        self.players.close()
        self.live.end()
        self.jobs.close()
        self.editing.close()
        self.readout.close()
        self.handover.close()
        self.overviews.close()

    async def leaf_made(self, address: str) -> None:
        """Wait for a leaf whose sound or components are being made; raises as `Components.get` does."""
        place = self.state.find_written(address)
        if place is None or not place.name or self.state.has(place):
            return
        await self.buffers.get(place.name)
        if place.numbers and not self.state.has(place):
            await self.components.newest_layers_of(place.name)

    async def looked_at(self, address: str) -> None:
        """Measure what is measured only for who asks."""
        place = self.state.find(address)
        if place is not None and place.template in leaves.VIEWS[leaves.LEVELS]:
            await self.meters.look(place.name)

    def _sound_changed(self, name: str, why: str) -> None:
        self.components.drop(name, why)
        self.alternatives.forget(name)
        self.editing.forget(name)
        self.shapes.forget(name)
        self.readout.forget(name)
        self.handover.forget(name)
        self.overviews.changed(name)
        if name in self.buffers.by_name:
            self.mixer.refresh(name)
        else:
            self.mixer.drop(name)
            self.labeller.drop(name)
        self.matches.look(name)
        self.state.touch_all(name)

    def _components_changed(self, name: str) -> None:
        self.readout.forget(name)
        self.handover.forget(name)
        self.overviews.changed(name)
        self.mixer.refresh(name)
        self.matches.look(name)
        self.state.touch_all(name)

    def _sound_put(self, name: str) -> None:
        self.overviews.changed(name)
        self.state.touch_all(name)

    def _input_changed(self) -> None:
        self.matches.look_at_input()
        self.state.touch(leaves.INPUT)

    def _player_changed(self, name: str) -> None:
        self.state.touch(leaves.PLAYER, name)
        self.meters.start()

    def _looked(self, name: str, at_levels: bool) -> None:
        self.state.touch(leaves.LEVELS if at_levels else leaves.PLAYER, name)

    def _heard(self) -> bool:
        self.state.touch(leaves.HEARD)
        return self.players.master.level[1] > 0.0

    def _are_levels_wanted(self, name: str) -> bool:
        count = self.n_components(name)
        return any(
            self.state.is_wanted(f"/sound/{quoted(name)}{part}/level")
            for part in ("", *(f"/{k}" for k in range(count)))
        )

    def _faders_moved(self, name: str) -> None:
        self.state.touch(leaves.MIX, name)
        self.state.touch(leaves.FADERS, name)

"""Sessions: the whole instrument into a file and back, and the copy that is kept in case of a crash."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from oscfactor.errors import ArgumentError, FileError, OscFactorError
from oscfactor.files import archive as sessionfile
from oscfactor.files.documents import SavedSound, as_document, sha256_of
from oscfactor.files.fields import Run
from oscfactor.files.paths import absolute, split_folders
from oscfactor.files.reading import from_document
from oscfactor.files.relink import found
from oscfactor.limits import Limits
from oscfactor.machine.kernels import Kernels
from oscfactor.model.history import History
from oscfactor.model.values import Buffer
from oscfactor.realtime.players import Players
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components
from oscfactor.session.editing import Editing
from oscfactor.session.jobs import Job, Jobs
from oscfactor.session.mixer import Desk

log = logging.getLogger(__name__)


class Keeping:
    """Saves and loads sessions; lives on the event loop, the files are jobs."""

    def __init__(
        self,
        jobs: Jobs,
        limits: Limits,
        buffers: Buffers,
        components: Components,
        editing: Editing,
        desk: Desk,
        players: Players,
    ) -> None:
        self._jobs, self._limits = jobs, limits
        self._buffers, self._components, self._editing = buffers, components, editing
        self._desk, self._players = desk, players
        self._fingerprints: dict[str, tuple[Buffer, str]] = {}
        self._embedded: dict[str, Buffer] = {}  # which came out of a session: perhaps no file holds them
        self._last: list[Any] = []

    async def save(
        self, path: str | Path, *, embed: bool = False, without_bad: bool = False
    ) -> tuple[Path, int]:
        """Write the session to a file, whole or not at all; return its absolute path and how many sounds.

        Sounds that no file holds are always embedded; with `embed` all are. With `without_bad`, sounds that
        could never be loaded again are left out.

        Raises
        ------
        FileError
            It cannot be written there, or a sound could never be loaded again.
        """
        place = with_suffix(absolute(path))
        sounds = self.snapshot(embed=embed)
        known = dict(self._fingerprints)

        def work(_job: Job[dict[str, tuple[Buffer, str]]]) -> dict[str, tuple[Buffer, str]]:
            arrays = sessionfile.Arrays()
            marked = [_marked(_held(sound), known) for sound in sounds]
            documents = [_document(sound, arrays, without_bad) for sound in marked]
            sessionfile.write(place, {"buffers": [d for d in documents if d is not None]}, arrays)
            return {s.name: (s.buffer, s.sha256) for s in marked if not s.embedded}

        self._fingerprints = await self._jobs.submit(work, subject=str(place)).future
        return place, len(sounds)

    async def load(
        self, path: str | Path, *, search: str = "", on_lost: Callable[[str, str], None] | None = None
    ) -> tuple[Path, int]:
        """Replace all that there is by a saved session; return its absolute path and its number of sounds.

        Nothing is replaced before everything has been read. Where only numbers are bad, the rest is loaded.

        Parameters
        ----------
        path : str or Path
        search : str
            Folders in which sound files that have moved are looked for, besides that of the session.
        on_lost : callable, optional
            Told the name of each sound that is not whole, and what it lacks.

        Raises
        ------
        FileError
            It cannot be read, is not understood, or one of its sounds was not found.
        LimitError
            It takes too much memory.
        """
        place = absolute(path)
        if not place.exists():
            place = with_suffix(place)
        free_bytes = self._limits.max_bytes - self._buffers.n_bytes - self._components.n_bytes
        folders = [place.parent, *split_folders(search)]

        def work(_job: Job[list[SavedSound]]) -> list[SavedSound]:
            return read_sounds(place, folders, free_bytes)

        sounds = await self._jobs.submit(work, subject=str(place), needs=Kernels.ALL).future
        for sound in sounds:
            if sound.lost:
                log.warning("%s: of %r could not be used %s", place, sound.name, sound.lost)
                if on_lost is not None:
                    on_lost(sound.name, sound.lost)
        sounds = [sound for sound in sounds if not sound.gone]
        for name in list(self._buffers.by_name):
            self._buffers.free(name)
        self._embedded = {sound.name: sound.buffer for sound in sounds if sound.embedded}
        for sound in sounds:
            self._restore(sound)
        for sound in sounds:
            if sound.player is not None:
                await self._play(sound.name, sound.player)
        return place, len(sounds)

    def snapshot(self, *, embed: bool = False) -> list[SavedSound]:
        """Return all sounds as they are now."""
        return [self._saved(name, buffer, embed) for name, buffer in self._buffers.by_name.items()]

    async def autosave(self, place: Path) -> bool:
        """Write the session if anything has changed since the last time; return whether it did."""
        now: list[Any] = []
        for name, buffer in self._buffers.by_name.items():
            mix = self._desk.mix(name) if self._desk.mixed(name) else None
            now += [name, buffer, self._components.layers.get(name), mix]
        if len(now) == len(self._last) and all(a is b for a, b in zip(now, self._last, strict=True)):
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        await self.save(place, without_bad=True)
        self._last = now
        return True

    def _saved(self, name: str, buffer: Buffer, embed: bool) -> SavedSound:
        layers = self._components.layers.get(name)
        embedded = embed or not buffer.path or self._buffers.is_written(name)
        embedded = embedded or self._embedded.get(name) is buffer
        if self._buffers.is_written(name):
            buffer = replace(buffer, samples=buffer.samples.copy())
        mix = self._desk.mix(name) if self._desk.mixed(name) else None
        sound = SavedSound(name, buffer, embedded, mix=mix, player=self._player(name))
        if layers is None:
            return sound
        history = self._editing.history(name)
        return replace(
            sound,
            factorization=layers.factorization,
            recombination=layers.recombination,
            done=tuple(history.done),
            undone=tuple(history.undone),
        )

    def _restore(self, sound: SavedSound) -> None:
        self._buffers.put(sound.name, sound.buffer)
        if sound.factorization is not None:
            self._components.put(sound.name, sound.buffer, sound.factorization)
            self._editing.restore(
                sound.name, sound.recombination, History(list(sound.done), list(sound.undone))
            )
        if sound.mix is not None:
            self._desk.restore(sound.name, sound.mix)

    def _player(self, name: str) -> dict[str, Any] | None:
        voice = self._players.voices.get(name)
        if voice is None:
            return None
        orders = voice.orders
        rate = orders.sound.buffer.sample_rate
        return {
            "start": orders.region.start / rate,
            "end": orders.region.end / rate,
            "loop": orders.region.loop,
            "rate": orders.rate,
            "mode": orders.mode,
            "outputs": orders.outputs,
            "seconds": self._players.seconds(name),
            "playing": orders.playing,
        }

    async def _play(self, name: str, player: Any) -> None:
        """Let a buffer play on from where it was; without a device it stays silent."""
        given = {key: player[key] for key in ("start", "end", "loop", "rate", "mode", "outputs")}
        try:
            await self._players.ready(self._desk.sound(name))
            self._players.play(name, self._desk.sound(name), self._desk.mix(name), **given)
            self._players.seek(name, float(player["seconds"]))
            if not player["playing"]:
                self._players.pause(name)
        except OscFactorError as error:
            log.info("%s does not play on: %s", name, error)


def read_sounds(place: Path, folders: list[Path], max_bytes: float) -> list[SavedSound]:
    """Return all sounds of a session file, with their samples.

    Raises
    ------
    FileError, LimitError
        As `Keeping.load` says.
    """
    document, run = sessionfile.read(place, max_bytes)
    listed = document.get("buffers")
    if not isinstance(listed, list) or document.keys() != {"oscfactor", "version", "buffers"}:
        raise FileError(f"{place} holds what this oscfactor does not understand")
    numbers = Run(run)
    sounds = [from_document(entry, numbers) for entry in listed]
    if len({sound.name for sound in sounds}) < len(sounds):
        raise FileError(f"{place} holds two buffers of one name")
    left = max_bytes - run.nbytes
    for i, sound in enumerate(sounds):
        if not sound.embedded:
            sounds[i] = replace(sound, buffer=found(sound, folders, left))
            left -= sounds[i].buffer.n_bytes
    if sounds and all(sound.gone for sound in sounds):
        raise FileError(f"nothing in {place} can be used; of {sounds[0].name!r} {sounds[0].lost}")
    return sounds


def _document(sound: SavedSound, arrays: sessionfile.Arrays, without_bad: bool) -> dict[str, Any] | None:
    """Return what stands for a sound; one that could never be loaded again is refused, or left out."""
    try:
        return as_document(sound, arrays)
    except ArgumentError as error:
        if without_bad:
            log.warning("%r is not kept: %s", sound.name, error)
            return None
        raise FileError(
            f"{sound.name!r} cannot be saved: {error}; mend it with /edit/reset or /edit/undo, or free it"
        ) from error


def with_suffix(place: Path) -> Path:
    """Return a session's path with an ending, if it has none."""
    return place if place.suffix else place.with_name(place.name + sessionfile.SUFFIX)


def _held(sound: SavedSound) -> SavedSound:
    """Return the sound, embedded if there is no file any more that could hold it."""
    return sound if os.path.isfile(sound.buffer.path) else replace(sound, embedded=True)  # noqa: PTH113


def _marked(sound: SavedSound, known: dict[str, tuple[Buffer, str]]) -> SavedSound:
    """Return the sound with its fingerprint, computed unless it is known."""
    buffer, sha256 = known.get(sound.name, (None, ""))
    return replace(sound, sha256=sha256 if buffer is sound.buffer else sha256_of(sound.buffer.samples))


class Autosave:
    """Keeps a copy of the session while a daemon runs; what a crash leaves is offered to the next one.

    Parameters
    ----------
    keeping : Keeping
    folder : Path
        The user's data folder.
    port : int
        Of the daemon: no other has the same at the same time.
    seconds : float
        Between two looks at what has changed; 0 keeps no copy.
    """

    def __init__(self, keeping: Keeping, folder: Path, port: int, seconds: float) -> None:
        self._keeping, self._seconds = keeping, seconds
        self._place = folder / f"autosave-{port}{sessionfile.SUFFIX}"
        self._left = folder / f"recovered-{port}{sessionfile.SUFFIX}"
        self._task: asyncio.Task[None] | None = None

    @property
    def offer(self) -> Path | None:
        """What a crash has left, if there is anything."""
        return self._left if self._left.exists() else None

    def start(self) -> None:
        """Take what a crash has left aside, and begin."""
        try:
            self._place.replace(self._left)
        except OSError:
            log.debug("no crash has left %s", self._place)
        if self._seconds:
            self._task = asyncio.ensure_future(self._run())

    async def recover(
        self, search: str, on_lost: Callable[[str, str], None] | None = None
    ) -> tuple[Path, int]:
        """Load what a crash has left, which is not offered again; without any the path is empty.

        What is not whole is put aside, so that nothing is lost for good.
        """
        if self.offer is None:
            return Path(), 0
        lost: list[str] = []

        def told(name: str, lacks: str) -> None:
            lost.append(name)
            if on_lost is not None:
                on_lost(name, lacks)

        loaded = await self._keeping.load(self._left, search=search, on_lost=told)
        if lost:
            damaged = self._left.replace(
                self._left.with_name(self._left.name.replace("recovered", "damaged"))
            )
            log.warning("what a crash has left is not whole; it stays in %s", damaged)
        else:
            self._left.unlink(missing_ok=True)
        return loaded

    def close(self) -> None:
        """End in order: there is nothing to be recovered then."""
        if self._task is not None:
            self._task.cancel()
        self._place.unlink(missing_ok=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self._keeping.autosave(self._place)
            except (OscFactorError, OSError) as error:
                log.warning("the session was not kept: %s", error)

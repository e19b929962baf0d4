"""Sessions: the whole instrument into a file and back, and the copy that is kept in case of a crash."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from oscfactor import sessionfile
from oscfactor.buffers import Buffers
from oscfactor.components import Components
from oscfactor.desk import Desk
from oscfactor.editing import Editing
from oscfactor.errors import FileError, OscFactorError
from oscfactor.finding import found
from oscfactor.history import History
from oscfactor.jobs import Job, Jobs, Kernels
from oscfactor.limits import Limits
from oscfactor.model import Buffer
from oscfactor.paths import absolute
from oscfactor.players import Players
from oscfactor.saved import SavedSound, as_document, from_document, sha256_of

log = logging.getLogger(__name__)

_PLAYER_KEYS = {"start", "end", "loop", "rate", "mode", "outputs", "seconds", "playing"}


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
        self._last: list[Any] = []

    async def save(self, path: str | Path, *, embed: bool = False) -> tuple[Path, int]:
        """Write the session to a file, whole or not at all; return its absolute path and how many sounds.

        Sounds that no file holds are always embedded; with `embed` all are.

        Raises
        ------
        FileError
            It cannot be written there.
        """
        place = with_suffix(absolute(path))
        sounds = self.snapshot(embed=embed)
        known = dict(self._fingerprints)

        def work(_job: Job[dict[str, tuple[Buffer, str]]]) -> dict[str, tuple[Buffer, str]]:
            arrays = sessionfile.Arrays()
            marked = [_marked(sound, known) for sound in sounds]
            sessionfile.write(place, {"buffers": [as_document(s, arrays) for s in marked]}, arrays)
            return {s.name: (s.buffer, s.sha256) for s in marked if not s.embedded}

        self._fingerprints = await self._jobs.submit(work, subject=str(place)).future
        return place, len(sounds)

    async def load(self, path: str | Path, *, search: str = "") -> tuple[Path, int]:
        """Replace all that there is by a saved session; return its absolute path and its number of sounds.

        Nothing is replaced before everything has been read.

        Parameters
        ----------
        path : str or Path
        search : str
            Folders in which sound files that have moved are looked for, besides that of the session.

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
        folders = [place.parent, *(absolute(part) for part in search.split(os.pathsep) if part.strip())]

        def work(_job: Job[list[SavedSound]]) -> list[SavedSound]:
            return read_sounds(place, folders, free_bytes)

        sounds = await self._jobs.submit(work, subject=str(place), needs=Kernels.ALL).future
        for name in list(self._buffers.by_name):
            self._buffers.free(name)
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
        await self.save(place)
        self._last = now
        return True

    def _saved(self, name: str, buffer: Buffer, embed: bool) -> SavedSound:
        layers = self._components.layers.get(name)
        embedded = embed or not buffer.path or self._buffers.is_written(name)
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
    sounds = [from_document(entry, run) for entry in listed]
    if len({sound.name for sound in sounds}) < len(sounds):
        raise FileError(f"{place} holds two buffers of one name")
    left = max_bytes - run.nbytes
    for i, sound in enumerate(sounds):
        if sound.player is not None and set(sound.player) != _PLAYER_KEYS:
            raise FileError(f"{place} holds a player that this oscfactor does not understand")
        if not sound.embedded:
            sounds[i] = replace(sound, buffer=found(sound, folders, left))
            left -= sounds[i].buffer.n_bytes
    return sounds


def with_suffix(place: Path) -> Path:
    """Return a session's path with an ending, if it has none."""
    return place if place.suffix else place.with_name(place.name + sessionfile.SUFFIX)


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

    async def recover(self, search: str) -> tuple[Path, int]:
        """Load what a crash has left, which is not offered again; without any the path is empty."""
        if self.offer is None:
            return Path(), 0
        loaded = await self._keeping.load(self._left, search=search)
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

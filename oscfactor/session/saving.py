"""Sessions: all named sounds with their components, edits, faders and players, into a file and back."""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from oscfactor.errors import NotFoundError, OscFactorError
from oscfactor.files.paths import GivenPath, UserPath, absolute, split_folders
from oscfactor.files.savedsound import SavedSound
from oscfactor.files.sessions import Fingerprints, SavedSession, read_session, with_suffix, write_sounds
from oscfactor.limits import Memory
from oscfactor.model.scene import Scene
from oscfactor.realtime.players import Players
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components
from oscfactor.session.editing import Editing
from oscfactor.session.jobs import Job, Jobs
from oscfactor.session.labeller import Labeller
from oscfactor.session.mixer import Mixer
from oscfactor.session.scenes import Scenes

log = logging.getLogger(__name__)

Remark = Callable[[str, str, str], None]
"""Called with a sound's name, the path of its file, and a sentence that says which part is missing."""


State = list[Any]
"""Weak references to all values that make a session, which are other values when anything has changed."""


class Loaded(NamedTuple):
    """A session that has been loaded."""

    path: Path
    n_sounds: int
    is_whole: bool  # whether all numbers in the file were good


class Read(NamedTuple):
    """A session as it stands in a file."""

    path: Path
    sounds: list[SavedSound]
    scenes: dict[str, Scene]
    is_whole: bool

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        return sum(sound.n_bytes for sound in self.sounds)


class SessionStore:
    """Saves and loads sessions; lives on the event loop, reading and writing files are jobs.

    Each part of the session returns the values to save, and takes them back; the store collects.
    """

    def __init__(
        self,
        jobs: Jobs,
        memory: Memory,
        buffers: Buffers,
        components: Components,
        editing: Editing,
        mixer: Mixer,
        players: Players,
        labeller: Labeller,
        scenes: Scenes,
    ) -> None:
        self._jobs, self._memory = jobs, memory
        self._buffers, self._components, self._editing = buffers, components, editing
        self._mixer, self._players, self._labeller = mixer, players, labeller
        self._scenes = scenes
        self.prepared: Read | None = None  # what `switch` brings
        self._fingerprints: Fingerprints = {}
        self.saved: State = []  # the session as it is in the user's own file
        self.on_replace: Callable[[], Awaitable[None]] = _nothing  # awaited before a session is replaced

    @property
    def n_bytes(self) -> int:
        """Memory that the prepared session takes."""
        return 0 if self.prepared is None else self.prepared.n_bytes

    async def save(
        self, path: GivenPath, *, embed: bool = False, without_bad: bool = False
    ) -> tuple[Path, int]:
        """Write the session to a file, whole or not at all; return its absolute path and how many sounds.

        Sounds that no file holds are always embedded; with `embed` all are. With `without_bad`, sounds that
        could never be loaded again are left out.

        Raises
        ------
        FileError
            The file cannot be written there, or a sound could never be loaded again.
        """
        state, count = self.state(), len(self._buffers.by_name)
        write = self.writer(embed=embed, without_bad=without_bad)

        def work(_job: Job[Path]) -> Path:
            place = with_suffix(absolute(path))
            write(place)
            return place

        place = await self._jobs.submit(work, subject=str(path)).future
        self.saved = state
        return place, count

    def writer(self, *, embed: bool = False, without_bad: bool = True) -> Callable[[Path], None]:
        """Return a function for any thread that writes the session as it is now into a file."""
        sounds, known, scenes = self.snapshot(embed=embed), self._fingerprints, self._scenes.by_name

        def write(place: Path) -> None:
            self._fingerprints = write_sounds(place, sounds, known, without_bad=without_bad, scenes=scenes)

        return write

    async def load(
        self, path: GivenPath, *, search: UserPath | str = "", on_remark: Remark = lambda *_: None
    ) -> Loaded:
        """Replace all that there is by a saved session, once all of it is read; raises as `read` does."""
        return await self._replace_by(await self.read(path, search=search, on_remark=on_remark))

    async def read(
        self, path: GivenPath, *, search: UserPath | str = "", on_remark: Remark = lambda *_: None
    ) -> Read:
        """Return all that is in a session file. Where only numbers are bad, the rest is read.

        Parameters
        ----------
        path : of the file
        search : str or UserPath
            Folders in which sound files that have moved are looked for, besides that of the session.
        on_remark : callable
            Called for each sound that is not whole.

        Raises
        ------
        FileError
            The session cannot be read, is not understood, or one of its sounds was not found.
        LimitError
            The session takes too much memory.
        """
        free_bytes = self._memory.n_free_bytes

        def work(_job: Job[tuple[Path, SavedSession]]) -> tuple[Path, SavedSession]:
            place = absolute(path)
            if not os.path.exists(place):  # noqa: PTH110 - which says no, too, where a name is too long
                place = with_suffix(place)
            return place, read_session(place, [place.parent, *split_folders(str(search))], free_bytes)

        place, found = await self._jobs.submit(work, subject=str(path)).future
        _remark_on(found.sounds, on_remark)
        is_whole = not any(sound.lost for sound in found.sounds)
        return Read(place, [sound for sound in found.sounds if not sound.gone], found.scenes, is_whole)

    async def prepare(
        self, path: GivenPath, *, search: UserPath | str = "", on_remark: Remark = lambda *_: None
    ) -> tuple[Path, int]:
        """Read a session that `switch` is to bring; return its path, and how many sounds there are in it.

        It takes the place of one that was prepared before. Raises as `read` does.
        """
        self.prepared = None
        read = await self.read(path, search=search, on_remark=on_remark)
        self.prepared = read
        return read.path, len(read.sounds)

    async def switch(self, seconds: float) -> Loaded:
        """Replace all that there is by the prepared session; what plays fades over, in so many seconds.

        Raises
        ------
        NotFoundError
            None was prepared.
        """
        if self.prepared is None:
            raise NotFoundError("no session is prepared; send /session/prepare with its path first")
        read, self.prepared = self.prepared, None
        return await self._replace_by(read, fade=seconds)

    async def _replace_by(self, read: Read, fade: float = 0.0) -> Loaded:
        await self.on_replace()
        leaving = self._players.detach()
        try:
            for name in list(self._buffers.by_name):
                self._buffers.free(name)
            self._scenes.replace_all(read.scenes)
            for sound in read.sounds:
                self._restore(sound)
            self.saved = self.state()
            for sound in read.sounds:
                await self._play_on(sound, fade)
        finally:
            self._players.let_go(leaving, fade)
        return Loaded(read.path, len(read.sounds), is_whole=read.is_whole)

    def snapshot(self, *, embed: bool = False) -> list[SavedSound]:
        """Return all sounds as they are now."""
        return [self._saved(name, embed) for name in self._buffers.by_name]

    def state(self) -> State:
        """Return the values that make the session; empty if there is nothing."""
        now: State = []
        for name, buffer in self._buffers.by_name.items():
            now += [name, weakref.ref(buffer)]
            values = self._components.layers.get(name), self._mixer.saved(name), self._labeller.saved(name)
            now += [None if value is None else weakref.ref(value) for value in values]
        for name, scene in self._scenes.by_name.items():
            now += [name, weakref.ref(scene)]
        return now

    def unsaved(self) -> State:
        """Return the values that make the session, if they have changed since it was saved or loaded."""
        now = self.state()
        if same_state(now, self.saved):
            return []
        return now

    def _saved(self, name: str, embed: bool) -> SavedSound:
        buffer, embedded = self._buffers.saved(name)
        recombination, done, undone = self._editing.saved(name)
        return SavedSound(
            name,
            buffer,
            embedded or embed,
            factorization=self._components.saved(name),
            recombination=recombination,
            done=done,
            undone=undone,
            mix=self._mixer.saved(name),
            player=self._players.saved(name),
            labels=self._labeller.saved(name),
        )

    def _restore(self, sound: SavedSound) -> None:
        name = sound.name
        self._buffers.restore(name, sound.buffer, embedded=sound.embedded)
        if sound.factorization is not None:
            self._components.restore(name, sound.buffer, sound.factorization)
            self._editing.restore(name, sound.recombination, sound.done, sound.undone)
        if sound.mix is not None:
            self._mixer.restore(name, sound.mix)
        if sound.labels is not None:
            self._labeller.restore(name, sound.labels)

    async def _play_on(self, sound: SavedSound, fade: float) -> None:
        """Let a buffer play on from its saved place; without a device the buffer stays silent."""
        if sound.player is None:
            return
        name = sound.name
        try:
            playable, mix = self._mixer.sound(name), self._mixer.mix(name)
            await self._players.restore(name, playable, mix, sound.player, fade)
        except OscFactorError as error:
            log.info("%s does not play on: %s", name, error)


def same_state(a: State, b: State) -> bool:
    """Return whether two states consist of the very same values."""
    return len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))


async def _nothing() -> None:
    """Do nothing."""


def _remark_on(sounds: list[SavedSound], on_remark: Remark) -> None:
    """Say which sounds are not whole: numbers in the session, or the sound's own file."""
    for sound in sounds:
        if sound.lost:
            on_remark(sound.name, sound.buffer.path, f"it comes without {sound.lost}")
        if sound.buffer.remark:
            on_remark(sound.name, sound.buffer.path, sound.buffer.remark)

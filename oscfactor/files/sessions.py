"""Session files: all sounds of a session into one file and back, with their samples."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from oscfactor.errors import ArgumentError, FileError, OscFactorError
from oscfactor.files import archive
from oscfactor.files.arrays import Arrays
from oscfactor.files.documents import as_document
from oscfactor.files.reading import from_document
from oscfactor.files.relink import found
from oscfactor.files.room import Room
from oscfactor.files.savedscenes import read_scenes, scenes_document
from oscfactor.files.savedsound import SavedSound, sha256_of
from oscfactor.model.scene import Scene
from oscfactor.model.values import Buffer

log = logging.getLogger(__name__)

Fingerprints = Mapping[str, tuple[Buffer, str]]
"""By a sound's name, the buffer and the SHA-256 of its samples."""


class SavedSession(NamedTuple):
    """What a session file holds."""

    sounds: list[SavedSound]
    scenes: dict[str, Scene]


def with_suffix(place: Path) -> Path:
    """Return a session's path with an ending, if it has none."""
    return place if place.suffix else place.with_name(place.name + archive.SUFFIX)


def write_sounds(
    place: Path,
    sounds: Sequence[SavedSound],
    known: Fingerprints,
    *,
    without_bad: bool,
    scenes: Mapping[str, Scene] = MappingProxyType({}),
) -> Fingerprints:
    """Write a session file, whole or not at all; return the fingerprints of sounds that other files hold.

    A sound whose file is gone is embedded.

    Parameters
    ----------
    place : Path
    sounds : sequence of SavedSound
    known : mapping
        Fingerprints that an earlier call returned; a sound that is still the same is not read again.
    without_bad : bool
        Leaves out sounds that could never be loaded again, in place of an error.

    Raises
    ------
    FileError
        The file cannot be written there, or a sound could never be loaded again.
    """
    arrays = Arrays()
    marked = [_marked(_held(sound), known) for sound in sounds]
    documents = [_document(sound, arrays, without_bad) for sound in marked]
    document: dict[str, Any] = {"buffers": [d for d in documents if d is not None]}
    if scenes:  # without any, oscfactors that know none can read the file
        document["scenes"] = scenes_document(scenes, arrays)
    archive.write(place, document, arrays)
    return {s.name: (s.buffer, s.sha256) for s in marked if not s.embedded}


def read_sounds(place: Path, folders: list[Path], max_bytes: float) -> list[SavedSound]:
    """Return all sounds of a session file, with their samples; raises as `read_session` does."""
    return read_session(place, folders, max_bytes).sounds


def read_session(place: Path, folders: list[Path], max_bytes: float) -> SavedSession:
    """Return all that is in a session file, sounds with their samples.

    Each array and each sound file asks for its memory before it is read.

    Raises
    ------
    FileError, LimitError
        The file cannot be read or is not understood, a sound was not found, or there is too little memory.
    """
    room = Room(place, max_bytes)
    with archive.opened(place, room) as (document, run):
        listed = document.get("buffers")
        document = {"scenes": [], **document}
        if not isinstance(listed, list) or document.keys() != {"oscfactor", "version", "buffers", "scenes"}:
            raise FileError(f"{place} holds what this oscfactor does not understand")
        sounds = [from_document(entry, run) for entry in listed]
        scenes = read_scenes(document["scenes"], run)
    if len({sound.name for sound in sounds}) < len(sounds):
        raise FileError(f"{place} holds two buffers of one name")
    for i, sound in enumerate(sounds):
        if not sound.embedded:
            n_bytes = 4 * math.prod(sound.shape)
            room.check(n_bytes)
            sounds[i] = replace(sound, buffer=found(sound, folders, room.n_left))
            room.take(n_bytes)
    if sounds and all(sound.gone for sound in sounds):
        raise FileError(f"nothing in {place} can be used; of {sounds[0].name!r} {sounds[0].lost}")
    return SavedSession(sounds, scenes)


def count_sounds(place: Path) -> int:
    """Return how many sounds a session file holds, 0 if it cannot be read."""
    try:
        listed = archive.read_document(place).get("buffers")
    except OscFactorError:
        return 0
    return len(listed) if isinstance(listed, list) else 0


def _document(sound: SavedSound, arrays: Arrays, without_bad: bool) -> dict[str, Any] | None:
    """Return a sound as a document; a sound that could never be loaded again is refused, or left out."""
    try:
        return as_document(sound, arrays)
    except ArgumentError as error:
        if without_bad:
            log.warning("%r is left out of the copy: %s", sound.name, error)
            return None
        raise FileError(
            f"{sound.name!r} cannot be saved: {error}; mend it with /edit/reset or /edit/undo, or free it"
        ) from error


def _held(sound: SavedSound) -> SavedSound:
    """Return the sound, embedded if there is no file any more that could hold it."""
    return sound if os.path.isfile(sound.buffer.path) else replace(sound, embedded=True)  # noqa: PTH113


def _marked(sound: SavedSound, known: Fingerprints) -> SavedSound:
    """Return the sound with its fingerprint, computed unless it is known."""
    buffer, sha256 = known.get(sound.name, (None, ""))
    return replace(sound, sha256=sha256 if buffer is sound.buffer else sha256_of(sound.buffer.samples))

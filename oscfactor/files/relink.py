"""The sound files of a session, found again under any name and recognised by their samples."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from oscfactor.errors import FileError, OscFactorError
from oscfactor.files import audiofile
from oscfactor.files.audiosource import Source
from oscfactor.files.savedsound import SavedSound, sha256_of
from oscfactor.model.values import Buffer

_MAX_FOLDERS = 20_000  # walked through; beyond that somebody gave the whole disk
_MAX_HEADERS = 5_000  # read, of files with other names


def found(sound: SavedSound, folders: Sequence[Path], max_bytes: float) -> Buffer:
    """Return a saved sound with its samples, read from its file or from a file in the folders.

    Raises
    ------
    FileError
        No file there holds that sound.
    """
    buffer = sound.buffer
    changed = None
    for place in _places(sound, folders):
        try:
            read = audiofile.read(
                place,
                start=buffer.offset / buffer.sample_rate,
                duration=sound.shape[1] / buffer.sample_rate,
                max_seconds=1e12,
                max_bytes=int(min(max_bytes, 1 << 62)),
            )
        except OscFactorError:
            continue
        as_then = read.samples.shape == sound.shape and read.sample_rate == buffer.sample_rate
        if as_then and sha256_of(read.samples) == sound.sha256:
            return replace(read, offset=buffer.offset)
        if place.name == Path(buffer.path).name:
            changed = place
    if changed is not None:
        raise FileError(f"{changed} has changed since the session was saved; {sound.name!r} was made of it")
    raise FileError(
        f"{buffer.path} is not there, and no other file with the same sound was found;"
        " say where it is with the option search"
    )


def _places(sound: SavedSound, folders: Sequence[Path]) -> Iterator[Path]:
    """Yield where a sound may be: at its path, then in the folders, by its name first, then by its kind."""
    path = Path(sound.buffer.path)
    if os.path.isfile(path):  # noqa: PTH113 - which says no, too, where a text is no path at all
        yield path
    others: list[Path] = []
    n_folders = 0
    for folder in folders:
        for root, children, names in os.walk(folder):
            children.sort()
            if path.name in names:
                yield Path(root) / path.name
            if len(others) < _MAX_HEADERS:
                others += (
                    Path(root) / name
                    for name in sorted(names)
                    if name != path.name and Path(name).suffix.lower() == path.suffix.lower()
                )
            n_folders += 1
            if n_folders > _MAX_FOLDERS:
                break
    yield from (place for place in others[:_MAX_HEADERS] if _may_hold(place, sound))


def _may_hold(place: Path, sound: SavedSound) -> bool:
    """Tell by its header whether a file is worth reading: it has that rate, and is as long at least."""
    try:
        if not place.is_file():
            return False
        with Source(place) as source:
            n_samples = sound.buffer.offset + sound.shape[1]
            return source.sample_rate == sound.buffer.sample_rate and source.n_samples >= n_samples
    except (OSError, RuntimeError):
        return False

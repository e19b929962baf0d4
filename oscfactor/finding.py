"""The sound files of a session, found again where they are now: by name, and known by what they hold."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from oscfactor import audiofile
from oscfactor.errors import FileError, OscFactorError
from oscfactor.model import Buffer
from oscfactor.saved import SavedSound, sha256_of

_MAX_FOLDERS = 20_000  # walked through; beyond that somebody gave the whole disk


def found(sound: SavedSound, folders: Sequence[Path], max_bytes: float) -> Buffer:
    """Return a saved sound with its samples, read from its file or from one of that name in the folders.

    Raises
    ------
    FileError
        No file of that name holds that sound.
    """
    buffer = sound.buffer
    changed = None
    for place in _places(Path(buffer.path), folders):
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
        if sha256_of(read.samples) == sound.sha256:
            return replace(read, offset=buffer.offset)
        changed = place
    if changed is not None:
        raise FileError(f"{changed} has changed since the session was saved; {sound.name!r} was made of it")
    raise FileError(
        f"{buffer.path} is not there, and no file of that name with the same sound was found;"
        " say where it is with the option search"
    )


def _places(path: Path, folders: Sequence[Path]) -> Iterator[Path]:
    """Yield where a file may be: at its path, then under each folder."""
    if path.is_file():
        yield path
    n_folders = 0
    for folder in folders:
        for root, children, names in os.walk(folder):
            children.sort()
            if path.name in names:
                yield Path(root) / path.name
            n_folders += 1
            if n_folders > _MAX_FOLDERS:
                return

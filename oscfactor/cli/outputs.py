"""Where a command is to write: held against the disk first, before anything is read or computed."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from oscfactor.compute import datafile
from oscfactor.errors import FileError, OscFactorError
from oscfactor.files import audiofile
from oscfactor.files.paths import absolute


def checked_folder(text: str) -> Path:
    """Return the folder that files are to go to; it need not be there yet.

    Raises
    ------
    FileError
        It is a file, it cannot be made, or nothing can be written in it.
    """
    folder = absolute(text)
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not there.is_dir():
        raise FileError(f"cannot make the folder {folder}: {there} is a file")
    if not os.access(there, os.W_OK | os.X_OK):
        raise FileError(f"cannot write in {there}: permission denied")
    return folder


def checked_sound_file(text: str) -> Path:
    """Return the sound file that is to be written.

    Raises
    ------
    ArgumentError
        No format that we write has such an ending.
    FileError
        It is a folder, its folder is not there, or nothing can be written in that.
    """
    place = absolute(text)
    audiofile.format_of(place)
    return _checked_file(place)


def checked_data_file(text: str) -> Path:
    """Return the file that activations and bases are to go to; raises as `checked_sound_file` does."""
    place = absolute(text)
    datafile.format_of(place)
    return _checked_file(place)


def _checked_file(place: Path) -> Path:
    """Return the place of a file if something can be written there."""
    if place.is_dir():
        raise FileError(f"cannot write {place}: it is a folder")
    if not place.parent.exists():
        raise FileError(f"cannot write {place}: there is no folder {place.parent}")
    checked_folder(str(place.parent))
    return place


def check_pictures() -> None:
    """Raise `OscFactorError` if pictures cannot be drawn here."""
    if find_spec("matplotlib") is None:
        raise OscFactorError("a picture needs matplotlib: pip install 'oscfactor[picture]'")

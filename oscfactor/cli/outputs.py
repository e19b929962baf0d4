"""Where a command is to write: held against the disk first, before anything is read or computed."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from oscfactor.errors import FileError, OscFactorError
from oscfactor.files import audiofile
from oscfactor.files.audiowriter import choose_subtype
from oscfactor.files.paths import absolute
from oscfactor.machine.replacing import replace

GET_PICTURES: Final = "pip install 'oscfactor[picture]'"
"""The words that bring what draws pictures."""
EARLIER: Final = "earlier"
"""The folder, beside the components, for those that an earlier run left there."""


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


def checked_sound_file(text: str, subtype: str | None = None) -> Path:
    """Return the sound file that is to be written.

    Raises
    ------
    ArgumentError
        No format that we write has such an ending, or that format has no such subtype.
    FileError
        It is a folder, its folder is not there, or nothing can be written in that.
    """
    place = absolute(text)
    choose_subtype(audiofile.format_of(place), subtype)
    if place.is_dir():
        raise FileError(f"cannot write {place}: it is a folder")
    if not place.parent.exists():
        raise FileError(f"cannot write {place}: there is no folder {place.parent}")
    checked_folder(str(place.parent))
    return place


def put_aside(written: Sequence[Path]) -> list[Path]:
    """Move components that an earlier run left beside these to the folder `EARLIER`; return their paths.

    Otherwise a folder would hold layers of two runs, which do not add up to the sound. Nothing is deleted.

    Parameters
    ----------
    written : all components of one sound, as `export_components` returns them

    Raises
    ------
    FileError
        A file cannot be moved.
    """
    folder, stem, ending = written[0].parent, written[0].stem.rpartition("-")[0], written[0].suffix
    ours = re.compile(rf"{re.escape(stem)}-\d\d+{re.escape(ending)}")
    kept = {path.name for path in written}
    old = sorted(path for path in folder.iterdir() if ours.fullmatch(path.name) and path.name not in kept)
    try:
        if old:
            (folder / EARLIER).mkdir(exist_ok=True)
        return [replace(path, folder / EARLIER / path.name) for path in old]
    except OSError as error:
        raise FileError(f"components of an earlier run stay in {folder}: {error.strerror}") from None


def can_draw() -> bool:
    """Whether pictures can be drawn here."""
    return find_spec("matplotlib") is not None


def check_pictures() -> None:
    """Raise `OscFactorError` if pictures cannot be drawn here."""
    if not can_draw():
        raise OscFactorError(f"a picture needs matplotlib: {GET_PICTURES}")

"""Where clients on other computers may touch files: inside the folders that the setting `roots` names.

The dispatcher puts a `GuardedPath` in place of each path that such a client gives. It is no path: what does
not ask it for its place, as `paths.absolute` does, cannot open it. The file system is looked at only then, on
the thread that does the work.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Final

from oscfactor.errors import ConfigError, ExistsError, FileError
from oscfactor.machine.replacing import replace

OUTSIDE: Final = "other computers may touch files only inside the folders that the setting `roots` names"
NONE: Final = "other computers may touch no files here; the setting `roots` names folders for them"


class NewPath(type(Path())):  # type: ignore[misc]
    """A place where nothing may stand yet, and so are the places inside it."""


class GuardedPath:
    """A path as another computer gave it, not yet held against the file system.

    Attributes
    ----------
    text : as the client gave it
    is_new : whether it is to be written, where nothing may stand yet
    """

    __slots__ = ("_roots", "is_new", "text")

    def __init__(self, text: str, roots: Roots, *, is_new: bool) -> None:
        self.text = text
        self.is_new = is_new
        self._roots = roots

    def place(self) -> Path:
        """Return the path without any link or `..`; it lies inside one of the folders.

        Raises
        ------
        FileError
            It does not; said in the same words whether or not there is such a file.
        """
        return self._roots.place(self.text, is_new=self.is_new)


class Roots:
    """The folders in which other computers may read files, and write new ones.

    Parameters
    ----------
    text : str
        Their paths, which stand apart as those in PATH do; empty is none.

    Raises
    ------
    ConfigError
        One of them is no folder.
    """

    def __init__(self, text: str = "") -> None:
        named = [Path(part).expanduser().absolute() for part in text.split(os.pathsep) if part.strip()]
        for folder in named:
            if not folder.is_dir():
                raise ConfigError(f"roots names {folder}, which is no folder; make it, or name another")
        self.folders = tuple(Path(os.path.realpath(folder)) for folder in named)
        self._spellings = (*named, *self.folders)

    def guard(self, text: str, *, is_new: bool) -> GuardedPath:
        """Return a guarded path for the text that another computer gave.

        Raises
        ------
        FileError
            There are no folders, or the path names none inside them; no file system is asked.
        """
        if not self.folders:
            raise FileError(NONE)
        # A home folder's path names its user; on Windows, a colon may lead to another file's stream.
        if text.startswith("~") or (os.name == "nt" and ":" in os.path.splitdrive(text)[1]):
            raise FileError(OUTSIDE)
        plain = os.path.normpath(text)
        if Path(plain).is_absolute():
            if not self.hold(plain):
                raise FileError(OUTSIDE)
        elif Path(plain).anchor or Path(plain).parts[:1] == (os.pardir,):
            raise FileError(OUTSIDE)
        return GuardedPath(text, self, is_new=is_new)

    def place(self, text: str, *, is_new: bool) -> Path:
        """Return the place that a guarded path means; a relative path lies in the first folder.

        Raises
        ------
        FileError
            It lies outside all of them.
        """
        true = Path(os.path.realpath(self.folders[0] / text))
        if not _inside(true, self.folders):
            raise FileError(OUTSIDE)
        return NewPath(true) if is_new else true

    def hold(self, path: str) -> bool:
        """Whether a path, as it is written, lies inside one of the folders."""
        return _inside(Path(os.path.normpath(path)), self._spellings)

    def hidden(self, path: str, *texts: str) -> tuple[str, ...]:
        """Return a path, and sentences that may name it, as others may read them: bare names from outside."""
        if not path or self.hold(path):
            return path, *texts
        here = Path(path)
        names = ((path, here.name), (str(here.parent), here.parent.name or "there"))
        return here.name, *(reduce(lambda text, pair: text.replace(*pair), names, text) for text in texts)


def put_in_place(temporary: Path, place: Path) -> None:
    """Give a file that is whole its name: an older file is replaced, except at a `NewPath`.

    Raises
    ------
    ExistsError
        Something stands there that may not be replaced.
    OSError
    """
    if not isinstance(place, NewPath):
        replace(temporary, place)
        return
    try:
        if os.name == "nt":
            temporary.rename(place)  # which never replaces there
            return
        try:
            place.hardlink_to(temporary)
        except FileExistsError:
            raise
        except OSError:  # a file system without links: the name is taken first, then replaced
            os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            replace(temporary, place)
        else:
            temporary.unlink()
    except FileExistsError:
        raise _taken(place) from None


def check_free(place: Path) -> None:
    """Refuse a `NewPath` where something stands.

    Raises
    ------
    ExistsError
    """
    if isinstance(place, NewPath) and os.path.lexists(place):
        raise _taken(place)


def _taken(place: Path) -> ExistsError:
    return ExistsError(f"{place.name} is there already; another computer replaces nothing, give another name")


def _inside(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)

"""Paths as users give them."""

from __future__ import annotations

from pathlib import Path

from oscfactor.errors import FileError
from oscfactor.roots import GuardedPath, NewPath


def absolute(path: str | Path | GuardedPath) -> Path:
    """Return the absolute path that a user means: `~` is the home folder, the rest is as the daemon sees it.

    What another computer gave is held against the folders that it may touch.

    Raises
    ------
    FileError
        The text cannot be a path, or lies where its asker may touch nothing.
    """
    if isinstance(path, GuardedPath):
        return path.place()
    if isinstance(path, NewPath):
        return path
    text = str(path)
    if not text.strip():
        raise FileError("the path is empty; give the path of a file")
    if "\0" in text:
        raise FileError("the path holds a zero byte, which no file system takes")
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:
        raise FileError(f"there is no such home folder: {text}") from None


def check_plain(place: Path, kind: str) -> None:
    """Refuse folders, and devices and pipes, which may have no end or never begin.

    Raises
    ------
    FileError
        `place` is there, and is no plain file.
    OSError
        The folders that lead there cannot be entered.
    """
    if place.is_dir():
        raise FileError(f"{place} is a folder, not a {kind}")
    if place.exists() and not place.is_file():
        raise FileError(f"{place} is not a plain file")

"""Paths as users give them: typed, dropped, copied from a browser, or in the words of Max."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from urllib.parse import unquote_to_bytes

from oscfactor.errors import FileError
from oscfactor.files.roots import GuardedPath, NewPath

_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb"}
_BOOT_VOLUME = "Macintosh HD"
_WINDOWS = os.name == "nt"
_VOLUME = re.compile(r"([^/\\:]+):(/.*)", re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_SHELL = re.compile(r"\\([^A-Za-z0-9_./-])", re.DOTALL)


def as_sent(path: PurePath) -> str:
    """Return a path as answers carry it: with `/` on every system, as Max, Pd and SuperCollider write it."""
    return path.as_posix()


class UserPath:
    """A path as a program on this computer gave it, not yet held against the file system.

    The file system is asked on the thread that does the work, as with a `GuardedPath`: a disk that sleeps, or
    that a network no longer reaches, may take long to answer.

    Raises
    ------
    FileError
        The text can be no path: it is empty, or holds a zero byte.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        _check_text(text)
        self.text = text

    def __str__(self) -> str:
        return self.text

    def place(self) -> Path:
        """Return the absolute path that the text means; raises what `absolute` does."""
        return absolute(self.text)


GivenPath = UserPath | GuardedPath | Path | str
"""A path that `absolute` takes, on a thread that may wait for a disk."""


def absolute(path: GivenPath) -> Path:
    r"""Return the absolute path that a user means.

    `~` is the home folder; quotes around a text are taken off; browsers copy paths with `file://`, their
    percent signs decoded; `Macintosh HD:/` and other volumes are Max's; a backslash before a space is a
    shell's. A file that is there under the very text goes before all this. All other texts are paths as the
    daemon sees it.

    A path from another computer is held against the folders that it may touch.

    Raises
    ------
    FileError
        The text cannot be a path of this computer, or lies where its asker may touch nothing.
    """
    if isinstance(path, GuardedPath | UserPath):
        return path.place()
    if isinstance(path, NewPath):
        return path
    text = str(path)
    try:
        if not isinstance(path, Path) and not _is_there(text):
            text = _meant(text)
        return _checked(text)
    except OSError as error:  # it is too long, or its folders cannot be entered
        raise FileError(f"cannot use {Path(text).absolute()}: {str(error.strerror).lower()}") from None


def _check_text(text: str) -> None:
    if not text.strip():
        raise FileError("the path is empty; give the path of a file")
    if "\0" in text:
        raise FileError("the path holds a zero byte, which no file system takes")


def _checked(text: str) -> Path:
    """Return a path that the file system can be asked for, whether or not there is such a file."""
    _check_text(text)
    try:
        place = Path(text).expanduser().absolute()
    except RuntimeError:
        raise FileError(f"there is no such home folder: {text}") from None
    place.exists()  # raises the error that each later look would
    return place


def split_folders(text: str) -> list[Path]:
    """Return the folders of a list that is separated as PATH is.

    Raises
    ------
    FileError
        One of them cannot be a path of this computer.
    """
    parts: list[str] = []
    for part in text.split(os.pathsep):
        # The colon of a volume, or of `file:`, is none between two folders.
        if not _WINDOWS and parts and parts[-1].strip("\"'") in ("file", _BOOT_VOLUME, "~", "Desktop"):
            parts[-1] += os.pathsep + part
        else:
            parts.append(part)
    return [absolute(part) for part in parts if part.strip()]


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


def _is_there(text: str) -> bool:
    """Return whether a file system knows the very text."""
    return "\0" not in text and os.path.lexists(text)


def _meant(text: str) -> str:
    """Return the path that stands in quotes, behind `file://`, on a volume, or before a shell."""
    inside = text.strip()
    if len(inside) > 1 and _QUOTES.get(inside[0]) == inside[-1]:
        text = inside[1:-1]
    if scheme := _SCHEME.match(text):
        text = _of_address(text, scheme[1].lower(), scheme.end())
    elif text.lower().startswith("file:/"):
        text = _decoded(text, 5)
    if _WINDOWS:
        if (volume := _VOLUME.match(text)) and len(volume[1]) > 1:
            raise FileError(f"{text} is a path of a Mac; give one of this computer, such as C:/kick.wav")
        return text
    if _DRIVE.match(text) or text.startswith("\\\\"):
        raise FileError(f"{text} is a path of Windows; give one of this computer, such as ~/kick.wav")
    text = _on_volume(text)
    return _with_slashes(text) if "\\" in text else text


def _of_address(text: str, scheme: str, end: int) -> str:
    """Return the path behind `file://`."""
    if scheme != "file":
        raise FileError(f"{text} is not on this computer; download the file and give its path")
    host, slash, _ = text[end:].partition("/")
    if host.lower() in ("", "localhost"):
        return _decoded(text, end + len(host))
    if not slash or host == "~" or _DRIVE.match(text[end:]):
        return _decoded(text, end)
    raise FileError(f"{text} is on the computer {host}; give the path of a file on this one")


def _decoded(text: str, begin: int) -> str:
    """Return the rest of an address with its percent signs decoded."""
    try:
        path = unquote_to_bytes(text[begin:]).decode()
    except UnicodeDecodeError:
        raise FileError(f"{text} is not UTF-8 behind its percent signs; give the plain path") from None
    return path[1:] if _WINDOWS and _DRIVE.match(path[1:]) else path


def _on_volume(text: str) -> str:
    """Return the path of a file on a volume as a Mac names it."""
    if text.startswith(_BOOT_VOLUME + ":") and "/" not in text:  # as in old AppleScript
        text = f"{_BOOT_VOLUME}:/{text[len(_BOOT_VOLUME) + 1 :].replace(':', '/')}"
    volume = _VOLUME.match(text)
    if volume is None or Path(volume[1] + ":").is_dir():
        return text
    name, rest = volume[1], volume[2]
    home = {"~": "~", "Desktop": "~/Desktop"}.get(name)
    return rest if name == _BOOT_VOLUME else f"{home or '/Volumes/' + name}{rest}"


def _with_slashes(text: str) -> str:
    """Return a path with backslashes as this computer writes it, if that can be told."""
    literal = Path(text).expanduser()
    if literal.exists() or ("\\" not in literal.name and literal.parent.is_dir()):
        return text
    shell, slashes = _SHELL.sub(r"\1", text), text.replace("\\", "/")
    if "\\" not in shell:
        return shell
    if Path(slashes).expanduser().exists():
        return slashes
    raise FileError(f"{text} holds backslashes; here folders stand apart by /, as in {slashes}")

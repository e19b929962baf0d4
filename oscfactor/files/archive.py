"""The file that holds a session: a zip archive of a document and a run of float32, whole or not there."""

from __future__ import annotations

import contextlib
import json
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from oscfactor.errors import FileError, LimitError
from oscfactor.files.arrays import Arrays
from oscfactor.files.paths import check_plain
from oscfactor.files.room import Room
from oscfactor.files.run import Run
from oscfactor.files.temporary import temporary_beside
from oscfactor.machine.replacing import replace

VERSION = 1
SUFFIX = ".oscf"
_DOCUMENT, _ARRAYS = "session.json", "arrays.f32"
_SMALL_DOCUMENT = 10_000_000  # bytes in memory that are always there
_MAX_DOCUMENT = 64_000_000  # bytes: a hundred times as much as a thousand steps of a hundred sounds
_BYTES_OF_A_VALUE = 100  # that a value of a document takes in memory, about
# Errors of zipfile and json on bytes that somebody has cut, flipped or made up; RuntimeError is that a
# password is wanted, that a way to compress is unknown, or that lists lie in lists too deeply.
_NOT_WHOLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(ValueError, EOFError, RuntimeError, LookupError, OverflowError),
)


def write(path: Path, document: dict[str, Any], arrays: Arrays) -> None:
    """Write a session file; an older file stays until the new one is whole, whatever happens.

    Raises
    ------
    FileError
        It cannot be written there, or something that is no session stands there.
    """
    # `os.path` says no, too, where a name is too long.
    if path.suffix != SUFFIX and os.path.isfile(path) and not _is_session(path):  # noqa: PTH113
        raise FileError(f"{path} is there already and is no session; give a name that ends in {SUFFIX}")
    temporary = temporary_beside(path)
    head = {"oscfactor": "session", "version": VERSION, **document}
    try:
        with temporary.open("xb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                archive.writestr(_DOCUMENT, json.dumps(head, allow_nan=False))
                with archive.open(_ARRAYS, "w", force_zip64=True) as run:
                    for part in arrays.parts:
                        run.write(np.ascontiguousarray(part, "<f4").data.cast("B") if part.size else b"")
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
    except OSError as error:
        reason = "there is no such folder" if isinstance(error, FileNotFoundError) else error.strerror
        raise FileError(f"cannot write {path}: {str(reason or error).lower()}") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def opened(path: Path, room: Room) -> Iterator[tuple[dict[str, Any], Run]]:
    """Open a session file: its document, and its numbers, which are read one array after another.

    A file that is not whole may show that only when it is read, or at the end of the `with` block.

    Raises
    ------
    FileError
        It cannot be read, is no session, is not whole, or is of a later version than this.
    LimitError
        There is no room for it.
    """
    with _told(path), zipfile.ZipFile(path) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        if _ARRAYS not in sizes:
            raise FileError(f"{path} is not a session of oscfactor")
        room.check(sizes[_ARRAYS])
        document = _read_document(path, archive, room)
        with archive.open(_ARRAYS) as stream:
            run = Run(stream, sizes[_ARRAYS] // 4, room)
            yield document, run
            run.finish()


def read_document(path: Path) -> dict[str, Any]:
    """Return the document of a session file without its numbers; raises as `opened` does."""
    with _told(path), zipfile.ZipFile(path) as archive:
        return _read_document(path, archive, Room(path, _MAX_DOCUMENT * _BYTES_OF_A_VALUE))


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in our own words what is wrong with a file."""
    try:
        check_plain(path, "session")
        yield
    except _NOT_WHOLE as error:
        raise FileError(f"{path} is not a session of oscfactor, or not whole") from error
    except MemoryError as error:
        raise LimitError(f"there is not enough memory for {path}; end other programs") from error
    except OSError as error:
        raise FileError(f"cannot read {path}: {str(error.strerror or error).lower()}") from error


def _read_document(path: Path, archive: zipfile.ZipFile, room: Room) -> dict[str, Any]:
    """Return a document's values, unless they would take more memory than there is."""
    if _DOCUMENT not in archive.namelist() or archive.getinfo(_DOCUMENT).file_size > _MAX_DOCUMENT:
        raise FileError(f"{path} is not a session of oscfactor")
    data = archive.read(_DOCUMENT)
    n_bytes = sum(data.count(sign) for sign in (b",", b"[", b"{")) * _BYTES_OF_A_VALUE
    if n_bytes > _SMALL_DOCUMENT:
        room.check(n_bytes)
    document = json.loads(data, parse_constant=_no_number)
    _check(path, document)
    return dict(document)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _is_session(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return _DOCUMENT in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _check(path: Path, document: Any) -> None:
    """Refuse a document of another kind or version."""
    version = document.get("version") if isinstance(document, dict) else None
    if type(version) is not int or document.get("oscfactor") != "session":
        raise FileError(f"{path} is not a session of oscfactor")
    if version != VERSION:
        raise FileError(
            f"{path} was saved by another oscfactor, in version {str(version)[:20]} of the format; this one"
            f" reads version {VERSION}: update oscfactor"
        )

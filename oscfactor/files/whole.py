"""Files that are whole or not there: written under another name beside their place, then renamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oscfactor.errors import FileError
from oscfactor.files.roots import check_free, put_in_place
from oscfactor.files.spelling import check_spelling
from oscfactor.files.temporary import temporary_beside


@contextmanager
def whole(place: Path) -> Iterator[Path]:
    """Yield the path to write a file at; it takes its place when the `with` block ends well.

    Parameters
    ----------
    place : absolute; a file that is there is replaced, unless the place is a `NewPath`

    Raises
    ------
    FileError
        It cannot be written there, or the disk is full.
    ExistsError
        A file is there that may not be replaced.
    """
    temporary = temporary_beside(place)
    try:
        if place.is_dir():
            raise FileError(f"cannot write {place}: it is a folder")
        check_free(place)
        check_spelling(place)
        yield temporary
        put_in_place(temporary, place)
    except FileNotFoundError as error:
        raise FileError(f"cannot write {place}: there is no folder {place.parent}") from error
    except OSError as error:
        reason = str(error.strerror or error).lower().rstrip(".")
        raise FileError(f"cannot write {place}: {reason}") from error
    finally:
        _remove(temporary)


def _remove(temporary: Path) -> None:
    """Remove what is left of a file that did not become whole; an earlier error is told, not this one's."""
    try:
        temporary.unlink(missing_ok=True)
    except OSError:
        return

"""Names that differ only by capitals, which the disks of macOS and Windows take for one."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from oscfactor.errors import FileError


def check_spelling(place: Path) -> None:
    """Refuse a place where a file of another spelling stands: that is another sound, and would be lost.

    Raises
    ------
    FileError
    """
    if not os.path.lexists(place):
        return
    name, other = _composed(place.name), ""
    for path in place.parent.iterdir():
        listed = _composed(path.name)
        if listed == name:
            return
        if listed.casefold() == name.casefold():
            other = path.name
    if other:
        raise FileError(
            f"cannot write {place.name}: {other} is there, and for this disk the two are one name;"
            " give another name"
        )


def _composed(name: str) -> str:
    """Return a name with each letter and its accent as one; macOS may list them apart."""
    return unicodedata.normalize("NFC", name)

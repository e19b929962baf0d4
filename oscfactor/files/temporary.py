"""Temporary names for files until they are whole, and the removal of files whose writers died."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from oscfactor.machine.processes import lives

_TOKEN: Final = secrets.token_hex(3)
_NAME: Final = re.compile(r"\..*-oscfactor-(\d+)-([0-9a-f]{6})-\d+\.part")
_numbers = itertools.count()
_swept: set[Path] = set()


def temporary_beside(place: Path) -> Path:
    """Return the path to write a file under until it is whole; the folder is swept the first time.

    The name holds the process that writes, and a word by chance, because in a container every process may
    have the same number.
    """
    if place.parent not in _swept:
        _swept.add(place.parent)
        sweep(place.parent)
    name = f".{place.stem[:20]}-oscfactor-{os.getpid()}-{_TOKEN}-{next(_numbers)}.part"
    return place.with_name(name)


def sweep(folder: Path) -> int:
    """Remove the unfinished files that dead processes of ours left in a folder; return how many."""
    n_removed = 0
    with suppress(OSError):
        for entry in os.scandir(folder):
            if _is_litter(entry.name):
                with suppress(OSError):  # on Windows a file that is being written cannot be removed
                    Path(entry.path).unlink()
                    n_removed += 1
    return n_removed


def _is_litter(name: str) -> bool:
    """Return whether a file's name says that its writer lives no more."""
    match = _NAME.fullmatch(name)
    if match is None:
        return False
    number, token = int(match[1]), match[2]
    if number == os.getpid():
        return token != _TOKEN
    # On Windows the system itself protects what is open.
    return sys.platform == "win32" or not lives(number)

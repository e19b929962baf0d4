"""A file or folder takes another's name, also where other programs hold files that they only read."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

PATIENCE: Final = 1.0 if sys.platform == "win32" else 0.0
"""Seconds in which a file may be let go: virus scanners and indexers hold each new file for a moment."""
_PAUSE: Final = 0.02  # seconds
HELD: Final = "another program holds it open; close it there, or give another name"


class HeldError(PermissionError):
    """A file cannot be replaced because another program holds it."""


def replace(source: Path, target: Path) -> Path:
    """Rename a file or folder, in place of a file of that name; return its new path.

    Raises
    ------
    HeldError
        Under Windows: another program has held one of the two for `PATIENCE` seconds.
    OSError
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return source.replace(target)
        except PermissionError as error:
            if not PATIENCE:
                raise
            if time.monotonic() > deadline:
                raise HeldError(error.errno, HELD) from error
            time.sleep(_PAUSE)

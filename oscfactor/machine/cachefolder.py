"""The cache folder: where compiled kernels are kept, and whether they can be kept there."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import Final

import appdirs

from oscfactor.config import Settings
from oscfactor.machine import kernelcache

KERNELS_ROOM: Final = 16 << 20
"""Bytes on disk; all kernels together take about five million, and twice that while they are compiled."""


def cache_folder(settings: Settings) -> Path:
    """Return where compiled kernels belong by the settings; nothing is made or checked."""
    base = Path(settings.cache_dir).expanduser() if settings.cache_dir else _user_cache()
    return base / kernelcache.folder_name()


def why_not_writable(place: Path) -> str:
    """Return why compiled kernels cannot be kept in a folder; empty if they can.

    While it is not there, the disk must have room for it: numba ends a job where it cannot keep what it has
    compiled.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place.parent) as trial:
            trial.write(bytes(1 if place.exists() else KERNELS_ROOM))
            trial.flush()
            return ""
    except OSError as error:
        return error.strerror or str(error)


def temporary_folder() -> Path:
    """Make a folder that goes when the process ends."""
    base = Path(tempfile.mkdtemp(prefix="oscfactor-"))
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    return base


def _user_cache() -> Path:
    return Path(appdirs.user_cache_dir("oscfactor"))

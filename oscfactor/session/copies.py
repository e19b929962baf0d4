"""The folder of sessions that were not saved: each run of a daemon has a file of its own there."""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from oscfactor.files import archive
from oscfactor.files.sessions import count_sounds
from oscfactor.files.temporary import sweep
from oscfactor.machine.locks import Lock
from oscfactor.machine.replacing import replace

log = logging.getLogger(__name__)

MAX_KEPT = 5  # copies of ended runs; the oldest go
_LOCK = ".lock"
_DAMAGED = "damaged-"


class Copy(NamedTuple):
    """A copy that an ended run has left: when it was written (local time), how many sounds, and the file."""

    date: str
    n_sounds: int
    path: Path


class Copies:
    """The copies in one folder, of all daemons; used on any thread, but on one thread at a time.

    A run holds the lock beside its file until it ends, in whatever way: no other daemon offers or removes
    the file until then.

    Parameters
    ----------
    folder : Path
        Made when the first copy is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.in_use: Path | None = None  # a copy that was recovered, until this run has its own copy
        self._place: Path | None = None
        self._lock: Lock | None = None

    def place(self, port: int) -> Path:
        """Return this run's own file, whose name no other run has; until it is written nothing is there.

        Raises
        ------
        OSError
            If nothing can be written in the folder.
        """
        if self._place is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                self._begin(port)
        assert self._place is not None
        return self._place

    def left(self) -> list[Path]:
        """Return the copies of runs that have ended, the newest first."""
        with self._alone():
            return self._left()

    def describe(self) -> list[Copy]:
        """Return the copies of ended runs with dates and numbers of sounds; reads the files."""
        found = []
        for path in self.left():
            with suppress(OSError):  # removed by another daemon meanwhile
                date = datetime.fromtimestamp(path.stat().st_mtime)
                found.append(Copy(date.isoformat(" ", "seconds"), count_sounds(path), path))
        return found

    def tidy(self) -> None:
        """Remove unfinished files of dead runs, and the oldest copies; a file that cannot go stays."""
        if not self.folder.is_dir():
            return
        sweep(self.folder)
        with self._alone():
            for path in self.folder.glob("*" + _LOCK):
                if _is_free(path):
                    _remove(path)
            self._trim()

    def remove(self) -> None:
        """Remove this run's own copy, if there is one."""
        if self._place is not None:
            self._place.unlink(missing_ok=True)

    def release(self) -> None:
        """Leave this run's copy to be recovered; a later copy has another file."""
        if self._lock is None or self._place is None:
            return
        with self._alone():
            self._lock.release()
            _remove(self._place.with_suffix(_LOCK))
            self._place = self._lock = None
            self._trim()

    def done_with(self, path: Path, *, is_whole: bool) -> None:
        """Offer a copy no more, since its sounds are kept elsewhere; a damaged one stays, renamed."""
        with suppress(OSError):
            if is_whole:
                path.unlink(missing_ok=True)
            else:
                damaged = replace(path, path.with_name(_DAMAGED + path.name))
                log.warning("a copy that was recovered is not whole; it stays in %s", damaged)

    def _begin(self, port: int) -> None:
        head = f"{time.strftime('%Y%m%d-%H%M%S')}-{port}-{os.getpid()}"
        for number in itertools.count(1):
            place = self.folder / (head + (f"-{number}" if number > 1 else "") + archive.SUFFIX)
            if not place.exists() and not place.with_suffix(_LOCK).exists():
                break
        lock = Lock(place.with_suffix(_LOCK))
        lock.take(wait=False)  # where files cannot be locked the copy is never offered, and never lost
        self._place, self._lock = place, lock

    def _left(self) -> list[Path]:
        found = []
        for path in self.folder.glob("*" + archive.SUFFIX):
            lock = path.with_suffix(_LOCK)
            if path != self._place and not path.name.startswith(_DAMAGED):
                with suppress(OSError):
                    if not lock.exists() or _is_free(lock):
                        found.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(found, reverse=True)]

    def _trim(self) -> None:
        for path in self._left()[MAX_KEPT:]:
            if path != self.in_use:
                _remove(path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other daemons from looking while locks are made and removed."""
        lock = Lock(self.folder / "lock")
        with suppress(OSError):  # a folder that is not there, or may only be read
            lock.take(wait=True)
        try:
            yield
        finally:
            lock.release()


def _remove(path: Path) -> None:
    """Remove a file, if that can be done."""
    with suppress(OSError):
        path.unlink()


def _is_free(path: Path) -> bool:
    """Return whether nobody holds the lock on a file."""
    lock = Lock(path)
    try:
        free = lock.take(wait=False)
    except OSError:
        return False
    lock.release()
    return free

"""A folder for files that nobody needs once the daemon that writes them has ended."""

from __future__ import annotations

import itertools
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from oscfactor.errors import FileError
from oscfactor.machine.locks import Lock

_LOCK: Final = ".lock"


class RunFolder:
    """One run's own folder inside a folder that all runs share; any thread may use it, one at a time.

    The run holds the lock beside its folder until it ends, in whatever way. So the next run can tell what
    dead runs have left, and removes it.

    Parameters
    ----------
    shared : Path
        Made with the first folder.
    """

    def __init__(self, shared: Path) -> None:
        self._shared = shared
        self._numbers = itertools.count()
        self._own: Path | None = None
        self._lock: Lock | None = None

    def new(self) -> Path:
        """Return the path of another folder inside this run's own; it is made by who writes there.

        Raises
        ------
        FileError
            Nothing can be written in the shared folder.
        """
        if self._own is None:
            try:
                self._shared.mkdir(parents=True, exist_ok=True)
                self._own, self._lock = self._begin()
            except OSError as error:
                reason = str(error.strerror).lower()
                raise FileError(f"cannot write in the cache folder {self._shared}: {reason}") from error
        return self._own / str(next(self._numbers))

    def tidy(self) -> None:
        """Remove the folders of dead runs; those that cannot be removed stay until another start."""
        for path in self._shared.glob("*" + _LOCK):
            lock = Lock(path)
            with suppress(OSError):
                if lock.take(wait=False):
                    shutil.rmtree(path.with_suffix(""), ignore_errors=True)
                    if os.name == "nt":
                        lock.release()  # what is open cannot be removed there
                    path.unlink()
            lock.release()

    def close(self) -> None:
        """Remove this run's folder with all that is in it."""
        if self._own is None or self._lock is None:
            return
        shutil.rmtree(self._own, ignore_errors=True)
        self._lock.release()
        with suppress(OSError):
            self._own.with_suffix(_LOCK).unlink()
        self._own = self._lock = None

    def _begin(self) -> tuple[Path, Lock]:
        """Return a folder whose name no other run has, and the lock that says that it is in use."""
        for number in itertools.count():
            own = self._shared / f"{os.getpid()}-{number}"
            path = own.with_suffix(_LOCK)
            lock = Lock(path)
            # Between making and locking the file, another run may have taken it for litter.
            if not own.exists() and not path.exists() and lock.take(wait=False) and path.exists():
                return own, lock
            lock.release()
        raise AssertionError("numbers do not end")

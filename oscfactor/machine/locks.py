"""A lock between processes; the system releases it when its holder ends, in whatever way."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.05  # seconds between two looks, on Windows, which has no lock that waits


class Lock:
    """A lock on a file, which is made when it is first taken and stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, *, wait: bool) -> bool:
        """Take the lock and return whether it is ours.

        With `wait` it is in the end: on a disk that knows no locks there is nobody to wait for.

        Raises
        ------
        OSError
            If the file cannot be made.
        """
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        except PermissionError:  # another user's, in a folder that both use
            file = os.open(self._path, os.O_RDONLY)
        try:
            taken = _take(file, wait=wait)
        except BaseException:
            os.close(file)
            raise
        if not taken:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let go of the lock."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _take(file: int, *, wait: bool) -> bool:
    """Lock an open file; with `wait` return True also where files cannot be locked."""
    if sys.platform == "win32":
        while True:
            try:
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
                return True
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EDEADLK) or not wait:
                    return wait
                time.sleep(_PAUSE)
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    except OSError:
        return wait

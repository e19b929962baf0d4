"""One run of a program of ours, and the pipes and threads over which the daemon talks with it."""

from __future__ import annotations

import contextlib
import logging
import pickle
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import IO, Any, Final

from oscfactor.machine.launch import CREATE_NO_WINDOW, command

if sys.platform == "linux":
    import fcntl

PIPE_BYTES: Final = 1 << 20
ENDED: Final = "ended"
"""The name of the message that the link itself adds when the program has ended."""

log = logging.getLogger(__name__)


class ProgramLink(ABC):
    """Starts a program, and passes messages both ways; lives on any thread and never waits.

    What a program is told waits in its subclass, which is made before the threads start.

    Parameters
    ----------
    program : str
        Its name; its module is `oscfactor.realtime.` and this name.
    receive : callable
        Called on the reading thread with this link, the name of a message and its arguments; the last name
        is `ENDED`.

    Attributes
    ----------
    n_signs : grows with all that the program reads and says: while it stays, the program does nothing
    """

    def __init__(self, program: str, receive: Callable[..., None]) -> None:
        self._program, self._receive = program, receive
        self.n_signs = 0
        self._popen = subprocess.Popen(
            command(module=f"oscfactor.realtime.{program}"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=CREATE_NO_WINDOW,
        )
        widen(self._popen.stdin)
        widen(self._popen.stdout)
        self._reader = threading.Thread(target=self._read, name=f"{program}-reader", daemon=True)
        self._reader.start()
        threading.Thread(target=self._write, name=f"{program}-writer", daemon=True).start()
        threading.Thread(target=self._log_stderr, name=f"{program}-log", daemon=True).start()

    def kill(self) -> None:
        """End a program that does not answer; `ENDED` follows."""
        self._popen.kill()

    def close(self, timeout: float) -> None:
        """Let the program end after the messages that were sent; kill a program that does not end in time."""
        self._end_messages()
        try:
            self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._reader.join(timeout)

    @abstractmethod
    def _end_messages(self) -> None:
        """Let `_write_all` return when all messages have been written."""

    @abstractmethod
    def _write_all(self, stream: IO[bytes]) -> None:
        """Write messages as they come, on the writing thread."""

    def _write(self) -> None:
        stream = self._popen.stdin
        assert stream is not None
        try:
            with stream:
                self._write_all(stream)
        except OSError as error:
            log.debug("the %s reads no more: %s", self._program, error)

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as stream, contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                message = pickle.load(stream)
                self.n_signs += 1
                self._receive(self, *message)
        self._popen.wait()
        self._receive(self, ENDED)

    def _log_stderr(self) -> None:
        """Log the program's lines on stderr; the program never waits for our log's reader."""
        assert self._popen.stderr is not None
        with self._popen.stderr as stream:
            for line in stream:
                log.warning("%s", line.decode("utf-8", "replace").rstrip())


def widen(pipe: Any) -> None:
    """Let a pipe hold more than 64 kB, where the system can: long sounds cross it many times faster."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)

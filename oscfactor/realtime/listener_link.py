"""One run of the listener's program, and the pipes and threads over which the daemon talks with it."""

from __future__ import annotations

import contextlib
import logging
import pickle
import queue
import subprocess
import threading
from collections.abc import Callable
from typing import Any, Final

from oscfactor.machine.launch import CREATE_NO_WINDOW, command
from oscfactor.realtime.renderer_link import ENDED, widen

MAX_WAITING: Final = 4000
"""Messages, some of them blocks of sound; with more the program does not read at all."""

log = logging.getLogger(__name__)


class ListenerLink:
    """Starts the program, and passes messages both ways; lives on any thread and never waits.

    Parameters
    ----------
    receive : callable
        Called on the reading thread with this link, the name of a message and its arguments; the last name
        is `ENDED`.
    """

    def __init__(self, receive: Callable[..., None]) -> None:
        self._receive = receive
        self._messages: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        self._popen = subprocess.Popen(
            command(module="oscfactor.realtime.listener"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=CREATE_NO_WINDOW,
        )
        widen(self._popen.stdin)
        widen(self._popen.stdout)
        self._reader = threading.Thread(target=self._read, name="listener-reader", daemon=True)
        self._reader.start()
        threading.Thread(target=self._write, name="listener-writer", daemon=True).start()
        threading.Thread(target=self._log_stderr, name="listener-log", daemon=True).start()

    def tell(self, *message: Any) -> None:
        """Send a message; a program that reads none for long is ended."""
        if self._messages.qsize() > MAX_WAITING:
            self.kill()
            return
        self._messages.put(message)

    def kill(self) -> None:
        """End a program that does not answer; `ENDED` follows."""
        self._popen.kill()

    def close(self, timeout: float) -> None:
        """Let the program end after the messages that were sent; kill a program that does not end in time."""
        self._messages.put(None)
        try:
            self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._reader.join(timeout)

    def _write(self) -> None:
        stream = self._popen.stdin
        assert stream is not None
        try:
            with stream:
                while (message := self._messages.get()) is not None:
                    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
                    if self._messages.empty():
                        stream.flush()
        except OSError as error:
            log.debug("the listener reads no more: %s", error)

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as stream, contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                self._receive(self, *pickle.load(stream))
        self._popen.wait()
        self._receive(self, ENDED)

    def _log_stderr(self) -> None:
        """Log the program's lines on stderr; the program never waits for our log's reader."""
        assert self._popen.stderr is not None
        with self._popen.stderr as stream:
            for line in stream:
                log.warning("%s", line.decode("utf-8", "replace").rstrip())

"""Standard output and standard error of the daemon, without ever waiting for a reader."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Final, TextIO

MAX_BYTES: Final = 2**18  # that wait to be read; further lines are dropped and counted
MAX_PART: Final = 2**14  # characters of a line that has no end yet
LAST_WORDS: Final = 0.5  # seconds to write the lines that wait when the daemon ends


class Outlet(io.TextIOBase):
    """A text stream that a thread writes out; when nobody reads, further text is dropped.

    Parameters
    ----------
    stream : an open text stream with a file descriptor
    """

    def __init__(self, stream: TextIO) -> None:
        self._encoding, self._errors = stream.encoding or "utf-8", "backslashreplace"
        stream.flush()
        # A descriptor of its own without a buffer: Python waits at exit for the locks of its own streams.
        self._file = open(os.dup(stream.fileno()), "wb", buffering=0)  # noqa: PTH123, SIM115 - it stays open
        self._waiting: deque[bytes] = deque()
        self._part = ""  # of a line
        self._n_bytes = 0
        self._n_dropped = 0  # lines
        self._is_broken = False
        self._is_closing = False
        self._is_writing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="outlet", daemon=True)
        self._thread.start()

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Take a text; never waits. Lines are passed on whole, or dropped."""
        with self._changed:
            whole, end, self._part = (self._part + text).rpartition("\n")
            if end:
                self._take(whole + end)
            if len(self._part) > MAX_PART:
                self._take(self._part)
                self._part = ""
        return len(text)

    def flush(self) -> None:
        """Pass on text that does not end a line."""
        with self._changed:
            if self._part:
                self._take(self._part)
                self._part = ""

    def _take(self, text: str) -> None:
        data = text.encode(self._encoding, self._errors)
        if self._n_bytes + len(data) > MAX_BYTES:
            self._n_dropped += text.count("\n")
        elif not self._is_broken:
            self._waiting.append(data)
            self._n_bytes += len(data)
            self._changed.notify_all()

    def finish(self, seconds: float) -> None:
        """Wait until all has been written, or the time is over, and close the stream below."""
        self.flush()
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_broken or not (self._waiting or self._is_writing), max(0.0, seconds)
            )
            self._is_closing = True
            self._changed.notify_all()

    def _run(self) -> None:
        with self._file:
            while (data := self._taken()) and not self._is_broken:
                self._write_out(data)
                with self._changed:
                    self._n_bytes -= len(data)

    def _taken(self) -> bytes:
        """Wait for text to be written, and return it; nothing at the end."""
        with self._changed:
            self._is_writing = False
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._waiting or self._n_dropped or self._is_closing)
            if self._n_dropped:
                told = b"... %d lines were dropped: nobody read them in time\n" % self._n_dropped
                self._waiting.append(told)
                self._n_bytes += len(told)
                self._n_dropped = 0
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._is_writing = bool(data)
            return data

    def _write_out(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view[: 2**12]) or 0 :]
        except OSError:
            # The program that started us has closed the pipe: nobody will read any more.
            with self._changed:
                self._is_broken = True
                self._waiting.clear()
                self._changed.notify_all()


@contextlib.contextmanager
def outlets() -> Iterator[None]:
    """Put outlets in place of stdout and stderr, as far as these have a descriptor."""
    before = sys.stdout, sys.stderr
    opened: list[Outlet] = []
    for name in ("stdout", "stderr"):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            outlet = Outlet(getattr(sys, name))
            setattr(sys, name, outlet)
            opened.append(outlet)
    try:
        yield
    finally:
        deadline = time.monotonic() + LAST_WORDS
        for outlet in opened:
            outlet.finish(deadline - time.monotonic())
        sys.stdout, sys.stderr = before

"""What the daemon says on stdout and stderr, without ever waiting for whoever reads it."""

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

MAX_BYTES: Final = 2**18  # that wait to be read; what comes then is dropped, and how much is told
LAST_WORDS: Final = 0.5  # seconds for what waits when the daemon ends


class Outlet(io.TextIOBase):
    """A text stream that a thread writes out; when nobody reads, what comes is dropped.

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
        self._n_bytes = 0
        self._n_dropped = 0  # lines
        self._is_broken = False
        self._is_writing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="outlet", daemon=True)
        self._thread.start()

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Take a text; never waits."""
        data = text.encode(self._encoding, self._errors)
        with self._changed:
            if self._n_bytes + len(data) > MAX_BYTES:
                self._n_dropped += text.count("\n")
            elif data and not self._is_broken:
                self._waiting.append(data)
                self._n_bytes += len(data)
                self._changed.notify_all()
        return len(text)

    def drain(self, seconds: float) -> None:
        """Wait until all has been written, but not for longer."""
        deadline = time.monotonic() + seconds
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_broken or not (self._waiting or self._is_writing),
                max(0.0, deadline - time.monotonic()),
            )

    def _run(self) -> None:
        while not self._is_broken:
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting)
                data = b"".join(self._waiting)
                n_bytes = len(data)
                if self._n_dropped:
                    data += b"... %d lines were dropped: nobody read them in time\n" % self._n_dropped
                    self._n_dropped = 0
                self._waiting.clear()
                self._is_writing = True
            self._write_out(data)
            with self._changed:
                self._n_bytes -= n_bytes

    def _write_out(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view[: 2**12]) or 0 :]
        except OSError:
            # Whoever started us has closed the pipe: nobody will read any more.
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
            outlet.drain(max(0.0, deadline - time.monotonic()))
        sys.stdout, sys.stderr = before

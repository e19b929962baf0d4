"""A first start: a child process compiles the kernels into the cache while the daemon already answers.

Compiling holds the interpreter for seconds, so the daemon never does it: it loads what the child has left.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import threading
from collections.abc import Callable
from typing import Final

from oscfactor.jobs import Kernels
from oscfactor.launch import command

log = logging.getLogger(__name__)

READY_WORD: Final = "ready"
"""Begins the child's line from which on a default job finds all it needs."""

Listener = Callable[[float, str], None]


class Compiling:
    """The child process `oscfactor warmup --lines`, read by a thread.

    Each line of it is a fraction and a text; `on_progress` hears them on the event loop. `on_kernels`
    hears which kernels there are: those of a default job first, and all when the child has ended in whatever
    way: what is missing then, the daemon compiles as it goes.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, on_progress: Listener, on_kernels: Callable[[Kernels], None]
    ) -> None:
        self._loop = loop
        self._on_progress = on_progress
        self._on_kernels = on_kernels
        self._closing = False
        self._process = subprocess.Popen(
            command("warmup", "--lines"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._thread = threading.Thread(target=self._read, name="compiling", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the child, if it still runs."""
        self._closing = True
        if self._process.poll() is None:
            self._process.terminate()
        self._thread.join(5.0)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._call(self._hear, line.strip())
        code = self._process.wait()
        self._process.stdout.close()
        self._call(self._end, code)

    def _call(self, function: Callable[..., None], argument: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, argument)
        except RuntimeError:
            log.debug("the daemon ended while kernels were being compiled")

    def _hear(self, line: str) -> None:
        fraction, _, text = line.partition(" ")
        try:
            self._on_progress(float(fraction), text)
        except ValueError:
            log.debug("compiling: %s", line)
        if text.startswith(READY_WORD):
            self._on_kernels(Kernels.DEFAULT)

    def _end(self, code: int) -> None:
        if code and not self._closing:
            log.warning("compiling ahead failed (code %d); the first jobs will take longer", code)
        self._on_kernels(Kernels.ALL)

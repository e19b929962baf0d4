"""A first start: a child process compiles the kernels into the cache while the daemon already answers.

Compiling holds the interpreter for seconds, so the daemon never does it: it loads what the child has left.
How the child does it: `kernelbuild`.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from oscfactor.machine.kernels import Kernels
from oscfactor.machine.launch import command

log = logging.getLogger(__name__)

READY: Final = "ready"
"""Begins the child's line from which on a default job finds all it needs."""

MAX_RESTARTS: Final = 2

Listener = Callable[[float, str], None]


def start(folder: Path) -> subprocess.Popen[str]:
    """Start the child process that fills a folder of this process with kernels; `lines` reads it."""
    return subprocess.Popen(
        command("warmup", "--lines", "--into", str(folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def lines(child: subprocess.Popen[str]) -> Iterator[tuple[float | None, str]]:
    """Yield the fraction done and the next step; for a line without a fraction, None and the line."""
    assert child.stdout is not None
    for line in child.stdout:
        fraction, _, text = line.strip().partition(" ")
        try:
            yield float(fraction), text
        except ValueError:
            yield None, line.strip().removeprefix("oscfactor: ")


def discard(folder: Path) -> None:
    """Empty a folder whose kernels have not been found right: they are compiled as they are needed."""
    for path in list(folder.glob("*")):
        shutil.rmtree(path, ignore_errors=True)


class Compiling:
    """The child process that compiles into a folder of this one, read by a thread.

    Each line of the child is a fraction and a text, for `on_progress`. `on_kernels` is told which kernels
    there are: those of a default job first, then all, when the child has ended. That is so also if the child
    failed: the daemon compiles missing kernels as it goes. A child that was killed is started again before.

    Parameters
    ----------
    call : function
        Calls a function with arguments in the thread that the listeners belong to, such as
        `loop.call_soon_threadsafe`. RuntimeError means that this thread has ended.
    folder : folder of this process for compiled kernels
    """

    def __init__(
        self,
        call: Callable[..., object],
        folder: Path,
        *,
        on_progress: Listener,
        on_kernels: Callable[[Kernels], None],
    ) -> None:
        self._call_there = call
        self._folder = folder
        self._on_progress = on_progress
        self._on_kernels = on_kernels
        self._closing = False
        self._lock = threading.Lock()
        self._process = start(folder)
        self._thread = threading.Thread(target=self._read, name="compiling", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the child, if it still runs."""
        with self._lock:
            self._closing = True
            if self._process.poll() is None:
                self._process.terminate()
        self._thread.join(5.0)

    def _read(self) -> None:
        said = self._read_one()
        for _ in range(MAX_RESTARTS):
            # By a signal; Windows tells no such end from another.
            if self._process.returncode >= 0 or not self._start_again():
                break
            said = self._read_one()
        if self._process.returncode and not self._closing:
            log.warning("the kernels could not be compiled ahead (%s); the first jobs will take longer", said)
            discard(self._folder)
        self._call(self._on_kernels, Kernels.ALL)

    def _read_one(self) -> str:
        """Pass on what a child says until it ends; return the last."""
        said = ""
        for fraction, said in lines(self._process):
            if fraction is not None:
                self._call(self._hear, fraction, said)
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        return said

    def _start_again(self) -> bool:
        """Start another child, unless the daemon ends."""
        with self._lock:
            if not self._closing:
                log.warning("the program that compiles the kernels was killed; it is started again")
                discard(self._folder)
                self._process = start(self._folder)
            return not self._closing

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        try:
            self._call_there(function, *arguments)
        except RuntimeError:
            log.debug("the daemon ended while kernels were being compiled")

    def _hear(self, fraction: float, text: str) -> None:
        self._on_progress(fraction, text)
        if text.startswith(READY):
            self._on_kernels(Kernels.DEFAULT)

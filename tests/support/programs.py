"""Real programs as child processes: found or skipped, read line by line, and ended by who started them."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from oscfactor.machine.launch import command
from tests.support.wire import PATIENCE

HERE = Path(__file__).parents[1] / "peers"


def missing(what: str) -> None:
    """Skip on a user's machine; fail in CI, where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is not installed")


def need(name: str) -> str:
    """Return the path of the program `name`."""
    path = shutil.which(name)
    if path is None:
        missing(name)
    return str(path)


def free_port() -> int:
    """Return a UDP port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """A child process; its output, both streams together, is read as lines."""

    def __init__(self, command: Sequence[str | Path], **options: Any) -> None:
        self.lines: list[str] = []
        self._queue: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [str(c) for c in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=os.name == "posix",
            **options,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._queue.put(line.rstrip("\n"))
        self._queue.put(None)

    @property
    def output(self) -> str:
        """All that it has said so far."""
        return "\n".join([*self.lines, *(line for line in list(self._queue.queue) if line is not None)])

    def _next(self, deadline: float, what: str) -> str | None:
        try:
            line = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise AssertionError(f"waited in vain for {what}; the program said:\n{self.output}") from None
        if line is not None:
            self.lines.append(line)
        return line

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = PATIENCE) -> str:
        """Return the next line that holds `wanted`, or of which it is true."""
        right = wanted if callable(wanted) else lambda line: wanted in line
        deadline = time.monotonic() + timeout
        while (line := self._next(deadline, str(wanted))) is not None:
            if right(line):
                return line
        raise AssertionError(f"the program ended without {wanted}; it said:\n{self.output}")

    def finish(self, timeout: float = PATIENCE) -> int:
        """Wait for the program's own end, and return its exit code."""
        deadline = time.monotonic() + timeout
        try:
            while self._next(deadline, "the end") is not None:
                pass
            return self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        finally:
            self.stop()

    def stop(self) -> None:
        """End the process, if it still runs, and let go of its pipe."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        self._end_children()
        self._reader.join(timeout=10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _end_children(self) -> None:
        """End the program's own children, as scsynth of sclang: they hold our pipe open."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Daemon(Program):
    """`oscfactor serve` on a free port, in a folder of its own; it listens when it has been made."""

    def command(self, *arguments: str) -> list[str]:
        """Return what runs our command line."""
        return command(*arguments)

    def __init__(
        self, folder: Path, *arguments: str, env: dict[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(
            self.command("serve", "--port", "0", *arguments),
            cwd=folder,
            env={**os.environ, **(env or {})},
            **options,
        )
        self.folder = folder
        try:
            words = self.wait_for(lambda line: line.startswith("ready ")).split()
        except AssertionError:
            self.stop()
            raise
        self.host, self.port = words[1], int(words[2])

    def assert_unruffled(self) -> None:
        """Check that the daemon has logged no fault of its own and no warning of Python's."""
        assert "Traceback" not in self.output, self.output
        assert "Warning" not in self.output, self.output


def children(module: str) -> list[psutil.Process]:
    """Return the living processes that this one has started and that run a module of ours."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):  # a zombie is none either
            if module in child.cmdline():
                found.append(child)
    return found

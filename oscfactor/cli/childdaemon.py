"""A daemon in a process of its own, for the demo and the measurements."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from oscfactor.client import Client
from oscfactor.errors import OscFactorError
from oscfactor.machine.launch import command

READY: Final = "ready "
QUIETLY: Final = ("--port", "0", "--http-port", "off", "--zeroconf", "off", "--autosave", "0")
"""Flags of a daemon that is nobody else's."""
END_TIMEOUT: Final = 15.0
"""Seconds for a daemon to end after it was told to; then it is killed."""


class ChildDaemon:
    """`oscfactor serve` on a free port; use it as a context manager.

    Parameters
    ----------
    flags
        Further flags of `serve`.
    environ
        The child's environment; this process's by default.
    timeout : seconds
        For the daemon to be ready.

    Raises
    ------
    OscFactorError
        If the process ends, or takes too long, before it is ready; the text holds its last words.
    """

    def __init__(
        self, flags: Sequence[str] = (), *, environ: Mapping[str, str] | None = None, timeout: float = 60.0
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="oscfactor-", ignore_cleanup_errors=True)
        self._errors = Path(self._folder.name) / "stderr"
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command("serve", *QUIETLY, *flags),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environ,
                text=True,
                encoding="utf-8",
            )
        self.lines: list[str] = []
        self.host, self.port = "", 0
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()
        if not self._ready.wait(timeout) or not self.port:
            self.process.kill()
            # An error is one line: the last line says why, also after a traceback.
            said = self.end().strip().splitlines() or [f"it did not listen within {timeout:g} s"]
            raise OscFactorError(f"the daemon did not start: {said[-1].removeprefix('oscfactor: ')}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def stderr(self) -> str:
        """All that the daemon has written on stderr so far."""
        return self._errors.read_text("utf-8", "replace") if self._errors.exists() else ""

    def end(self) -> str:
        """End the process, cleanly if it still listens, and return its stderr."""
        if self.process.poll() is None:
            self._tell_to_end()
        try:
            self.process.wait(END_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        said = self.stderr
        self._folder.cleanup()
        return said

    def _tell_to_end(self) -> None:
        if sys.platform != "win32":
            self.process.terminate()
            return
        # There is no signal on Windows that a process without a console window could catch.
        try:
            with Client(self.host, self.port) as client:
                client.request("/quit")
        except OscFactorError:
            self.process.kill()

    def _read(self, stdout: IO[str]) -> None:
        """Keep each line of stdout, so the daemon never waits for us; the line `ready` names its port."""
        with stdout:
            for line in stdout:
                self.lines.append(line.rstrip("\n"))
                if line.startswith(READY) and not self.port:
                    _, self.host, port, *_ = line.split()
                    self.port = int(port)
                    self._ready.set()
        self._ready.set()

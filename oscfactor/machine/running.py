"""Which daemons run on this machine: each leaves a small file, by which clients find its port.

The files lie in `~/.oscfactor/running`, a path that Pd, Max and SuperCollider can all name themselves. A
daemon writes `PID.txt` when it listens, and removes it when it ends. Beside them is `default.txt`, a copy of
the one that clients use which name no port: the daemon at the port that is everybody's default, else the one
that has run for longest. It stays when the last daemon has ended, and then names the default port: Pd can do
no more than read a file.

Each file is one line::

    57130 4711 0.1.0 57180 127.0.0.1 oscfactor studio 57130

port, number of the process, version, port of the web server (0 is none), host, and the name.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oscfactor.machine.processes import lives
from oscfactor.machine.replacing import replace
from oscfactor.protocol.wire import DEFAULT_PORT, ENV_RUNNING

DEFAULT: Final = "default.txt"
HERE: Final = "127.0.0.1"
PATIENCE: Final = 1.0
"""Seconds for a daemon to show that it is there."""
ANYWHERE: Final = {"0.0.0.0": HERE, "::": "::1"}
"""Hosts that mean "listen everywhere", and this computer itself."""
_QUESTION: Final = b"/version\0\0\0\0,\0\0\0"
_LONGEST: Final = 1024  # bytes of a file of ours

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """A daemon on this machine, as its file tells."""

    port: int
    pid: int
    version: str
    http_port: int  # 0 where it has no web server
    host: str  # at which it is reached from this machine
    name: str

    @property
    def line(self) -> str:
        """What its file holds."""
        return f"{self.port} {self.pid} {self.version} {self.http_port} {self.host} {self.name}\n"

    def answers(self, patience: float = PATIENCE) -> bool:
        """Return whether it answers within so many seconds."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.settimeout(patience)
            # Connected, so that a port where nobody listens is told at once.
            probe.connect((self.host, self.port))
            probe.send(_QUESTION)
            probe.recv(_LONGEST)
            return True
        return False


NOBODY: Final = Running(DEFAULT_PORT, 0, "-", 0, HERE, "nobody")
"""What the default file tells when no daemon runs."""


def reachable(host: str) -> str:
    """Return where to reach, from here, a daemon that listens on `host`."""
    return ANYWHERE.get(host, host)


def folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where daemons leave their files.

    Raises
    ------
    OSError
        If this user has no home folder.
    """
    named = environ.get(ENV_RUNNING)
    if named:
        return Path(named)
    try:
        return Path.home() / ".oscfactor" / "running"
    except RuntimeError as error:
        raise OSError(str(error)) from error


def running(place: Path | None = None) -> list[Running]:
    """Return the daemons whose processes live, first the one that clients use which name no port."""
    found = []
    with suppress(OSError):
        for path in (place or folder()).glob("[0-9]*.txt"):
            with suppress(OSError, ValueError):
                daemon = _parsed(path.read_bytes()[:_LONGEST].decode())
                if str(daemon.pid) == path.stem and lives(daemon.pid):
                    found.append((daemon.port != DEFAULT_PORT, path.stat().st_mtime_ns, daemon))
    return [daemon for *_, daemon in sorted(found, key=lambda entry: entry[:2])]


def default() -> Running | None:
    """Return the daemon that clients use which name no port; it has just answered."""
    return next((daemon for daemon in running() if daemon.answers()), None)


def place_of(host: str = HERE) -> tuple[str, int]:
    """Return the host and the port of the daemon on a host: on this computer, what its file tells."""
    daemon = default() if host == HERE else None
    return (host, DEFAULT_PORT) if daemon is None else (daemon.host, daemon.port)


class Note:
    """The file of this process's own daemon; without a folder to write in, nobody finds the daemon by it."""

    def __init__(self, daemon: Running) -> None:
        self.daemon = daemon

    def put(self) -> None:
        """Write the file, unless it is there, and tidy up after daemons that crashed."""
        try:
            place = folder()
            place.mkdir(parents=True, exist_ok=True)
            path = place / f"{self.daemon.pid}.txt"
            if not path.is_file() or path.read_text("utf-8", "replace") != self.daemon.line:
                _write(path, self.daemon.line)
        except OSError as error:
            log.warning("clients must be told the port, since no file can name it: %s", error)
        tidy()

    def remove(self) -> None:
        """Remove the file; clients then use another daemon, if there is one."""
        with suppress(OSError):
            (folder() / f"{self.daemon.pid}.txt").unlink(missing_ok=True)
        tidy()


def tidy() -> None:
    """Remove the files of dead daemons, and let the default file name one that lives; there is one then."""
    with suppress(OSError):
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        for path in place.glob("*.txt"):
            if path.stem.isdecimal() and not lives(int(path.stem)):
                path.unlink(missing_ok=True)
        wanted = next(iter(running(place)), NOBODY).line
        path = place / DEFAULT
        if not path.is_file() or path.read_text("utf-8", "replace") != wanted:
            _write(path, wanted)


def _write(path: Path, text: str) -> None:
    """Write a file that is whole whenever it is read."""
    part = path.with_name(f".{path.stem}-{os.getpid()}.part")
    part.write_text(text, "utf-8", newline="\n")
    replace(part, path)


def _parsed(text: str) -> Running:
    """Return what a file tells; raise ValueError if that makes no sense."""
    port, pid, version, http_port, host, name = text.rstrip("\n").split(" ", 5)
    ipaddress.ip_address(host.partition("%")[0])
    if not 0 < int(port) < 65536 or not name.isprintable():
        raise ValueError(text)
    return Running(int(port), int(pid), version, int(http_port), host, name)

"""A daemon with a web server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.programs import Daemon
from tests.support.watchdog import Watched


def http_port(daemon: Daemon) -> int:
    """Return the port of a daemon's web server, as it prints it."""
    line = next((line for line in daemon.lines if line.startswith("OSCQuery: ")), None)
    return int((line or daemon.wait_for("OSCQuery: ")).rstrip("/").rpartition(":")[2])


class WebDaemon(Daemon):
    """A daemon with a web server on a free port."""

    def __init__(self, folder: Path, *arguments: str, **options: Any) -> None:
        super().__init__(folder, "--http-port", "0", *arguments, **options)
        self.http_port = http_port(self)


class WatchedWebDaemon(Watched):
    """The same with a watch on its loop."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        super().__init__(folder, "--http-port", "0", *arguments)
        self.http_port = http_port(self)

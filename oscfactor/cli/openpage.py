"""`oscfactor open`: the page in the user's browser, of the daemon that runs, or of one that is started."""

from __future__ import annotations

import os
import subprocess
import time
import webbrowser
from collections.abc import Callable
from typing import Final

from oscfactor.client import NoDaemonError
from oscfactor.errors import OscFactorError
from oscfactor.machine.launch import CREATE_NO_WINDOW, command
from oscfactor.machine.running import Running, default

START_TIMEOUT: Final = 30.0
"""Seconds for a daemon to answer after it was started."""
LOOK_EVERY: Final = 0.1  # seconds
_STARTED: Final[list[subprocess.Popen[bytes]]] = []
"""Kept, since Python warns of a process that is let go of while it runs; this one outlives us."""


def run(*, say: Callable[[str], None], show: Callable[[str], bool] = webbrowser.open) -> int:
    """Open the page; start a daemon first where none runs.

    Parameters
    ----------
    say : prints a line
    show : opens an address in a browser, and returns whether it could

    Raises
    ------
    NoDaemonError
        The daemon that was started does not answer.
    OscFactorError
        The daemon that runs has no web server.
    """
    daemon = default()
    if daemon is None:
        say(
            "starting a daemon, which goes on when this terminal is closed; end it with: oscfactor send /quit"
        )
        daemon = _started()
    url = page_of(daemon)
    if show(url):
        say(f"the page: {url}")
    else:
        say(f"no browser could be opened; open this address in one: {url}")
    return 0


def page_of(daemon: Running) -> str:
    """Return the address of a daemon's page.

    Raises
    ------
    OscFactorError
        It has no web server.
    """
    if not daemon.http_port:
        raise OscFactorError(
            f"the daemon at port {daemon.port} has no web server; start it without --http-port off"
        )
    host = f"[{daemon.host}]" if ":" in daemon.host else daemon.host
    return f"http://{host}:{daemon.http_port}/"


def _started() -> Running:
    """Start a daemon of its own, and wait until it answers."""
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(
        command("serve"),
        stdin=nothing,
        stdout=nothing,
        stderr=nothing,
        cwd=_home(),
        start_new_session=os.name == "posix",
        creationflags=CREATE_NO_WINDOW,
    )
    _STARTED.append(process)
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end and process.poll() is None:
        daemon = default()
        if daemon is not None:  # of another number under Windows, where a small program starts Python
            return daemon
        time.sleep(LOOK_EVERY)
    ended = process.poll()
    why = "does not answer" if ended is None else f"ended at once, with exit code {ended}"
    raise NoDaemonError(f"the daemon that was started {why}; start it yourself with: oscfactor serve")


def _home() -> str:
    """Return a folder that stays: that of the terminal may go, or hold files that Python would import."""
    return os.path.expanduser("~")  # noqa: PTH111 - `Path.home` fails for who has none

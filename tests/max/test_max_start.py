"""A daemon that Max starts by itself, with what install-clients has noted; a mock in Node plays Max."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oscfactor.cli import noted
from oscfactor.machine.running import running
from tests.max.test_max_several import patch_of
from tests.support.programs import free_port
from tests.support.standin import PACKAGE, Max
from tests.support.wire import PATIENCE, Udp

pytestmark = pytest.mark.peer

START = "oscfactor-start.js"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where daemons are noted; what a test has started there ends with it."""
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path / "running"))
    yield tmp_path / "running"
    for daemon in running():
        os.kill(daemon.pid, signal.SIGTERM)


def said(patch: Max, key: str, *start: object) -> dict[str, object]:
    """Return an event, be it heard already or yet to come."""
    found = [event for event in patch.heard if key in event and [event[key]] == list(start)]
    return found[0] if found else patch.until(key, *start)


def test_start_in_the_overview_starts_a_daemon_that_outlives_max_until_it_is_told_to_quit(folder):
    noted.put()
    port = free_port()
    with Max(port, PACKAGE / "extras" / "oscfactor-overview.maxpat") as patch:
        patch.until("listens")
        patch.command(press="start")
        assert said(patch, "script", START)["code"] == 0
        said(patch, "post", f"oscfactor: started a daemon on port {port}")
        said(patch, "post", f"oscfactor: connected to 127.0.0.1 port {port}\n")
        patch.command(press="start")  # once is enough
        patch.until("post", f"oscfactor: a daemon answers already on 127.0.0.1 port {port}\n")
        assert not [text for text in patch.complaints if "no daemon answers" not in text]
    (daemon,) = running()
    assert daemon.port == port
    with Udp(port) as udp:
        udp.done("/quit")
    deadline = time.monotonic() + PATIENCE
    while running() and time.monotonic() < deadline:
        time.sleep(0.01)  # a process that is no child of ours tells nobody of its end
    assert not running()


def test_a_program_that_is_not_there_and_a_port_that_is_taken_are_said_in_a_sentence(
    folder, tmp_path, daemon
):
    with Max(free_port(), patch_of(tmp_path, "oscfactor")) as patch:
        patch.until("listens")
        folder.mkdir()
        noted.place().write_text("/nowhere/it\n", "utf-8")
        patch.command(tell="oscfactor", words=["start"])
        patch.until(
            "error",
            "oscfactor: cannot start /nowhere/it; say in a terminal, once: oscfactor install-clients max",
        )
        noted.put()
        patch.command(tell="oscfactor", words=["start", daemon.port])
        while "the daemon ended: " not in (told := patch.until("error")["error"]):
            pass
        assert str(daemon.port) in told


def test_a_daemon_on_another_computer_is_not_started_from_here(tmp_path):
    with Max(free_port(), patch_of(tmp_path, "oscfactor 57130 192.0.2.7")) as patch:
        patch.command(tell="oscfactor 57130 192.0.2.7", words=["start"])
        assert "192.0.2.7 is another computer" in patch.until("error")["error"]
        patch.here()
        assert not [event for event in patch.heard if "script" in event]

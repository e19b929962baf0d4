"""A daemon leaves a small file, by which clients find it; the dead are forgotten."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oscfactor.client import Client
from oscfactor.machine import running
from oscfactor.machine.running import DEFAULT, NOBODY, Note, Running, place_of
from oscfactor.protocol.wire import DEFAULT_PORT
from tests.support.commandline import run
from tests.support.programs import Daemon, free_port
from tests.support.wire import Udp


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the files, in which nobody else looks."""
    place = tmp_path / "running"
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(place))
    return place


def dead() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def daemon_at(port: int, pid: int = os.getpid(), name: str = "mine") -> Running:
    return Running(port, pid, "0.1.0", 0, "127.0.0.1", name)


def files(place: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(place.iterdir())}


def test_a_file_is_one_line_that_a_patch_can_read(place: Path):
    Note(Running(57131, os.getpid(), "0.1.0", 57180, "127.0.0.1", "oscfactor on stage")).put()
    line = f"57131 {os.getpid()} 0.1.0 57180 127.0.0.1 oscfactor on stage\n"
    assert files(place) == {f"{os.getpid()}.txt": line, DEFAULT: line}


def test_at_the_end_the_default_file_names_the_default_port(place: Path):
    note = Note(daemon_at(57131))
    note.put()
    note.remove()
    assert files(place) == {DEFAULT: f"{DEFAULT_PORT} 0 - 0 127.0.0.1 nobody\n"}


def test_the_files_of_the_dead_are_removed_and_not_believed(place: Path):
    place.mkdir()
    for pid in (dead(), 2**31 - 1):
        (place / f"{pid}.txt").write_text(daemon_at(1, pid).line)
    assert running.running() == []
    Note(daemon_at(57132)).put()
    assert set(files(place)) == {f"{os.getpid()}.txt", DEFAULT}


def test_a_crash_of_the_default_daemon_leaves_the_next_one(place: Path):
    place.mkdir()
    (place / DEFAULT).write_text(daemon_at(1, dead()).line)
    note = Note(daemon_at(57132))
    note.put()
    assert files(place)[DEFAULT] == note.daemon.line


def test_the_default_is_who_has_the_default_port_else_the_oldest(place: Path):
    place.mkdir()
    alive = [os.getpid(), os.getppid()]
    for age, (pid, port) in enumerate(zip(alive, (50001, 50002), strict=True)):
        path = place / f"{pid}.txt"
        path.write_text(daemon_at(port, pid).line)
        os.utime(path, (1e9 - age, 1e9 - age))
    assert [daemon.port for daemon in running.running()] == [50002, 50001]
    (place / f"{alive[0]}.txt").write_text(daemon_at(DEFAULT_PORT).line)
    assert [daemon.port for daemon in running.running()] == [DEFAULT_PORT, 50002]


@pytest.mark.parametrize("text", ["", "57130", "a b c d e f", "\xff" * 2000, "1 2 3 4 5\n6 7"])
def test_what_is_no_such_file_is_left_out(place: Path, text: str):
    place.mkdir()
    (place / f"{os.getpid()}.txt").write_bytes(text.encode("latin-1"))
    assert running.running() == []


def test_a_process_that_lives_but_does_not_answer_is_no_daemon(place: Path):
    Note(daemon_at(free_port())).put()
    assert running.default() is None
    assert place_of() == ("127.0.0.1", DEFAULT_PORT)
    assert place_of("elsewhere") == ("elsewhere", DEFAULT_PORT)


def test_without_a_folder_to_write_in_the_daemon_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "in-the-way").touch()
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path / "in-the-way" / "running"))
    note = Note(daemon_at(1))
    note.put()
    note.remove()
    assert "clients must be told the port" in caplog.text
    assert running.running() == []
    assert NOBODY.port == DEFAULT_PORT


def test_a_client_and_send_find_the_daemon_without_a_port(place: Path, tmp_path: Path):
    with Daemon(tmp_path) as daemon:
        with Client() as client:
            assert client.port == daemon.port
            assert client.request("/version").messages[0].args[3] == "oscfactor"
        done = run("send", "/version")
        assert (done.returncode, "done /version" in done.stdout) == (0, True)
        doctor = run("doctor").stdout
        assert f"127.0.0.1 port {daemon.port}" in doctor
        with Udp(daemon.port) as peer:
            peer.done("/quit")
        daemon.finish()
    assert set(files(place)) == {DEFAULT}
    assert run("send", "/version").returncode == 3

"""How the daemon is found: its file, its web server's port, and what it prints of them."""

import asyncio
import os
import socket

import pytest

from oscfactor.config import OFF, Settings
from oscfactor.errors import ConfigError
from oscfactor.machine.running import Running
from oscfactor.web import front as fronts
from oscfactor.web.front import Front, _lines
from oscfactor.web.guard import Guard

HOST = "127.0.0.1"
OSC_PORT = 4711


@pytest.fixture
def note(tmp_path, monkeypatch):
    """The path of this process's file."""
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path))
    return tmp_path / f"{os.getpid()}.txt"


def told(note, **settings):
    """Return what the file tells while there is a front."""

    async def scenario():
        front = Front(asyncio.get_running_loop(), Settings(zeroconf=False, **settings), HOST, OSC_PORT)
        try:
            return note.read_text("utf-8").rstrip("\n").split(" ", 5)
        finally:
            await front.close()

    return asyncio.run(scenario())


def test_the_file_tells_the_ports_while_the_daemon_runs_and_is_gone_after(note):
    port, pid, _, http_port, host, name = told(note, http_port=0, name="studio")
    assert (port, pid, host, name) == (str(OSC_PORT), str(os.getpid()), HOST, "studio")
    assert not note.exists()
    with socket.socket() as free:  # the end has let go of it
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind((HOST, int(http_port)))


def test_without_a_web_server_the_file_names_no_port_of_one(note):
    assert told(note, http_port=OFF)[3] == "0"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("two\nlines\x00 and\ttabs", "two lines and tabs"),
        ("x" * 100, "x" * fronts.MAX_NAME),
        ("", f"oscfactor {socket.gethostname().partition('.')[0]} {OSC_PORT}"[: fronts.MAX_NAME]),
    ],
)
def test_a_name_is_one_short_line(note, wanted, name):
    assert told(note, http_port=OFF, name=wanted)[5] == name


def test_a_port_that_is_taken_is_passed_over_only_where_nobody_has_named_it(note, monkeypatch):
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr(fronts, "DEFAULT_HTTP_PORT", port)
        assert int(told(note, http_port=port)[3]) > port
        with pytest.raises(ConfigError, match=f"port {port} .* is in use.*--http-port"):
            told(note, http_port=port, given=frozenset({"http_port"}))
    assert not note.exists()


def test_without_its_library_the_daemon_says_so_and_lets_go_of_the_port(note, monkeypatch, caplog):
    def missing():
        raise ImportError("no aiohttp here")

    monkeypatch.setattr(fronts, "_server", missing)

    async def scenario():
        settings = Settings(http_port=0, zeroconf=False)
        front = Front(asyncio.get_running_loop(), settings, HOST, OSC_PORT)
        port = int(note.read_text("utf-8").split()[3])
        await front._serve(None, None, None)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(HOST, port)
        await front.close()

    asyncio.run(scenario())
    assert "there is no OSCQuery: no aiohttp here; pip install aiohttp" in caplog.text


def test_the_token_is_printed_only_where_other_computers_may_ask():
    daemon = Running(OSC_PORT, 1, "1", 57180, "::1", "mine")
    page = "OSCQuery: http://[::1]:57180/"
    assert _lines(daemon, Guard("secret"), is_open=False) == [
        page,
        "page: http://[::1]:57180/ in a browser, or: oscfactor open",
    ]
    shown = _lines(daemon, Guard("secret"), is_open=True)
    assert shown[0] == page
    assert "/?token=secret" in shown[2]
    without = Running(OSC_PORT, 1, "1", 0, "::1", "mine")
    assert _lines(without, Guard("secret"), is_open=True) == []

"""How the daemon is found: ports that are taken, missing libraries, and who may ask over the network."""

from __future__ import annotations

import http.client
import socket
import time
from pathlib import Path

import pytest

from tests.support.network import HERE as ADDRESS
from tests.support.network import Network
from tests.support.programs import Daemon, Program
from tests.support.webdaemon import WebDaemon
from tests.support.webharness import ask, get, heard, web_socket
from tests.support.wire import Tcp, Udp

pytestmark = pytest.mark.peer


class DefaultDaemon(Daemon):
    """A daemon whose ports nobody has set, in a network of its own."""

    def command(self, *arguments: str) -> list[str]:
        assert arguments[:3] == ("serve", "--port", "0")
        return super().command("serve", *arguments[3:])


@pytest.fixture
def network():
    made = Network()
    yield made
    made.close()


def test_ports_that_are_taken_are_passed_over_where_nobody_has_set_them(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("OSCFACTOR_HTTP_PORT")
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path / "running"))
    options = {"preexec_fn": network.go_here}
    with DefaultDaemon(tmp_path, **options) as one, DefaultDaemon(tmp_path, **options) as two:
        assert (one.port, two.port) == (57130, 57131)
        two.wait_for("port 57130 is in use; who names no port finds this one by its file")
        two.wait_for("OSCQuery: http://127.0.0.1:57181/")
        default = (tmp_path / "running" / "default.txt").read_text().split()
        assert default[:2] == ["57130", str(one.process.pid)]
        one.stop()
        default = (tmp_path / "running" / "default.txt").read_text().split()
        assert (default[0], default[3]) == ("57131", "57181")


def test_a_port_that_was_asked_for_and_is_taken_is_told_in_a_sentence(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for flags in (("--port", port), ("--port", "0", "--http-port", port)):
            with Program(Daemon.command(None, "serve", *flags), cwd=tmp_path) as program:
                assert program.finish() == 1
            said = [line for line in program.lines if line.startswith("oscfactor: ")]
            assert len(said) == 1
            assert f"port {port} on 127.0.0.1 is in use" in said[0]
            assert said[0].endswith(f"end it, or give a free {flags[-2]}")


def test_without_its_libraries_the_daemon_runs_and_says_what_is_missing(tmp_path: Path):
    for name in ("aiohttp", "zeroconf"):
        (tmp_path / f"{name}.py").write_text(f"raise ImportError('no {name} here')")
    env = {"PYTHONPATH": str(tmp_path), "OSCFACTOR_ZEROCONF": "on"}
    with WebDaemon(tmp_path, env=env) as daemon, Udp(daemon.port) as peer:
        missing = {"aiohttp", "zeroconf"}
        while missing:
            line = daemon.wait_for("pip install ")
            missing.discard(line.rpartition(" ")[2])
        peer.done("/version")
        with pytest.raises(ConnectionError):
            get(daemon.http_port, "/")


def test_it_is_ready_before_the_web_server_and_ends_at_once(tmp_path: Path):
    with WebDaemon(tmp_path, "--zeroconf", "on") as daemon, Udp(daemon.port) as peer:
        lines = [line.split()[0] for line in daemon.lines]
        assert lines.index("ready") < lines.index("OSCQuery:")
        before = time.monotonic()
        peer.done("/quit")
        assert daemon.finish() == 0
        assert time.monotonic() - before < 5
    daemon.assert_unruffled()


def test_another_computer_shows_the_token_and_may_then_do_what_osc_lets_it(network: Network, tmp_path: Path):
    with WebDaemon(tmp_path, "--host", "0.0.0.0", preexec_fn=network.go_here) as daemon:
        token = daemon.wait_for("token ").split()[1].rstrip(":")
        with network.here():
            assert get(daemon.http_port, "/")[0] == 200
            assert get(daemon.http_port, "/", host=ADDRESS)[0] == 200
        with network.elsewhere():
            for path in ("/", "/sound", "/?HOST_INFO", "/?token=wrong", "/sound?VALUE&token="):
                status, text = get(daemon.http_port, path, host=ADDRESS)
                assert (status, "token" in text) == (403, True)
            status, info = get(daemon.http_port, f"/?HOST_INFO&token={token}", host=ADDRESS)
            assert (status, info["OSC_IP"]) == (200, ADDRESS)
            assert get(daemon.http_port, "/", host=ADDRESS, Authorization=f"Bearer {token}")[0] == 200
            with pytest.raises(Exception, match="403"), web_socket(daemon.http_port, ADDRESS):
                pass
            url_end = f"?token={token}"
            with web_socket(daemon.http_port, ADDRESS, query=url_end) as ws:
                assert ask(ws, "/version")
                assert "for programs on that computer" in ask(ws, "/quit")[-1].args[2]
                ws.send('{"COMMAND": "LISTEN", "DATA": "/sound/none/gain"}')
                assert heard(ws)[0] == "ERROR"
        with network.here(), Tcp(daemon.port, "size") as local:
            local.done("/version")


def test_who_is_trusted_needs_no_token(network: Network, tmp_path: Path):
    flags = ("--host", "0.0.0.0", "--trusted", "10.77.0.0/24")
    with WebDaemon(tmp_path, *flags, preexec_fn=network.go_here) as daemon, network.elsewhere():
        assert get(daemon.http_port, "/", host=ADDRESS)[0] == 200


def test_a_browser_on_another_computer_is_asked_for_the_token_and_keeps_it(network: Network, tmp_path: Path):
    def ask_page(path: str, method: str = "GET", **headers: str) -> tuple[int, str | None, str]:
        connection = http.client.HTTPConnection(ADDRESS, daemon.http_port, timeout=20)
        connection.request(method, path, headers={"Accept": "text/html", **headers})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.getheader("Set-Cookie"), body

    with WebDaemon(tmp_path, "--host", "0.0.0.0", preexec_fn=network.go_here) as daemon:
        token = daemon.wait_for("token ").split()[1].rstrip(":")
        with network.elsewhere():
            status, cookie, door = ask_page("/")
            assert (status, cookie, 'name="token"' in door) == (403, None, True)
            for path in ("/page/app.js", "/page/overview?sound=x", "/page/upload?file=x"):
                assert ask_page(path)[0] == 403
            assert ask_page("/page/upload?name=x&file=x.wav", "POST")[0] == 403
            status, cookie, page = ask_page(f"/?token={token}")
            assert (status, "app.js" in page) == (200, True)
            assert cookie is not None
            kept = {"Cookie": cookie.partition(";")[0]}
            assert ask_page("/page/app.js", **kept)[0] == 200
            assert ask_page("/page/overview?sound=x", **kept)[0] == 404
            assert ask_page("/page/upload?name=x&file=x.wav", "POST", **kept)[0] == 422
            with web_socket(daemon.http_port, ADDRESS, additional_headers=kept) as ws:
                assert ask(ws, "/version")
    daemon.assert_unruffled()

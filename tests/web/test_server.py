"""The web server's connections: many, silent, slow and rude ones."""

import contextlib
import json
import socket
import time

import pytest

from oscfactor.web import server as servers
from tests.support.faketree import GAIN
from tests.support.webharness import ask, web_harness
from tests.support.wire import Udp


def test_questions_are_answered(server):
    status, node = server.get("/sound/drums/gain")
    assert (status, node["VALUE"]) == (200, [1.0])
    assert server.get("/sound/drums/gain?VALUE") == (200, {"VALUE": [1.0]})
    assert server.get("/sound/drums/gain?VALUE#fragment") == (200, {"VALUE": [1.0]})
    assert server.get("/sound/drums?VALUE") == (204, "")
    assert server.get("/sound/drums/gain?GABBA")[0] == 400
    assert server.get("/sound/voice")[0] == 404
    info = server.get("/?HOST_INFO")[1]
    assert (info["NAME"], info["OSC_IP"], info["OSC_PORT"]) == ("mine", "127.0.0.1", server.port)
    assert info["WS_PORT"] == server.http_port
    assert info["EXTENSIONS"]["LISTEN"]


def test_only_questions_are(server):
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert server.get("/sound/drums/gain", method)[0] == 405
    assert server.get("/sound/drums/gain", "HEAD") == (200, "")


def test_other_sites_and_names_are_refused(server):
    assert server.get("/", Host="evil.example")[0] == 403
    assert server.get("/", Origin="http://evil.example")[0] == 403
    assert server.get("/", Origin=f"http://127.0.0.1:{server.http_port}")[0] == 200
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        assert server.get("/", Upgrade="websocket", Connection="Upgrade", **headers)[0] == 403


def test_what_is_no_handshake_is_told_so(server):
    assert server.get("/", Upgrade="websocket", Connection="Upgrade")[0] == 400


def test_a_hundred_connections_that_say_nothing_lock_nobody_out(server):
    silent = [socket.create_connection(("127.0.0.1", server.http_port)) for _ in range(100)]
    try:
        for half in silent[::2]:
            half.sendall(b"GET / HT")
        assert server.get("/sound/drums/gain?VALUE") == (200, {"VALUE": [1.0]})
        with server.socket() as ws:
            assert ask(ws, "/echo", 1)
        with Udp(server.port) as peer:
            assert peer.ask("/echo", 1).last.args == ("/echo", 1.0)
    finally:
        for each in silent:
            each.close()


def test_who_says_nothing_is_closed_after_a_while(server, monkeypatch):
    monkeypatch.setattr(servers, "SILENCE", 0.05)
    with socket.create_connection(("127.0.0.1", server.http_port), timeout=20) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert silent.recv(1) == b""


def test_who_does_not_read_its_answer_is_closed_after_a_while(server, monkeypatch):
    monkeypatch.setattr(servers, "PATIENCE", 0.2)

    def many():
        for i in range(20_000):
            server.leaves.add(f"/sound/large/{i}/gain", GAIN, 1.0)

    server.call(many)
    with socket.socket() as slow, Udp(server.port) as peer:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", server.http_port))
        slow.sendall(b"GET /sound HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        deadline = time.monotonic() + 20
        while server.call(lambda: any(visit.has_asked for visit in server.web._visits.values())):
            assert peer.ask("/echo", 1).last.args == ("/echo", 1.0)
            server.call(server.web._forget_ended)
            assert time.monotonic() < deadline


def test_too_many_websockets_are_told_so_and_questions_go_on(server, monkeypatch):
    monkeypatch.setattr(servers, "MAX_SOCKETS", 2)
    with server.socket(), server.socket():
        with pytest.raises(Exception, match="503"):
            server.socket()
        assert server.get("/sound/drums/gain?VALUE")[0] == 200


@pytest.mark.parametrize(
    "rude",
    [
        b"\x00\xff\xfe\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"GET /%ff%00/..//%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_rude_requests_are_answered_with_an_error_and_no_fault_is_logged(server, rude, caplog):
    with socket.create_connection(("127.0.0.1", server.http_port), timeout=20) as sock:
        sock.sendall(rude)
        answer = sock.recv(4096)
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), answer
    assert b" 500 " not in answer
    assert server.get("/")[0] == 200
    assert "Traceback" not in caplog.text


def test_a_large_tree_is_whole(server):
    def many():
        for i in range(10_000):
            server.leaves.add(f"/sound/large/{i}/gain", GAIN, i)

    server.call(many)
    status, node = server.get("/sound/large")
    assert status == 200
    assert [node["CONTENTS"][str(i)]["CONTENTS"]["gain"]["VALUE"] for i in range(10_000)] == [
        [i] for i in range(10_000)
    ]
    assert json.dumps(node)


def test_the_end_closes_websockets_with_a_word():
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(web_harness())
        with server.socket() as ws:
            ask(ws, "/echo", 1)
            stack.close()
            with pytest.raises(Exception, match="1001"):
                ws.recv(timeout=20)

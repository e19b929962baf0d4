"""The page beside OSCQuery: who is shown which, pictures, and sounds that are sent."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.web.site import PLACE, free_name, is_page
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.webdaemon import WebDaemon
from tests.support.wire import Udp

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDaemon]:
    folder = tmp_path_factory.mktemp("site")
    soundfile.write(folder / "drums.wav", drums(0.3), SAMPLE_RATE, subtype="FLOAT")
    with WebDaemon(folder, "--log-level", "warning", "--max-memory", "20") as running:
        with Udp(running.port) as peer:
            peer.done("/buffer/load", "drums", "drums.wav")
            peer.done("/buffer/factorize", "drums", 3, "iterations", 5)
        yield running
    running.assert_unruffled()


def ask(
    daemon: WebDaemon, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", daemon.http_port, timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("accept", [BROWSER, "text/html", "TEXT/HTML;q=0.5"])
def test_who_says_html_is_shown_the_page(accept: str) -> None:
    assert is_page("/", [], {"Accept": accept})


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "application/json, */*", "text/*"])
def test_all_others_are_shown_the_tree(accept: str) -> None:
    assert not is_page("/", [], {"Accept": accept} if accept else {})


def test_questions_of_oscquery_are_answered_whoever_asks(daemon: WebDaemon) -> None:
    for path in ("/?HOST_INFO", "/sound", "/sound/drums/0/gain", "/?CONTENTS"):
        status, told, body = ask(daemon, path, Accept=BROWSER)
        assert (status, told["Content-Type"]) == (200, "application/json"), path
        json.loads(body)
    assert json.loads(ask(daemon, "/")[2])["FULL_PATH"] == "/"
    assert ask(daemon, "/", Accept=BROWSER)[1]["Content-Type"].startswith("text/html")


def test_a_file_that_a_browser_has_is_not_sent_again(daemon: WebDaemon) -> None:
    status, told, body = ask(daemon, f"{PLACE}app.js")
    assert (status, told["X-Content-Type-Options"]) == (200, "nosniff")
    assert body
    again, _, nothing = ask(daemon, f"{PLACE}app.js", **{"If-None-Match": told["ETag"]})
    assert (again, nothing) == (304, b"")


@pytest.mark.parametrize("path", ["../server.py", "%2e%2e/site.py", "nothing.js", "", "app.js/"])
def test_there_are_no_other_files(daemon: WebDaemon, path: str) -> None:
    assert ask(daemon, PLACE + path)[0] == 404


def test_a_picture_comes_in_bytes_and_a_sound_that_is_not_there_in_a_sentence(daemon: WebDaemon) -> None:
    status, told, body = ask(daemon, f"{PLACE}overview?sound=drums&columns=100")
    assert (status, told["Content-Type"]) == (200, "application/octet-stream")
    assert np.frombuffer(body[4:16], "<i4").tolist()[:2] == [3, 100]
    status, _, body = ask(daemon, f"{PLACE}overview?sound=gone")
    assert (status, b"no buffer named 'gone'" in body) == (404, True)
    assert ask(daemon, f"{PLACE}overview?sound=drums&columns=-1")[0] == 400
    assert ask(daemon, f"{PLACE}overview?sound=drums&columns={'9' * 15}")[0] == 200


def test_a_file_that_is_sent_becomes_a_sound_that_no_file_holds(daemon: WebDaemon, tmp_path: Path) -> None:
    path = tmp_path / "take.flac"
    soundfile.write(path, drums(0.2), SAMPLE_RATE)
    query = "name=tr%C3%B6mmel%20eins&file=take.flac"
    status, _, body = ask(daemon, f"{PLACE}upload?{query}", "POST", path.read_bytes())
    assert (status, json.loads(body)["name"]) == (200, "trömmel eins"), body
    with Udp(daemon.port) as peer:
        (info,) = peer.done("/buffer/info", "trömmel eins").all("/oscfactor/buffer")
        assert info[1:4] == (2, round(0.2 * SAMPLE_RATE), SAMPLE_RATE)
        assert info[-1] == ""
        peer.done("/buffer/free", "trömmel eins")


def test_what_is_no_sound_is_refused_in_a_sentence_and_nothing_stays(daemon: WebDaemon) -> None:
    status, _, body = ask(daemon, f"{PLACE}upload?name=x&file=x.wav", "POST", b"no sound at all" * 100)
    assert status == 422
    assert b"\n" not in body
    for bad in ("name=", "name=a/b", f"name={'x' * 200}", ""):
        assert ask(daemon, f"{PLACE}upload?{bad}", "POST", b"x")[0] == 400, bad
    with Udp(daemon.port) as peer:
        assert len(peer.done("/buffer/list").all("/oscfactor/buffer")) == 1


def test_what_is_too_large_is_refused_before_and_while_it_comes(daemon: WebDaemon) -> None:
    status, _, body = ask(daemon, f"{PLACE}upload?file=a.wav&bytes=21000000")
    assert (status, b"max_memory" in body) == (413, True)
    status, _, body = ask(daemon, f"{PLACE}upload?file=a.wav&bytes=1000")
    assert (status, json.loads(body)) == (200, {"name": "a"})
    status, _, body = ask(daemon, f"{PLACE}upload?name=a&file=a.wav", "POST", bytes(21_000_000))
    assert (status, b"max_memory" in body) == (413, True)


def test_another_sites_page_can_send_nothing(daemon: WebDaemon) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}):
        assert ask(daemon, f"{PLACE}upload?name=a&file=a.wav", "POST", b"x", **headers)[0] == 403
    assert ask(daemon, PLACE, "POST", b"x")[0] == 405
    assert ask(daemon, "/", "POST", b"x", Accept=BROWSER)[0] == 405


def test_who_stops_in_the_middle_holds_nothing_up(daemon: WebDaemon) -> None:
    head = f"POST {PLACE}upload?name=half&file=a.wav HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    head += "Content-Length: 9999\r\n\r\nabc"
    halves = [socket.create_connection(("127.0.0.1", daemon.http_port), timeout=20) for _ in range(3)]
    for half in halves:
        half.sendall(head.encode())
    assert ask(daemon, "/sound/drums/gain")[0] == 200
    for half in halves:
        half.close()
    with Udp(daemon.port) as peer:
        assert len(peer.done("/buffer/list").all("/oscfactor/buffer")) == 1


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("loop.wav", "loop-3"),
        ("new.wav", "new"),
        ("a/b:c.aif", "a-b-c"),
        ("…日本語.flac", "…日本語"),
        ("", "sound"),
        (".wav", "sound"),
        ("x" * 90 + ".wav", "x" * 64),
        ("no.ending.at.all", "no.ending.at"),
    ],
)
def test_a_file_gets_a_name_that_is_free(file_name: str, name: str) -> None:
    assert free_name(file_name, {"loop", "loop-2"}) == name

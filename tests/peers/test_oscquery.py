"""Clients of OSCQuery browse, set and listen: npm's oscquery, python-oscquery, websockets."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import soundfile
from pythonoscquery.osc_query_client import OSCQueryClient
from zeroconf import ServiceInfo

from tests.support.programs import HERE, Program, need
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.webdaemon import WatchedWebDaemon, WebDaemon
from tests.support.webharness import ask, get, heard, say, web_socket
from tests.support.wire import DONE, Message, Udp, encode

pytestmark = pytest.mark.peer

ROOT = Path(__file__).parents[2]

NAME = "my drüm 50%"
SOUND = "/sound/my%20drüm%2050%25"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDaemon]:
    """A daemon with a sound whose name an address cannot hold as it is."""
    folder = tmp_path_factory.mktemp("oscquery")
    soundfile.write(folder / "drums.wav", drums(0.3), SAMPLE_RATE, subtype="FLOAT")
    with WebDaemon(folder, "--log-level", "warning") as running:
        with Udp(running.port) as peer:
            peer.done("/buffer/load", NAME, "drums.wav")
            peer.done("/buffer/factorize", NAME, 3, "iterations", 5)
        yield running
    running.assert_unruffled()


def leaves(node: dict) -> Iterator[dict]:
    """Yield the leaves in a node."""
    if "leaf" in node.get("TAGS", ()):
        yield node
    for held in node.get("CONTENTS", {}).values():
        yield from leaves(held)


def test_npms_oscquery_browses_sets_and_reads(daemon: WebDaemon, node_modules: Path):
    env = {**os.environ, "OSCFACTOR_NODE_MODULES": str(node_modules)}
    leaf = f"{SOUND}/1/gain"
    command = [need("node"), HERE / "node" / "browse.js", "127.0.0.1", str(daemon.http_port), leaf, "0.25"]
    with Program(command, env=env) as node:
        assert node.finish() == 0, node.output
    said = {word: json.loads(told) for word, told in (line.split(" ", 1) for line in node.lines)}
    assert said["info"]["oscPort"] == daemon.port
    assert {f"{SOUND}/{k}/gain" for k in range(3)} <= set(said["methods"])
    assert {"/buffer/load", "/player/play", "/status"} <= set(said["methods"])
    (argument,) = said["before"]["arguments"]
    assert (said["before"]["access"], argument["value"]) == (3, 1)
    assert argument["range"] == {"min": 0, "max": 16}
    assert said["answer"] == ["/oscfactor/done", leaf, 0.25]
    assert said["after"]["arguments"][0]["value"] == 0.25


def test_python_oscquery_browses_what_has_values(daemon: WebDaemon):
    service = ServiceInfo(
        "_oscjson._tcp.local.",
        "x._oscjson._tcp.local.",
        daemon.http_port,
        addresses=[socket.inet_aton("127.0.0.1")],
    )
    client = OSCQueryClient(service)
    info = client.get_host_info()
    assert (info.osc_ip, info.osc_port, info.osc_transport) == ("127.0.0.1", daemon.port, "UDP")
    node = client.query_node("/sound")
    found = {each.full_path: each.value for each in node if each.value}
    with Udp(daemon.port) as peer:
        peer.done(f"{SOUND}/2/pan", 0.5)
    assert found[f"{SOUND}/2/pan"] == [0.0]
    assert client.query_node(f"{SOUND}/2/pan").value == [0.5]


def test_every_leaf_is_the_same_by_osc_by_http_and_by_websocket(daemon: WebDaemon):
    _, root = get(daemon.http_port, "/sound")
    found = list(leaves(root))
    assert len(found) >= 1 + 4 * 3 + 9
    with Udp(daemon.port) as peer, web_socket(daemon.http_port) as ws:
        for leaf in found:
            path, types = leaf["FULL_PATH"], leaf["TYPE"]
            assert len(leaf["VALUE"]) == len(types), leaf
            say(ws, "LISTEN", path)
            assert value(ws, path) == (path, tuple(leaf["VALUE"]))
            if leaf["ACCESS"] == 3:
                values = [other_value(*pair) for pair in zip(leaf["VALUE"], ranges(leaf), strict=True)]
                last = peer.ask(path, *values).last
                if last.address == DONE:
                    assert value(ws, path) == (path, tuple(values))
                else:  # nothing plays here
                    assert last.args[1] in ("device", "not-found"), last
            (asked,) = peer.done(path).all("/oscfactor/value")
            for spelt in (quote(path), quote(path, safe="/%")):
                assert get(daemon.http_port, spelt + "?VALUE") == (200, {"VALUE": list(asked[1:])})


def ranges(leaf: dict) -> list[dict]:
    return [found or {} for found in leaf.get("RANGE") or [None] * len(leaf["TYPE"])]


def value(ws, path=f"{SOUND}/version"):
    """Return the next value told; leaves come and go meanwhile, and a set cell makes another version."""
    while (message := heard(ws))[0].startswith("PATH_") or message[0] == f"{SOUND}/version" != path:
        pass
    return message


def other_value(value, limits):
    """Return another value than `value` that a leaf can have."""
    if "VALS" in limits:
        return next(choice for choice in limits["VALS"] if choice != value)
    if isinstance(value, str):
        return "#123456" if value.startswith("#") else value + "x"
    if limits.get("MAX") == 1 and isinstance(value, int):
        return 1 - value
    lowest = max(limits.get("MIN", 0), 0)  # levels down to -inf, or below 0, are no concern here
    return type(value)(lowest + (0.5 if value != lowest + 0.5 else 0.25))


def test_whoever_changes_a_leaf_a_listener_hears_of_it(daemon: WebDaemon):
    leaf = f"{SOUND}/0/gain"
    with Udp(daemon.port) as peer, web_socket(daemon.http_port) as ws, web_socket(daemon.http_port) as other:
        peer.done(leaf, 1.0)
        for each in (ws, other):
            say(each, "LISTEN", quote(leaf))
            assert value(each) == (leaf, (1.0,))
        peer.done("/component/gain", NAME, 0, 0.75)
        assert [value(ws), value(other)] == [(leaf, (0.75,))] * 2
        # Set by a binary frame: the other one is told; this one has the answer.
        assert ask(ws, leaf, 0.125) == [("/oscfactor/done", (leaf, 0.125))]
        assert value(other) == (leaf, (0.125,))
        ws.send(encode(leaf, 99.0))
        assert heard(ws).args[:2] == (leaf, "argument")


def test_sounds_come_and_go_on_the_websocket(daemon: WebDaemon):
    with Udp(daemon.port) as peer, web_socket(daemon.http_port) as ws:
        ask(ws, "/version")
        peer.done("/buffer/load", "voice", "drums.wav")
        assert [heard(ws), heard(ws)] == [("PATH_ADDED", "/sound/voice"), ("PATH_CHANGED", "/sound")]
        assert get(daemon.http_port, "/sound/voice/gain?VALUE") == (200, {"VALUE": [1.0]})
        peer.done("/buffer/free", "voice")
        assert [heard(ws), heard(ws)] == [("PATH_REMOVED", "/sound/voice"), ("PATH_CHANGED", "/sound")]
        assert get(daemon.http_port, "/sound/voice/gain?VALUE")[0] == 404


def test_a_button_of_a_client_is_a_command_without_arguments(daemon: WebDaemon):
    with web_socket(daemon.http_port) as ws:
        ws.send(b"/version\0\0\0\0,I\0\0")
        assert [heard(ws).address, heard(ws).args] == ["/oscfactor/version", ("/version",)]


@pytest.mark.slow
def test_ten_thousand_leaves_and_many_listeners_hold_the_loop_for_nobody(tmp_path: Path):
    soundfile.write(tmp_path / "drums.wav", drums(1.0), SAMPLE_RATE, subtype="FLOAT")
    with WatchedWebDaemon(tmp_path, "--log-level", "error") as daemon, Udp(daemon.port) as peer:
        peer.done("/buffer/load", "large", "drums.wav")
        peer.done("/buffer/factorize", "large", 100, "iterations", 1)
        get(daemon.http_port, "/")
        daemon.held()
        held = min(_held_by_a_storm(daemon, peer) for _ in range(3))
        assert held < 10.0


def _held_by_a_storm(daemon: WatchedWebDaemon, peer: Udp) -> float:
    """Return for how long the loop was held, in ms."""
    port = daemon.http_port
    with web_socket(port) as ws, web_socket(port) as other:
        _, node = get(port, "/sound/large")
        assert len(list(leaves(node))) >= 10_000
        for each in (ws, other):
            for k in range(100):
                say(each, "LISTEN", f"/sound/large/{k}/gain")
        peer.done("/component/gain", "large", -1, 0.5)
        peer.done("/matrix/random", "large")
        for gain in (0.25, 0.75):
            peer.done("/component/gain", "large", -1, gain)
        last = {f"/sound/large/{k}/gain": 0.75 for k in range(100)}
        for each in (ws, other):
            told: dict[str, float] = {}
            deadline = time.monotonic() + 60
            while told != last and time.monotonic() < deadline:
                got = heard(each)
                if isinstance(got, Message):
                    told[got.address] = got.args[0]
            assert told == last
    return daemon.held()[0]


def test_the_examples_of_the_page_are_true(daemon: WebDaemon, capsys: pytest.CaptureFixture[str]):
    page = (ROOT / "docs" / "oscquery.md").read_text("utf-8")
    asked = re.findall(r"`curl 'http://127\.0\.0\.1:57180([^']*)'`\n```json\n(.*?)\n```", page)
    assert len(asked) == 3
    with Udp(daemon.port) as peer:
        peer.done("/buffer/alloc", "drums", 48000)
        for path, answer in asked:
            assert get(daemon.http_port, path) == (200, json.loads(answer))
        (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
        exec(example.replace("57180", str(daemon.http_port)), {})
        (printed,) = re.findall(r"print\(.*\)  # (.*)", example)
        assert capsys.readouterr().out.strip() == printed
        peer.done("/buffer/free", "drums")

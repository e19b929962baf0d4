"""WebSockets: OSC both ways, and the commands of OSCQuery."""

import contextlib
import struct

import pytest
from websockets.exceptions import ConnectionClosed

from oscfactor.web import conversation
from oscfactor.web.server import LONGEST_FRAME
from tests.support.faketree import drums
from tests.support.webharness import ask, heard, say, synced, web_harness
from tests.support.wire import Udp, encode, encode_bundle

GAIN_0 = "/sound/drums/0/gain"


def test_binary_frames_are_osc_and_are_answered_there(ws):
    assert ask(ws, "/echo", 0.5) == [("/oscfactor/done", ("/echo", 0.5))]
    assert ask(ws, "/nothing")[0].args[1] == "unknown-command"
    ws.send(encode_bundle(encode("/echo", 1), encode("/echo", 2)))
    assert [heard(ws).args for _ in range(2)] == [("/echo", 1.0), ("/echo", 2.0)]
    ws.send(b"not OSC at all")
    assert heard(ws).args[1] == "malformed"


def test_listening_gives_the_value_and_each_change_at_the_leafs_own_address(server, ws):
    say(ws, "LISTEN", GAIN_0)
    assert heard(ws) == (GAIN_0, (0.5,))
    server.call(server.leaves.set, GAIN_0, 0.25)
    assert heard(ws) == (GAIN_0, (0.25,))
    say(ws, "IGNORE", GAIN_0)
    synced(ws)
    server.call(server.leaves.set, GAIN_0, 0.75)
    assert synced(ws) == []


def test_of_many_changes_the_last_one_comes(server, ws):
    say(ws, "LISTEN", GAIN_0)

    def many():
        for i in range(1000):
            server.leaves.set(GAIN_0, i / 1024)

    heard(ws)
    server.call(many)
    got = [heard(ws)]
    while got[-1] != (GAIN_0, (999 / 1024,)):
        got.append(heard(ws))
    assert len(got) < 10


def test_a_path_to_listen_to_may_be_encoded_once_more(server, ws):
    server.call(drums, server.leaves, "my%20loop")
    say(ws, "LISTEN", "/sound/my%2520loop/gain")
    got = heard(ws)
    while isinstance(got[0], str) and got[0].startswith("PATH"):
        got = heard(ws)
    assert got == ("/sound/my%20loop/gain", (1.0,))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("no JSON", "a command is written"),
        ("[]", "a command is written"),
        ('{"COMMAND": "LISTEN"}', "a command is written"),
        ('{"COMMAND": "LISTEN", "DATA": 5}', "a command is written"),
        ('{"COMMAND": "DANCE", "DATA": "/sound"}', "a command is written"),
        ("[" * 10_000, "a command is written"),
        ("x" * 20_000, "a command has at most"),
        ('{"COMMAND": "LISTEN", "DATA": "/sound/voice/gain"}', "there is no leaf '/sound/voice/gain' now"),
        ('{"COMMAND": "LISTEN", "DATA": "/sound/drums"}', "there is no leaf"),
    ],
)
def test_a_command_that_makes_no_sense_is_answered_in_a_sentence(ws, text, sentence):
    ws.send(text)
    command, told = heard(ws)
    assert command == "ERROR"
    assert told.startswith(sentence)
    assert ask(ws, "/echo", 1) == [("/oscfactor/done", ("/echo", 1.0))]


def test_news_that_are_still_to_be_told_hold_up_no_end():
    with web_harness() as server, server.socket() as ws:
        synced(ws)
        server.call(drums, server.leaves, "voice")


def test_a_connection_that_ends_leaves_nothing_behind(server):
    with server.socket() as ws:
        say(ws, "LISTEN", GAIN_0)
        heard(ws)
        ask(ws, "/notify", 1)
        assert server.call(lambda: len(server.clients)) == 1
        assert len(server.leaves.listeners) == 1
    with server.socket() as ws:
        while server.call(lambda: len(server.clients)):
            synced(ws)
        assert not server.web._news._listening
    while server.leaves.listeners:
        assert server.get("/")[0] == 200


def test_who_does_not_read_is_dropped_and_nobody_waits(server, monkeypatch):
    monkeypatch.setattr(conversation, "MAX_UNREAD", 2 * 2**20)
    with server.socket() as deaf, Udp(server.port) as peer:
        ask(deaf, "/echo", 1)
        with contextlib.suppress(ConnectionClosed):
            for _ in range(8):
                deaf.send(encode("/much", 1000))
                assert peer.ask("/echo", 1).last.args == ("/echo", 1.0)
        while server.call(lambda: len(server.web._sockets)):
            assert peer.ask("/echo", 1).last.args == ("/echo", 1.0)


def test_an_event_comes_by_websocket_too(server, ws):
    ask(ws, "/notify", 1)
    server.broadcast("x", 5)
    assert heard(ws) == ("/oscfactor/event", ("x", 5))


def test_a_huge_frame_ends_the_connection_with_a_reason(server):
    # No more than that: who is still sending when the connection ends may never read why.
    with server.socket(max_size=None) as ws:
        ws.send(bytes(LONGEST_FRAME + 1))
        with pytest.raises(Exception, match="1009"):
            ws.recv(timeout=20)
    with server.socket() as ws:
        assert ask(ws, "/echo", 1)


def test_a_blob_with_a_wrong_size_is_malformed(ws):
    ws.send(encode("/echo")[:8] + b",b\0\0" + struct.pack(">i", 2**31 - 1))
    assert heard(ws).args[1] == "malformed"

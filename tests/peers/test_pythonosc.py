"""python-osc: the client that most Python programs use."""

from __future__ import annotations

import time

import numpy as np
import pytest
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.tcp_client import TCPClient
from pythonosc.udp_client import UDPClient

from tests.support.programs import Daemon
from tests.support.wire import DONE, FAIL, PATIENCE, Udp

pytestmark = pytest.mark.peer


def message(address: str, *args) -> OscMessage:
    builder = OscMessageBuilder(address)
    for arg in args:
        builder.add_arg(arg)
    return builder.build()


def ask(client, address: str, *args) -> list[OscMessage]:
    """Return what comes up to the answer to `address`, as python-osc decodes it."""
    client.send(message(address, *args))
    heard: list[OscMessage] = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        data = client.receive(1)
        for packet in data if isinstance(data, list) else [data]:
            if not packet:
                continue
            heard.append(OscMessage(packet))
            if heard[-1].address in (DONE, FAIL) and heard[-1].params[0] == address:
                return heard
    raise AssertionError(f"no answer to {address}; heard {[m.address for m in heard]}")


@pytest.fixture(params=["udp", "1.0", "1.1"])
def client(request, daemon: Daemon):
    if request.param == "udp":
        with UDPClient("127.0.0.1", daemon.port) as udp:
            udp._sock.bind(("127.0.0.1", 0))
            yield udp
    else:
        with TCPClient("127.0.0.1", daemon.port, mode=request.param) as tcp:
            yield tcp


def test_a_client_pulls_a_component(client, daemon: Daemon, peer: Udp, sound):
    heard = ask(client, "/buffer/load", "drums", str(sound))
    assert heard[-1].params == ["/buffer/load", "drums", 2, 24000, 48000]
    heard = ask(client, "/buffer/factorize", "drums", 3, "iterations", 20)
    assert heard[-1].address == DONE, heard[-1].params
    assert [m.params[1] for m in heard if m.address == "/oscfactor/progress"][-1] == 1.0
    samples: list[float] = []
    total = 1
    while len(samples) < total:
        heard = ask(client, "/component/audio", "drums", 1, 0, len(samples), 512)
        (audio,) = [m.params for m in heard if m.address == "/oscfactor/audio"]
        total = audio[4]
        samples += audio[5:]
    assert np.array_equal(np.array(samples, np.float32), peer.pull("drums", 1))
    heard = ask(client, "/buffer/lode", "drums")
    assert heard[-1].address == FAIL
    assert heard[-1].params[1] == "unknown-command"


def test_every_type_that_python_osc_sends_is_read(client):
    heard = ask(
        client, "/no/such/command", 1, 0.5, "text", b"\xc0\xdb", True, False, None, 2**40, [1, [2]], "end"
    )
    assert heard[-1].params[:2] == ["/no/such/command", "unknown-command"]
    echoed = heard[-1].params[3:]
    assert echoed[:4] == [1, 0.5, "text", b"\xc0\xdb"]
    assert echoed[-1] == "end"

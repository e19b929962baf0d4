"""Packets that are no Open Sound Control, and clients that behave badly: nothing hangs, grows or changes."""

from __future__ import annotations

import socket
import struct

import numpy as np
import psutil
import pytest

from tests.support.programs import Daemon
from tests.support.wire import DONE, FAIL, Message, Tcp, Udp, encode, encode_bundle, text

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("nothing_changes")]


def nested(depth: int) -> bytes:
    packet = encode("/version")
    for _ in range(depth):
        packet = encode_bundle(packet)
    return packet


PACKETS = {
    "nothing": b"",
    "one byte": b"/",
    "no slash": b"abc\0,\0\0\0",
    "no end of the address": b"/buffer/list",
    "no end of the tags": text("/buffer/list") + b",iii",
    "no comma": text("/buffer/info") + text("s") + text("drums"),
    "three bytes short": encode("/sync", 1)[:-3],
    "an argument short": text("/sync") + text(",ii") + struct.pack(">i", 1),
    "text without end": text("/buffer/info") + text(",s") + b"drum",
    "text that is no UTF-8": text("/buffer/info") + text(",s") + b"\xff\xfe\xfd\0",
    "an address that is no UTF-8": b"/\xff\xfe\0" + text(","),
    "an unknown tag": text("/sync") + text(",Zi") + struct.pack(">ii", 1, 1),
    "a blob of negative length": text("/buffer/info") + text(",b") + struct.pack(">i", -8),
    "a blob longer than the packet": text("/buffer/info")
    + text(",b")
    + struct.pack(">i", 2**31 - 1)
    + b"1234",
    "brackets that do not close": text("/sync") + text(",[i") + struct.pack(">i", 1),
    "brackets that do not open": text("/sync") + text(",i]") + struct.pack(">i", 1),
    "a bundle's head alone": b"#bundle\0",
    "a bundle with a negative size": b"#bundle\0" + struct.pack(">Qi", 1, -20) + b"\0\0\0\0",
    "a bundle whose size lies": b"#bundle\0" + struct.pack(">Qi", 1, 4000) + encode("/version"),
    "a size of zero, for ever": b"#bundle\0" + struct.pack(">Q", 1) + bytes(4000),
    "nested 2000 deep": nested(2000),
    "fourteen stars": encode("/*a*a*a*a*a*a*a*a*a*a*a*a*a*" + "a" * 200, 1),
    "fourteen stars alone": encode("/" + "*" * 14 + "x"),
    "braces without end": encode("/buffer/{in,li"),
    "brackets in an address": encode("/buffer/[z-"),
    "random": np.random.default_rng(3).bytes(3000),
    "65000 bytes of text": encode("/buffer/info", "x" * 64950),
    "65000 bytes of address": encode("/" + "y" * 64950),
    "16000 arguments": encode("/buffer/info", np.zeros(10800, np.float32)),
    "nested arrays": text("/buffer/info") + text("," + "[" * 20000 + "]" * 20000),
}


@pytest.mark.parametrize("name", PACKETS)
def test_no_packet_hurts(daemon: Daemon, peer: Udp, name):
    peer.send_raw(PACKETS[name])
    peer.send("/sync", 99)
    heard = peer.until(DONE, "/sync", 99)
    fails = [m for m in heard if m.address == FAIL]
    assert all(m.args[1] in ("malformed", "unknown-command", "argument", "limit") for m in fails), fails
    assert name == "nothing" or len(fails) <= 1 or "bundle" in name, fails
    done = [m for m in heard if m.address == DONE and m.args[0] != "/sync"]
    assert not done or name == "nested 2000 deep", done


@pytest.mark.parametrize("framing", ["size", "slip"])
@pytest.mark.parametrize("name", PACKETS)
def test_no_packet_hurts_over_tcp(daemon: Daemon, name, framing):
    with Tcp(daemon.port, framing) as tcp:
        tcp.send("/version")
        tcp.terminal("/version")
        tcp.send_raw(PACKETS[name])
        try:
            tcp.send("/sync", 98)
            tcp.until(DONE, "/sync", 98)
        except (ConnectionError, BrokenPipeError):
            assert PACKETS[name][:1] not in b"/#" or not PACKETS[name]


@pytest.mark.parametrize("size", [-1, -(2**31), 2**31 - 1, 3])
def test_a_size_prefix_that_lies_costs_nothing(daemon: Daemon, peer: Udp, size):
    with Tcp(daemon.port, "size") as tcp:
        tcp.done("/version")
        before = psutil.Process(daemon.process.pid).memory_info().rss
        tcp.socket.sendall(struct.pack(">i", size) + b"abc")
        peer.done("/version")
        assert psutil.Process(daemon.process.pid).memory_info().rss - before < 50e6


def test_a_65000_byte_datagram_is_read_whole(peer: Udp):
    samples = np.linspace(-1, 1, 16000, dtype=np.float32)
    peer.done("/buffer/alloc", "big", 16000)
    peer.done("/buffer/write", "big", 0, 0, samples.astype(">f4").tobytes())
    assert np.array_equal(peer.read("big"), samples)
    peer.done("/buffer/write", "big", 0, 4000, samples[:12000])
    assert np.array_equal(peer.read("big")[4000:], samples[:12000])
    peer.done("/buffer/free", "big")


@pytest.mark.parametrize("framing", ["size", "slip"])
def test_a_client_that_sends_byte_by_byte_is_answered(daemon: Daemon, peer: Udp, framing):
    with Tcp(daemon.port, framing) as slow:
        for byte in slow.frame(encode("/buffer/info", "drums")):
            slow.socket.sendall(bytes([byte]))
            peer.done("/version")  # meanwhile others are served
        assert slow.terminal("/buffer/info").last == Message(DONE, ("/buffer/info", "drums"))


def test_a_client_that_never_reads_is_no_burden(daemon: Daemon, peer: Udp):
    process = psutil.Process(daemon.process.pid)
    before = process.memory_info().rss
    with Tcp(daemon.port, "size") as deaf:
        request = deaf.frame(encode("/buffer/read", "drums", 0, 0, 512)) * 100
        deaf.socket.settimeout(1.0)
        n_sent = 0
        try:
            while n_sent < 2_000_000:  # would bring 80 MB of answers
                n_sent += deaf.socket.send(request)
                if n_sent % 40 == 0:
                    peer.done("/version")
        except (TimeoutError, ConnectionError):
            pass  # the daemon stopped reading, or hung up: both bound what it keeps
        peer.done("/version")
        assert process.memory_info().rss - before < 50e6
    peer.done("/buffer/info", "drums")


def test_a_connection_without_a_word_is_no_burden(daemon: Daemon, peer: Udp):
    idle = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(50)]
    try:
        peer.done("/version")
        with Tcp(daemon.port, "slip") as late:
            late.done("/version")
    finally:
        for connection in idle:
            connection.close()


def test_a_client_that_names_the_daemons_own_port_starts_no_echo(daemon: Daemon, peer: Udp):
    process = psutil.Process(daemon.process.pid)
    with Udp(daemon.port) as fool:
        fool.send("/notify", 1, daemon.port)
        fool.send("/version")
        fool.send("/no/such")
        peer.done("/version")
        used = process.cpu_times().user
        for _ in range(50):
            peer.done("/version")
        assert process.cpu_times().user - used < 0.5
        fool.send("/notify", 0)


@pytest.mark.parametrize("framing", ["size", "slip"])
def test_a_client_that_shuts_its_side_gets_its_answers_first(daemon: Daemon, framing):
    with Tcp(daemon.port, framing) as tcp:
        tcp.send("/buffer/factorize", "drums", 2, "iterations", 5)
        tcp.socket.shutdown(socket.SHUT_WR)
        assert tcp.terminal("/buffer/factorize").last.address == DONE
        with pytest.raises(ConnectionResetError):
            tcp.receive()


def test_a_client_that_leaves_in_the_midst_of_a_job_hurts_nobody(daemon: Daemon, peer: Udp):
    for framing in ("size", "slip"):
        with Tcp(daemon.port, framing) as tcp:
            tcp.send("/notify", 1)
            tcp.send("/buffer/factorize", "drums", 2, "iterations", 1000)
            tcp.until("/oscfactor/progress", "drums")
        peer.ask("/buffer/factorize", "drums", 2, "iterations", 1)
        peer.ask("/buffer/cancel", "drums")
        peer.done("/buffer/factorize", "drums", 2, "iterations", 5)
    assert peer.status()["clients"] == 0


def test_a_failing_message_does_not_stop_the_rest_of_its_bundle(peer: Udp):
    peer.send_raw(
        encode_bundle(
            encode("/buffer/info", "drms"),
            text("/sync") + text(",Z"),
            encode_bundle(encode("/no/such")),
            encode("/buffer/info", "drums"),
        )
    )
    heard = peer.until(DONE, "/buffer/info", "drums")
    codes = [m.args[1] for m in heard if m.address == FAIL]
    assert codes == ["not-found", "malformed", "unknown-command"]


def test_a_pattern_reaches_every_command_and_each_answers(peer: Udp):
    peer.send("/component/{audio,basis}", "drums", 7, 0, 0, 64)
    peer.send("/sync", 5)
    heard = peer.until(DONE, "/sync", 5)
    assert {(m.address, m.args[0], m.args[1]) for m in heard[:2]} == {
        (FAIL, "/component/audio", "argument"),
        (FAIL, "/component/basis", "argument"),
    }
    peer.send("//version")
    peer.terminal("/version")
    peer.fail("/buffer/z*", code="unknown-command")

"""Connections over real sockets: both framings, and clients that would harm others if they could."""

import logging
import socket
import struct

import pytest

from oscfactor.transports import connection as connections
from tests.support.harness import harness
from tests.support.wire import DONE, PATIENCE, Message, Tcp, Udp, encode


@pytest.fixture
def running():
    with harness() as made:
        yield made


@pytest.mark.parametrize("framing", ["size", "slip"])
def test_both_framings_are_answered_in_kind(running, framing):
    with Tcp(running.port, framing) as client:
        assert client.ask("/echo", 0.5).last == Message(DONE, ("/echo", 0.5))
        client.fail("/nothing", code="unknown-command")


def test_a_large_packet_in_small_pieces(running):
    packet = encode("/echo", 1, b"x" * 300_000)
    data = struct.pack(">i", len(packet)) + packet
    with Tcp(running.port, "size") as client:
        for start in range(0, len(data), 10_000):
            client.socket.sendall(data[start : start + 10_000])
        assert "one argument too many" in client.receive().args[2]


def test_a_slow_sender_holds_up_nobody(running):
    packet = encode("/echo", 1)
    with Tcp(running.port, "size") as slow, Tcp(running.port, "size") as quick:
        for byte in struct.pack(">i", len(packet)) + packet:
            slow.socket.sendall(bytes([byte]))
            quick.done("/echo", 2)
        assert slow.receive().args == ("/echo", 1.0)


@pytest.mark.parametrize("size", [-5, 2**31 - 1])
def test_an_impossible_size_is_answered_once_and_the_connection_ends(running, size):
    with Tcp(running.port, "size") as client:
        client.socket.sendall(struct.pack(">i", size) + bytes(200_000))
        assert client.receive().args[:2] == ("/", "malformed")
        with pytest.raises(ConnectionError):
            client.receive()


def test_a_script_that_shuts_its_side_still_gets_its_answers(running):
    with Tcp(running.port, "size") as client, Udp(running.port) as other:
        client.send("/wait")
        client.send("/echo", 1)
        client.socket.shutdown(socket.SHUT_WR)
        assert client.receive().args == ("/echo", 1.0)
        other.ask("/go")
        assert client.receive().args == ("/wait",)
        with pytest.raises(ConnectionError):
            client.receive()


def asked_until_nothing_more_is_taken(client):
    asked = 0
    while True:
        try:
            client.socket.sendall(client.frame(encode("/much", 1)))
        except TimeoutError:
            return asked
        asked += 1


def test_who_does_not_read_is_not_read_from_and_harms_nobody(running, monkeypatch):
    monkeypatch.setattr(connections, "HIGH_WATER", 2**18)
    with (
        Tcp(running.port, "size", SO_RCVBUF=2**16, SO_SNDBUF=2**12) as deaf,
        Tcp(running.port, "size") as client,
    ):
        # Small packets are joined, or the kernel takes one more every now and then for minutes.
        deaf.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)
        deaf.socket.settimeout(0.5)
        asked = asked_until_nothing_more_is_taken(deaf)
        (connection,) = (c for c in running.transports._pairs[0][1].connections if not c._may_write)
        waiting = running.call(connection._transport.get_write_buffer_size)
        assert waiting < 2 * connections.HIGH_WATER
        client.done("/echo", 2)
        # Once it reads again, everything that it asked for comes.
        deaf.socket.settimeout(PATIENCE)
        heard = 0
        while heard < asked:
            heard += deaf.receive_raw(PATIENCE).startswith(b"/oscfactor/done\0")


def test_who_is_buried_in_events_and_does_not_read_is_dropped(running, caplog):
    with Tcp(running.port, "size", SO_RCVBUF=4096) as deaf, Tcp(running.port, "size") as client:
        deaf.ask("/notify", 1)
        with caplog.at_level(logging.WARNING):
            n_events = 0
            while running.call(len, running.clients):
                running.broadcast(b"x" * 100_000)
                n_events += 1
                assert n_events < 1000
        assert "does not read" in caplog.text
        client.done("/echo", 2)


def test_a_subscription_ends_with_its_connection(running):
    with Tcp(running.port, "size") as client:
        client.ask("/notify", 1)
    while running.call(len, running.clients):
        pass


def test_a_tcp_client_may_have_its_answers_sent_to_a_udp_port(running):
    with Tcp(running.port, "size") as client, Udp(running.port) as listener:
        client.send("/notify", 1, listener.port)
        assert listener.receive().args[0] == "/notify"
        client.send("/echo", 1)
        assert listener.receive().args == ("/echo", 1.0)

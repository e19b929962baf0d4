"""Connections over real sockets: both framings, and clients that would harm others if they could."""

import logging
import socket
import struct

import pytest

from oscfactor.protocol.encoding import encode_message
from oscfactor.transports import connection as connections
from oscfactor.transports import places
from tests.support.sockets import SlipTcp, Tcp, Udp, daemon


@pytest.fixture
def running():
    with daemon() as made:
        yield made


@pytest.mark.parametrize("kind", [Tcp, SlipTcp])
def test_both_framings_are_answered_in_kind(running, kind):
    with kind(running) as client:
        assert client.ask("/echo", 0.5) == ("done", "/echo", 0.5)
        assert client.ask("/nothing")[:3] == ("fail", "/nothing", "unknown-command")


def test_a_large_packet_in_small_pieces(running):
    packet = encode_message("/echo", [1, b"x" * 300_000])
    data = struct.pack(">i", len(packet)) + packet
    with Tcp(running) as client:
        for start in range(0, len(data), 10_000):
            client.sock.sendall(data[start : start + 10_000])
        assert "one argument too many" in client.hear().args[2]


def test_a_slow_sender_holds_up_nobody(running):
    packet = encode_message("/echo", [1])
    with Tcp(running) as slow, Tcp(running) as quick:
        for byte in struct.pack(">i", len(packet)) + packet:
            slow.sock.sendall(bytes([byte]))
            assert quick.ask("/echo", 2)[0] == "done"
        assert slow.hear().args == ("/echo", 1.0)


@pytest.mark.parametrize("size", [-5, 2**31 - 1])
def test_an_impossible_size_is_answered_once_and_the_connection_ends(running, size):
    with Tcp(running) as client:
        client.sock.sendall(struct.pack(">i", size) + bytes(200_000))
        assert client.hear().args[:2] == ("/", "malformed")
        with pytest.raises((EOFError, ConnectionError)):
            client.hear()


def test_a_script_that_shuts_its_side_still_gets_its_answers(running):
    with Tcp(running) as client, Udp(running) as other:
        client.send(encode_message("/wait"))
        client.send(encode_message("/echo", [1]))
        client.sock.shutdown(socket.SHUT_WR)
        assert client.hear().args == ("/echo", 1.0)
        other.ask("/go")
        assert client.hear().args == ("/wait",)
        with pytest.raises(EOFError):
            client.hear()


def asked_until_nothing_more_is_taken(client):
    asked = 0
    while True:
        try:
            client.send(encode_message("/much", [1]))
        except TimeoutError:
            return asked
        asked += 1


def test_who_does_not_read_is_not_read_from_and_harms_nobody(running, monkeypatch):
    monkeypatch.setattr(connections, "HIGH_WATER", 2**18)
    with Tcp(running, SO_RCVBUF=2**16, SO_SNDBUF=2**12) as deaf, Tcp(running) as client:
        deaf.sock.settimeout(0.5)
        asked = asked_until_nothing_more_is_taken(deaf)
        (connection,) = (c for c in running.transports._pairs[0][1].connections if not c._may_write)
        waiting = running.call(connection._transport.get_write_buffer_size)
        assert waiting < 2 * connections.HIGH_WATER
        assert client.ask("/echo", 2)[0] == "done"
        # Once it reads again, everything that it asked for comes.
        deaf.sock.settimeout(20)
        heard = 0
        while heard < asked:
            heard += deaf.hear().address == "/oscfactor/done"


def test_who_is_buried_in_events_and_does_not_read_is_dropped(running, caplog):
    with Tcp(running, SO_RCVBUF=4096) as deaf, Tcp(running) as client:
        deaf.ask("/notify", 1)
        with caplog.at_level(logging.WARNING):
            n_events = 0
            while running.call(len, running.clients):
                running.broadcast(b"x" * 100_000)
                n_events += 1
                assert n_events < 1000
        assert "does not read" in caplog.text
        assert client.ask("/echo", 2)[0] == "done"


def test_a_subscription_ends_with_its_connection(running):
    with Tcp(running) as client:
        client.ask("/notify", 1)
    while running.call(len, running.clients):
        pass


def test_connections_are_bounded(running, monkeypatch, caplog):
    monkeypatch.setattr(places, "MAX_CONNECTIONS", 3)
    clients = [Tcp(running) for _ in range(3)]
    for client in clients:
        client.send(encode_message("/wait"))
        assert client.ask("/echo", 1)[0] == "done"
    with Tcp(running) as one_more, pytest.raises((EOFError, ConnectionError)):
        one_more.ask("/echo", 1)
    for client in clients:
        client.sock.close()
    assert "turned away" in caplog.text


def test_who_only_holds_a_connection_gives_way_to_others(running, monkeypatch):
    monkeypatch.setattr(places, "MAX_CONNECTIONS", 3)
    with Tcp(running) as waiting, Tcp(running) as silent, Tcp(running) as known:
        waiting.send(encode_message("/wait"))
        for client in (waiting, silent, known):
            assert client.ask("/echo", 1) == ("done", "/echo", 1.0)
        with Tcp(running) as late:
            assert late.ask("/echo", 2) == ("done", "/echo", 2.0)
            assert known.ask("/echo", 3) == ("done", "/echo", 3.0)
            with pytest.raises((EOFError, ConnectionError)):
                silent.ask("/echo", 4)


def test_a_tcp_client_may_have_its_answers_sent_to_a_udp_port(running):
    with Tcp(running) as client, Udp(running) as listener:
        client.send(encode_message("/notify", [1, listener.port]))
        assert listener.hear().args[0] == "/notify"
        client.send(encode_message("/echo", [1]))
        assert listener.hear().args == ("/echo", 1.0)

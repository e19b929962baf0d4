"""Datagrams over real sockets."""

import errno
import logging
import socket
import sys

import pytest

from oscfactor.transports.udp import MAX_QUEUED
from tests.support.harness import harness
from tests.support.wire import DONE, Message, Udp, encode, encode_bundle


@pytest.fixture
def running():
    with harness() as made:
        yield made


@pytest.fixture
def client(running):
    with Udp(running.port) as made:
        yield made


def test_a_request_is_answered_to_where_it_came_from(client):
    assert client.ask("/echo", 0.5).last == Message(DONE, ("/echo", 0.5))


def test_a_bundle_gives_one_packet_for_each_answer(client):
    client.send_raw(encode_bundle(*(encode("/echo", i) for i in range(50))))
    assert [client.receive().args[1] for _ in range(50)] == list(range(50))


def test_the_largest_datagram_is_read_whole(client):
    packet = encode("/echo", 1, b"x" * 65_400)
    client.send_raw(packet)
    assert "one argument too many" in client.receive().args[2]


def test_rubbish_is_answered_and_harms_nobody(client):
    for rubbish in (b"\0", b"hello", b"#bundle\0", bytes(2000), b"/\xff\xff\xff"):
        client.send_raw(rubbish)
        assert client.receive().args[1] == "malformed"
    client.send_raw(b"")
    assert client.receive().args[1] == "malformed"
    client.done("/echo", 1)


def test_answers_and_events_go_to_the_port_that_notify_names(running, client):
    with Udp(running.port) as listener:
        client.send("/notify", 1, listener.port)
        assert listener.receive().args[0] == "/notify"
        client.send("/echo", 2)
        assert listener.receive().args == ("/echo", 2.0)
        running.broadcast(3)
        assert listener.receive().args == (3,)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who refused")
def test_a_subscriber_whose_port_refuses_is_dropped_and_the_others_hear_on(running, client):
    with Udp(running.port) as gone:
        gone.ask("/notify", 1)
    client.ask("/notify", 1)
    n_events = 0
    while running.call(len, running.clients) > 1:
        running.broadcast(n_events)
        n_events += 1
        assert n_events < 100
    assert [client.receive().args[0] for _ in range(n_events)] == list(range(n_events))
    client.done("/echo", 1)


def test_answers_to_a_client_that_is_gone_do_not_harm_the_next(running, client):
    for _ in range(50):
        with Udp(running.port) as gone:
            gone.send("/much", 3)
        client.done("/echo", 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who refused")
def test_a_refusal_that_a_send_has_swallowed_is_still_seen(running):
    with Udp(running.port) as gone:
        gone.ask("/notify", 1)

    def swallow():
        running.clients.broadcast("/oscfactor/event", 1)
        running.transports._pairs[0][0]._sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    running.call(swallow)
    for _ in range(1000):
        if not running.call(len, running.clients):
            return
    pytest.fail("the subscriber is still there, and the loop woken for ever")


class FullSocket:
    """A socket whose kernel has no room for the first datagrams."""

    def __init__(self, sock, n_full):
        self._sock = sock
        self.n_full = n_full

    def __getattr__(self, name):
        return getattr(self._sock, name)

    def sendto(self, *args):
        self.n_full -= 1
        if self.n_full >= 0:
            raise BlockingIOError(errno.EAGAIN, "full")
        return self._sock.sendto(*args)


def test_when_the_kernel_is_full_answers_wait_and_then_leave(running, client, monkeypatch):
    transport = running.transports._pairs[0][0]
    monkeypatch.setattr(transport, "_sock", FullSocket(transport._sock, 20))
    client.send_raw(encode_bundle(*(encode("/echo", i) for i in range(10))))
    assert [client.receive().args[1] for _ in range(10)] == list(range(10))
    running.call(lambda: None)
    monkeypatch.undo()


def test_what_can_never_leave_is_dropped_with_few_words(running, client, monkeypatch, caplog):
    transport = running.transports._pairs[0][0]
    monkeypatch.setattr(transport, "_sock", FullSocket(transport._sock, 10**9))
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            client.send("/much", 3000)
        while transport._n_lost < 4900:
            running.call(lambda: None)
    assert 5 < len(caplog.records) < 20
    assert len(transport._queue) <= MAX_QUEUED
    monkeypatch.undo()


def test_ipv6_is_served_where_there_is_any():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 here")
    with harness("::1") as running, Udp(running.port, "::1") as client:
        assert client.ask("/echo", 6).last == Message(DONE, ("/echo", 6.0))

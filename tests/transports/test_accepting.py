"""Connections that are taken as they come."""

import errno
import socket

import pytest

from oscfactor.transports import places
from oscfactor.transports.accepting import Acceptor
from tests.support.harness import harness
from tests.support.wire import Tcp


class Loop:
    """What an acceptor asks of the event loop."""

    def __init__(self):
        self.readers, self.later = {}, []

    def add_reader(self, sock, call):
        self.readers[sock] = call

    def remove_reader(self, sock):
        return self.readers.pop(sock, None) is not None

    def call_later(self, _seconds, call):
        self.later.append(call)


class Full:
    """A listening socket of a system that has no more files."""

    def __init__(self):
        self.is_open = True

    def accept(self):
        raise OSError(errno.EMFILE, "Too many open files")

    def fileno(self):
        return 7 if self.is_open else -1

    def close(self):
        self.is_open = False


class OneIdle(places.Places):
    """Places of which one can be had back."""

    def __init__(self):
        super().__init__()
        self.n_idle = 1

    def close_one(self, _places):
        self.n_idle -= 1
        return self.n_idle >= 0


def test_without_files_an_idle_connection_gives_way_and_then_the_socket_rests():
    loop, sock = Loop(), Full()
    Acceptor(loop, sock, OneIdle(), lambda *_: None)
    loop.readers[sock]()
    assert sock in loop.readers  # an idle connection has gone: the next is taken at once
    loop.readers[sock]()
    assert sock not in loop.readers  # else the loop would do nothing but try
    loop.later.pop()()
    assert sock in loop.readers


def test_a_socket_that_was_closed_while_it_rested_stays_closed():
    loop, sock = Loop(), Full()
    acceptor = Acceptor(loop, sock, places.Places(), lambda *_: None)
    loop.readers[sock]()
    acceptor.close()
    loop.later.pop()()
    assert loop.readers == {}


def test_a_connection_answers_at_once_and_is_found_out_when_it_is_dead():
    taken, loop = [], Loop()
    with socket.create_server(("127.0.0.1", 0)) as sock:
        Acceptor(loop, sock, places.Places(), lambda *given: taken.append(given))
        with socket.create_connection(sock.getsockname()) as client:
            loop.readers[sock]()
            ((mine, *other),) = taken
            with mine:
                assert tuple(other) == client.getsockname()
                assert not mine.getblocking()
                assert mine.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                assert mine.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


def test_only_some_of_those_who_are_turned_away_are_logged(monkeypatch, caplog):
    monkeypatch.setattr(places, "MAX_CONNECTIONS", 0)
    with harness() as running:
        for _ in range(9):
            with Tcp(running.port, "size") as client, pytest.raises(ConnectionError):
                client.receive()
    counts = [int(text.partition("the ")[2].partition("th")[0]) for text in caplog.messages]
    assert counts == [1, 2, 4, 8]

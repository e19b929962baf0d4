"""The listening socket: how many connections there may be, and which give way to others."""

import pytest

from oscfactor.transports import places
from tests.support.harness import harness
from tests.support.wire import DONE, Message, Tcp


@pytest.fixture
def running():
    with harness() as made:
        yield made


def test_connections_are_bounded(running, monkeypatch, caplog):
    monkeypatch.setattr(places, "MAX_CONNECTIONS", 3)
    clients = [Tcp(running.port, "size") for _ in range(3)]
    for client in clients:
        client.send("/wait")
        client.done("/echo", 1)
    with Tcp(running.port, "size") as one_more, pytest.raises(ConnectionError):
        one_more.ask("/echo", 1)
    for client in clients:
        client.socket.close()
    assert "turned away" in caplog.text


def test_who_only_holds_a_connection_gives_way_to_others(running, monkeypatch):
    monkeypatch.setattr(places, "MAX_CONNECTIONS", 3)
    with (
        Tcp(running.port, "size") as waiting,
        Tcp(running.port, "size") as silent,
        Tcp(running.port, "size") as known,
    ):
        waiting.send("/wait")
        for client in (waiting, silent, known):
            assert client.ask("/echo", 1).last == Message(DONE, ("/echo", 1.0))
        with Tcp(running.port, "size") as late:
            assert late.ask("/echo", 2).last == Message(DONE, ("/echo", 2.0))
            assert known.ask("/echo", 3).last == Message(DONE, ("/echo", 3.0))
            with pytest.raises(ConnectionError):
                silent.ask("/echo", 4)


def test_who_goes_away_before_it_is_served_leaves_its_place(running, monkeypatch):
    async def gone(*_args):
        raise OSError("it went away")

    monkeypatch.setattr(running.loop, "connect_accepted_socket", gone)
    with Tcp(running.port, "size") as client, pytest.raises(ConnectionError):
        client.receive()
    tcp = running.transports._pairs[0][1]
    assert running.call(lambda: (len(tcp.connections), len(tcp.places.taken))) == (0, 0)

"""How many requests may be under way: those that wait for their time bar nobody's way."""

import asyncio

import pytest

from oscfactor.errors import LimitError
from oscfactor.protocol import underway
from oscfactor.protocol.client import Client
from oscfactor.protocol.request import Request
from oscfactor.protocol.underway import UnderWay, wake


class Bench:
    def __init__(self):
        self.under_way = UnderWay()
        self.number = 0

    def client(self, host="127.0.0.1"):
        return Client("udp", host, 1, lambda _packet: None, is_stranger=not host.startswith("127."))

    def request(self, client, n_bytes=100):
        self.number += 1
        return Request(client, "/x", (), self.number, n_bytes, None)

    def begin(self, client, n=1, **options):
        begun = []
        for _ in range(n):
            request = self.request(client, **options)
            self.under_way.check(request)
            self.under_way.add(request)
            begun.append(request)
        return begun


@pytest.fixture
def bench():
    return Bench()


def test_a_client_has_its_share_and_gets_it_back(bench, monkeypatch):
    monkeypatch.setattr(underway, "MAX_UNDER_WAY_PER_CLIENT", 3)
    client, other = bench.client(), bench.client()
    begun = bench.begin(client, 3)
    with pytest.raises(LimitError, match="3 of your requests are under way"):
        bench.begin(client)
    bench.begin(other)
    bench.under_way.remove(begun[0])
    bench.begin(client)
    assert list(client.pending) == [r.number for r in bench.under_way.all() if r.client is client]


def test_another_computer_has_one_share_for_all_its_programs(bench, monkeypatch):
    monkeypatch.setattr(underway, "MAX_UNDER_WAY_PER_CLIENT", 3)
    begun = [bench.begin(bench.client("10.0.0.1"))[0] for _ in range(3)]
    with pytest.raises(LimitError):
        bench.begin(bench.client("10.0.0.1"))
    bench.begin(bench.client("10.0.0.2"))
    for request in begun:
        bench.under_way.remove(request)
    assert bench.under_way._n_of_strangers.keys() == {"10.0.0.2"}


def test_all_clients_share_the_room_and_the_bytes(bench, monkeypatch):
    monkeypatch.setattr(underway, "MAX_UNDER_WAY", 2)
    monkeypatch.setattr(underway, "MAX_BYTES_UNDER_WAY", 1000)
    bench.begin(bench.client(), n_bytes=900)
    with pytest.raises(LimitError, match="too large together"):
        bench.begin(bench.client(), n_bytes=101)
    bench.begin(bench.client(), n_bytes=100)
    with pytest.raises(LimitError, match="0 of your requests"):
        bench.begin(bench.client(), n_bytes=0)


def test_a_request_that_waits_for_its_time_bars_nobodys_way(bench, monkeypatch):
    monkeypatch.setattr(underway, "MAX_UNDER_WAY_PER_CLIENT", 1)
    monkeypatch.setattr(underway, "MAX_BYTES_UNDER_WAY", 150)
    client = bench.client()
    later = bench.request(client)
    bench.under_way.set_later(later, True)
    bench.under_way.add(later)
    (now,) = bench.begin(client)
    bench.under_way.set_later(later, False)  # its time has come
    with pytest.raises(LimitError):
        bench.under_way.check(later)
    bench.under_way.remove(now)
    bench.under_way.check(later)
    bench.under_way.remove(later)
    assert (client.n_later, client.pending, bench.under_way.all()) == (0, {}, [])
    bench.begin(client, n_bytes=150)


def test_a_request_wakes_when_all_before_it_have_ended(bench):
    client = bench.client()
    first, second = bench.begin(client, 2)
    loop = asyncio.new_event_loop()
    ended = [loop.create_future(), loop.create_future()]
    client.waiting = [(second.number, ended[0]), (second.number + 1, ended[1])]
    bench.under_way.remove(first)
    wake(client)
    assert [f.done() for f in ended] == [True, False]
    bench.under_way.remove(second)
    wake(client)
    assert [f.done() for f in ended] == [True, True]
    assert client.waiting == []
    loop.close()

"""Packets in their turn: no client waits for all that another has sent, and none holds the loop."""

import asyncio

from oscfactor.protocol.client import Client
from oscfactor.protocol.encoding import encode_bundle, encode_message
from oscfactor.protocol.packets import Packet, Packets


class Bench:
    """Packets on a loop whose clock a test moves: each message takes `cost` seconds."""

    def __init__(self, cost):
        self.now, self.cost = 0.0, cost
        self.queue, self.took, self.refused = [], [], []
        self.packets = Packets(
            self, read=lambda data, _: Packet(data), take=self._take, refuse=lambda *a: self.refused.append(a)
        )

    def time(self):
        return self.now

    def call_soon(self, call, *args):
        self.queue.append((call, args))

    def turn(self):
        """Let the loop go round once; return how long that took."""
        began, self.queue, queue = self.now, [], self.queue
        for call, args in queue:
            call(*args)
        return self.now - began

    def _take(self, message, _packet, client):
        self.now += self.cost
        self.took.append((client.key[2], message.address))


def client(port):
    return Client("udp", "127.0.0.1", port, lambda _: None)


def test_a_client_that_asks_once_does_not_wait_for_all_that_another_has_sent():
    bench, flood, other = Bench(cost=0.002), client(1), client(2)
    for i in range(100):
        bench.packets.add(encode_message(f"/flood/{i}"), flood)
    bench.packets.add(encode_message("/status"), other)
    while (2, "/status") not in bench.took:
        bench.turn()
    assert len(bench.took) < 8
    while bench.queue:
        bench.turn()
    assert [address for port, address in bench.took if port == 1] == [f"/flood/{i}" for i in range(100)]


def test_a_gust_of_packets_is_spread_over_turns_of_the_loop():
    bench, gust = Bench(cost=0.001), client(1)
    for _ in range(50):
        bench.packets.add(encode_message("/a"), gust)
    assert len(bench.took) <= 5
    while bench.queue:
        assert bench.turn() < 0.006
    assert len(bench.took) == 50


def test_a_large_bundle_is_decoded_a_little_at_a_time_and_whole_or_not_at_all():
    class Slow(Bench):
        def time(self):
            self.now += 1e-5
            return self.now

    bench, one = Slow(cost=0.0), client(1)
    bundle = encode_bundle([encode_message("/a")] * 3000)
    bench.packets.add(bundle + b"\0\0\0", one)  # its end is broken
    bench.packets.add(bundle, one)
    n_turns = 0
    while bench.queue:
        assert bench.turn() < 0.006
        n_turns += 1
    assert n_turns > 10
    assert len(bench.refused) == 1
    assert len(bench.took) == 3000


def test_real_loops_take_a_packet_at_once():
    loop, took = asyncio.new_event_loop(), []
    packets = Packets(
        loop, read=lambda data, _: Packet(data), take=lambda m, *_: took.append(m.address), refuse=print
    )
    packets.add(encode_message("/a"), client(1))
    assert took == ["/a"]
    loop.close()

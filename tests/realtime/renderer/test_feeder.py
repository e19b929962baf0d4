"""The render-ahead thread, with a ring that a test empties."""

import queue
import time
from dataclasses import asdict, replace

import numpy as np
import pytest

from oscfactor.dsp.render.ceiling import CEILING
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.orders import BLOCK, Orders, Playable, Region
from oscfactor.realtime.renderer.feeder import Feeder
from oscfactor.realtime.renderer.player import Player
from oscfactor.realtime.ring import Ring, length_ahead
from tests.support.rings import read
from tests.support.wire import PATIENCE

N = 48000


class FaultyPlayer(Player):
    """A player that fails: no orders are known that bring that about."""

    def render(self, n):
        raise ArithmeticError(n)


def player(kind=Player, level=0.25, region=None):
    sound = Playable(Buffer(np.full((1, N), level, np.float32), N))
    orders = Orders(sound, Mix.neutral(1), region or Region(0, N, loop=True))
    return kind(orders, sample_rate=N, n_outputs=2)


class Rig:
    """A feeder, its ring, and what it tells."""

    def __init__(self, n_latency=2048, capacity=16384):
        self.ring, self.finished, self.limited = Ring(capacity, 2), queue.SimpleQueue(), queue.SimpleQueue()
        self.reader = RingReader(*asdict(self.ring.shape).values())
        self.feeder = Feeder(self.ring, N, n_latency, lambda *what: self.finished.put(what), self.limited.put)

    def close(self):
        self.feeder.close()
        self.reader.close()
        self.ring.close()

    def wait_for(self, n_waiting):
        deadline = time.monotonic() + PATIENCE
        while self.ring.n_waiting < n_waiting:
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def read(self, n):
        """Return the next `n` samples, (n, 2)."""
        self.wait_for(n)
        out, n_read = np.zeros((n, 2), np.float32), self.ring.n_read
        while self.ring.n_read == n_read:  # a ring that rests gives nothing
            self.reader.read(memoryview(out).cast("B"), n, 0, False)
        return out


@pytest.fixture
def rig():
    rig = Rig()
    yield rig
    rig.close()


def test_a_player_that_fails_is_told_of_and_the_others_play_on(rig):
    good, bad = player(), player(FaultyPlayer)
    rig.feeder.add(good)
    rig.feeder.add(bad)
    who, fault = rig.finished.get(timeout=PATIENCE)
    assert who is bad
    assert "ArithmeticError" in fault
    assert rig.read(1024)[512:].tolist() == [[0.25, 0.25]] * 512
    assert rig.finished.empty()


def test_players_are_added_up_and_one_that_is_removed_is_heard_no_more(rig):
    first, second = player(), player(level=0.5)
    rig.feeder.add(first)
    rig.feeder.add(second)
    assert rig.read(2048)[-1].tolist() == [0.75, 0.75]
    rig.feeder.remove(first)
    heard = np.concatenate([rig.read(BLOCK) for _ in range(12)])
    assert heard[-1].tolist() == [0.5, 0.5]


def test_the_ring_is_filled_as_far_as_the_latency_says_and_no_further(rig):
    rig.feeder.add(player())
    rig.wait_for(2048)
    rig.read(BLOCK)
    rig.wait_for(2048)
    assert rig.ring.n_waiting == 2048


def test_an_end_is_told_when_its_last_sample_has_been_heard_and_not_before(rig):
    short = player(region=Region(0, 2 * BLOCK))
    rig.feeder.add(short)
    rig.read(BLOCK)
    rig.wait_for(2048)
    assert rig.finished.empty()
    rig.read(BLOCK)
    assert rig.finished.get(timeout=PATIENCE) == (short, "")


def test_a_loud_player_is_cut_off_and_told_once(rig):
    loud = player(level=100.0)
    rig.feeder.add(loud)
    heard = np.concatenate([rig.read(1024) for _ in range(4)])
    assert heard.max() == np.float32(CEILING)
    assert rig.limited.get(timeout=PATIENCE) is loud
    assert rig.limited.empty()


def test_a_card_that_takes_three_blocks_at_once_finds_them_from_the_second_time_on():
    rig = Rig(n_latency=960)
    try:
        rig.feeder.add(player())
        for turn in range(10):
            rig.wait_for(length_ahead(rig.ring, 960) - BLOCK)
            missed = rig.ring.n_underruns
            for _ in range(3):
                read(rig.reader, 480, now_ns=(turn + 1) * 32_000_000)
            assert turn == 0 or rig.ring.n_underruns == missed
    finally:
        rig.close()


def test_a_latency_beyond_the_ring_fills_the_ring():
    rig = Rig(n_latency=4096, capacity=2048)
    try:
        rig.feeder.add(player())
        rig.wait_for(2048)
        assert rig.read(2048).tolist()[-1] == [0.25, 0.25]
        rig.wait_for(2048)
    finally:
        rig.close()


def test_orders_follow_those_that_were_given_together_and_are_not_lost_to_them(rig):
    one = player()
    rig.feeder.add(one)
    rig.wait_for(2048)  # the ring is full: no block begins until it is read
    loud, quiet = replace(one.orders, mix=Mix.neutral(1).with_level(0.5)), replace(one.orders, stopping=True)
    rig.feeder.order_together([(one, loud)])
    rig.feeder.order(one, quiet)
    rig.read(2048)
    rig.read(2048)
    assert one.orders is quiet

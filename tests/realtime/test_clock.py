"""What is heard when: readings of the ring become a smooth clock, and pieces become places in a sound."""

from dataclasses import asdict
from types import SimpleNamespace

import numpy as np
import pytest

from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.clock import AudioClock, PlayHead
from oscfactor.realtime.orders import Piece
from oscfactor.realtime.ring import Ring

RATE = 1000
BLOCK = 10
LATENCY = 0.2
BEGIN = 100.0  # seconds


class Card:
    """A ring whose reader is called at times of our choice."""

    def __init__(self):
        self.sample_rate, self.latency, self.ring = RATE, LATENCY, Ring(4096, 1)
        self.reader = RingReader(*asdict(self.ring.shape).values())
        self.ring.set_active(True)
        self.ring.write(np.zeros((1, 4000), np.float32))

    def take(self, seconds):
        """Take a block `seconds` after the beginning."""
        self.reader.read(memoryview(bytearray(4 * BLOCK)), BLOCK, round((BEGIN + seconds) * 1e9), False)


@pytest.fixture
def card():
    card = Card()
    yield card
    card.reader.close()
    card.ring.close()


def test_a_block_is_heard_the_latency_after_it_was_taken(card):
    card.take(0.0)
    clock = AudioClock(card)
    assert clock.index_at(BEGIN + LATENCY) == pytest.approx(0, abs=1e-6)
    assert clock.index_at(BEGIN + LATENCY + 0.5) == pytest.approx(500, abs=1e-6)
    assert clock.time_of(500) == pytest.approx(BEGIN + LATENCY + 0.5)


def test_no_sample_is_heard_before_the_first_or_after_the_last(card):
    card.take(0.0)
    clock = AudioClock(card)
    assert clock.index_at(BEGIN) == 0.0
    assert clock.index_at(BEGIN + 1000) == card.ring.n_written


def test_a_late_callback_moves_the_clock_a_little_and_an_early_one_wholly(card):
    card.take(0.0)
    clock = AudioClock(card)
    assert clock.time_of(0) == pytest.approx(BEGIN + LATENCY)
    card.take(0.010 + 0.020)
    assert clock.time_of(0) == pytest.approx(BEGIN + LATENCY + 0.02 * 0.020, abs=1e-6)
    card.take(0.020 - 0.003)
    assert clock.time_of(0) == pytest.approx(BEGIN + LATENCY - 0.003, abs=1e-6)


def test_a_card_that_stood_still_is_believed_at_once(card):
    card.take(0.0)
    clock = AudioClock(card)
    clock.index_at(BEGIN)
    card.take(0.010 + 0.5)
    assert clock.time_of(0) == pytest.approx(BEGIN + LATENCY + 0.5, abs=1e-6)


def test_a_clock_without_a_new_reading_stays(card):
    card.take(0.0)
    clock = AudioClock(card)
    card.take(0.010 + 0.020)
    once = clock.time_of(0)
    assert [clock.time_of(0) for _ in range(5)] == [once] * 5


def test_now_is_the_time_of_the_performance_counter(monkeypatch, card):
    card.take(0.0)
    monkeypatch.setattr(
        "oscfactor.realtime.clock.time", SimpleNamespace(perf_counter=lambda: BEGIN + LATENCY + 0.25)
    )
    assert AudioClock(card).index_at() == pytest.approx(250, abs=1e-6)


def test_a_play_head_tells_the_place_and_the_speed_of_the_piece_that_is_heard():
    head = PlayHead()
    assert not head.begun
    head.add(Piece(offset=100, place=5000.0, speed=2.0))
    head.add(Piece(offset=200, place=0.0, speed=0.0))
    head.add(Piece(offset=300, place=0.0, speed=1.0))
    assert head.begun
    assert head.place_at(100) == (5000.0, 2.0)
    assert head.place_at(199) == (5198.0, 2.0)
    assert head.place_at(250) == (0.0, 0.0)
    assert head.place_at(1300) == (1000.0, 1.0)
    assert head.place_at(99) == (5000.0, 0.0)  # not heard yet: it rests where it begins


def test_a_play_head_of_a_short_loop_keeps_as_many_pieces_as_the_ring_may_hold():
    head = PlayHead()
    for n in range(1000):
        head.add(Piece(offset=n, place=float(n), speed=0.0))
    assert [head.place_at(n)[0] for n in (999, 850, 744)] == [999.0, 850.0, 744.0]
    oldest, _ = head.place_at(0)
    assert 700 < oldest < 744  # the others are forgotten: memory stays the same however long it plays

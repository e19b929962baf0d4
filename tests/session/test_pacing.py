"""Clocks of streams: frames due at their times, late ones left out, round and round or once."""

import pytest

from oscfactor.session import pacing
from oscfactor.session.pacing import AnyClock, OwnClock

RATE = 1000


@pytest.fixture
def clock(monkeypatch):
    class Time:
        now = 100.0

    monkeypatch.setattr(pacing.time, "perf_counter", lambda: Time.now)
    return Time


def test_frames_are_due_at_their_times(clock):
    own = OwnClock(RATE, 200, 600, loop=True, rate=1.0)
    assert list(own.due(0.1)) == [200]
    assert list(own.due(0.1)) == []
    assert own.wait(0.1) == pytest.approx(0.1)
    clock.now += 0.25
    assert list(own.due(0.1)) == pytest.approx([300, 400])
    assert own.wait(0.1) == pytest.approx(0.05)
    clock.now += 0.2
    assert list(own.due(0.1)) == pytest.approx([500, 200])


def test_frames_go_at_the_rate_of_the_clock(clock):
    own = OwnClock(RATE, 0, 1000, loop=True, rate=2.0)
    clock.now += 0.2
    assert list(own.due(0.1)) == pytest.approx([0, 200, 400])


def test_a_clock_without_a_loop_ends(clock):
    own = OwnClock(RATE, 0, 150, loop=False, rate=1.0)
    clock.now += 0.2
    assert list(own.due(0.1)) == pytest.approx([0, 100])
    assert own.ended


def test_frames_that_are_too_late_are_left_out(clock):
    own = OwnClock(RATE, 0, 10_000, loop=True, rate=1.0)
    clock.now += 5.0
    places = list(own.due(0.1))
    assert places[0] == 0
    assert len(places) < 5
    assert places[-1] == pytest.approx(5000)


class Player:
    def __init__(self, runs, rests):
        self.runs, self.rests = runs, rests

    def due(self, _interval):
        return iter([7])

    def wait(self, _interval):
        return 0.5


@pytest.mark.parametrize(("runs", "rests", "place"), [(True, False, 7), (False, True, 7), (False, False, 0)])
def test_the_play_head_leads_where_there_is_a_player(clock, runs, rests, place):
    own = OwnClock(RATE, 0, 10, loop=False, rate=1.0)
    anyway = AnyClock(Player(runs, rests), own)
    assert list(anyway.due(0.1)) == [place]
    clock.now += 1
    list(own.due(0.1))
    assert anyway.ended is not runs

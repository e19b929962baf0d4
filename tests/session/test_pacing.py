"""Clocks of streams: frames due at their times, late ones left out, round and round or once."""

from types import SimpleNamespace

import pytest

from oscfactor.realtime.clock import PlayHead
from oscfactor.realtime.orders import Piece
from oscfactor.session import pacing
from oscfactor.session.pacing import MAX_LATE, REST, AnyClock, OwnClock, PlayerClock

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


class Players:
    """A player of `n` on an output of RATE whose sample `index` is heard now; it has begun, or not."""

    def __init__(self, *, sounds=True, begun=True):
        head = PlayHead()
        if begun:
            head.add(Piece(0.0, 1000.0, 2.0))
        self.index = 0.0
        self.voices = {"n": SimpleNamespace(sounds=sounds, player=SimpleNamespace(head=head))}
        clock = SimpleNamespace(index_at=lambda: self.index)
        self.output = SimpleNamespace(clock=clock, card=SimpleNamespace(sample_rate=RATE))


def test_frames_of_a_player_are_due_when_they_are_heard():
    players = Players()
    head = PlayerClock(players, "n")
    assert (head.runs, head.rests) == (True, False)
    assert list(head.due(0.01)) == [1000]
    players.index = 25.0
    assert list(head.due(0.01)) == [1020, 1040]
    assert head.wait(0.01) == pytest.approx(0.005)
    players.index += 1000 * (MAX_LATE + 0.1)
    assert len(list(head.due(0.01))) == 1, "what is long past is left out"


@pytest.mark.parametrize("state", [{"sounds": False}, {"begun": False}])
def test_a_player_that_is_paused_or_has_not_begun_rests(state):
    players = Players(**state)
    head = PlayerClock(players, "n")
    assert (head.runs, head.rests) == (False, True)
    assert list(head.due(0.01)) == []
    assert head.wait(0.001) == REST


def test_without_a_player_or_a_device_nothing_is_due():
    nobody = PlayerClock(Players(), "other")
    assert (nobody.runs, nobody.rests, list(nobody.due(0.01))) == (False, False, [])
    players = Players()
    players.output.clock = players.output.card = None
    assert list(PlayerClock(players, "n").due(0.01)) == []
    assert PlayerClock(players, "n").wait(0.5) == 0.5

"""Which events subscribers hear of players, and when the next are due."""

import numpy as np
import pytest

from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.announcer import Announcer
from oscfactor.realtime.orders import Orders, Playable, Region
from oscfactor.realtime.voice import Voice

SOUND = Playable(Buffer(np.zeros((1, 5000), np.float32), 1000))
PLAYER = "/oscfactor/player"


def voice(seconds, *, playing=True, heard=True):
    orders = Orders(SOUND, Mix.neutral(1), Region(0, 5000), playing=playing, position=1000 * seconds)
    return Voice(orders, player=object() if heard else None)


class Loop:
    """An event loop whose time passes only when a test says so."""

    def __init__(self):
        self.due = []  # (seconds, callback)

    def call_later(self, seconds, callback):
        self.due.append((seconds, callback))
        return self

    def cancel(self):
        self.due.clear()

    def tick(self):
        """Let the one thing happen that is due."""
        ((_, callback),) = self.due
        self.due.clear()
        callback()


class Audience:
    """Everything that an announcer tells of some voices."""

    def __init__(self, voices, rate=50.0):
        self.voices, self.told, self.loop = voices, [], Loop()
        self.announcer = Announcer(
            self.loop, voices, lambda *event: self.told.append(event), clock=lambda: None, position_rate=rate
        )


def test_a_change_is_told_at_once_and_positions_follow():
    audience = Audience({"a": voice(1.0), "b": voice(2.0, playing=False), "c": voice(3.0, heard=False)})
    audience.announcer.changed("b")
    assert audience.told.pop() == (PLAYER, "b", "paused", 2.0)
    assert audience.loop.due[0][0] == pytest.approx(1 / 50)
    audience.announcer.changed("a")
    assert audience.told.pop() == (PLAYER, "a", "playing", 1.0)
    audience.voices["a"] = voice(1.25)
    for _ in range(3):
        audience.loop.tick()
        assert audience.told.pop() == (PLAYER, "a", "playing", 1.25)
        assert audience.told == []  # b rests, c is not heard


def test_positions_end_with_the_last_voice_that_sounds_and_come_back():
    audience = Audience({"a": voice(1.0)})
    audience.announcer.changed("a")
    audience.voices["a"] = voice(1.5, playing=False)
    audience.announcer.changed("a")
    audience.loop.tick()
    assert audience.told[1:] == [(PLAYER, "a", "paused", 1.5)]
    assert audience.loop.due == []
    audience.voices["a"] = voice(1.5)
    audience.announcer.changed("a")
    audience.loop.tick()
    assert audience.told[2:] == [(PLAYER, "a", "playing", 1.5)] * 2


def test_at_rate_0_only_changes_are_told():
    audience = Audience({"a": voice(1.0)}, rate=0.0)
    audience.announcer.changed("a")
    assert audience.told == [(PLAYER, "a", "playing", 1.0)]
    assert audience.loop.due == []


def test_nothing_is_due_after_the_end():
    audience = Audience({"a": voice(1.0)})
    audience.announcer.changed("a")
    audience.announcer.close()
    assert audience.loop.due == []


def test_a_loud_voice_is_told_by_its_name_and_a_loud_sum_without_one():
    audience = Audience({"a": voice(1.0), "b": voice(2.0)})
    audience.announcer.limited(audience.voices["b"])
    audience.announcer.limited(None)
    (_, state, first), (_, _, second) = audience.told
    assert state == "limited"
    assert first.startswith("'b' is more than 24 dB over full scale")
    assert second.startswith("the sum of all is more than")


def test_an_end_and_a_device_are_told():
    audience = Audience({})
    audience.announcer.stopped("a", 0.2)
    audience.announcer.output_changed("lost", "the card has vanished")
    assert audience.told == [
        (PLAYER, "a", "stopped", 0.2),
        ("/oscfactor/output", "lost", "the card has vanished"),
    ]

"""Where a voice is, with a device and without one, and in which order its player hears of it."""

from types import SimpleNamespace

import numpy as np
import pytest

from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.orders import Orders, Piece, Playable, Region
from oscfactor.realtime.renderer_process import RemotePlayer
from oscfactor.realtime.voice import PAUSED, PLAYING, Voice

RATE = 1000
SOUND = Playable(Buffer(np.zeros((1, 5000), np.float32), RATE))


class Renderer:
    """A renderer's process that only writes down its messages."""

    def __init__(self):
        self.messages = []

    def begin(self, orders):
        return RemotePlayer(self, 7, orders, 48000)

    def order(self, number, orders):
        self.messages.append(("order", number, orders))

    def tell(self, *message):
        self.messages.append(message)


def voice_at(position, **changes):
    orders = Orders(SOUND, Mix.neutral(1), Region(0, 5000), position=position, **changes)
    return Voice(orders)


def clock_at(index):
    return SimpleNamespace(index_at=lambda: index)


@pytest.fixture
def renderer():
    return Renderer()


def test_a_voice_without_a_device_is_where_it_was_ordered_to_be(renderer):
    voice = voice_at(1500.0)
    assert voice.seconds(None) == 1.5
    assert voice.state == PLAYING
    assert not voice.sounds
    voice.join(renderer)
    assert voice.sounds
    assert voice.seconds(clock_at(0)) == 1.5  # nothing has been rendered yet


def test_a_voice_that_is_heard_is_where_its_play_head_is(renderer):
    voice = voice_at(0.0)
    voice.join(renderer)
    voice.player.head.add(Piece(offset=100, place=2000.0, speed=0.5))
    assert voice.seconds(clock_at(300)) == 2.1
    assert voice.seconds(None) == 0.0


def test_a_paused_voice_does_not_sound(renderer):
    voice = voice_at(0.0, playing=False)
    voice.join(renderer)
    assert voice.state == PAUSED
    assert not voice.sounds


def test_a_device_that_goes_leaves_the_place_that_was_heard(renderer):
    voice = voice_at(0.0, jump=4)
    voice.join(renderer)
    voice.player.head.add(Piece(offset=0, place=1000.0, speed=1.0))
    voice.leave(250)
    assert voice.player is None
    assert (voice.orders.position, voice.orders.jump) == (1250.0, 5)
    voice.leave(9999)
    assert (voice.orders.position, voice.orders.jump) == (1250.0, 5)


def test_a_device_that_goes_before_a_sample_was_heard_leaves_the_ordered_place(renderer):
    voice = voice_at(300.0)
    voice.join(renderer)
    voice.leave(250)
    assert voice.orders.position == 300.0


def test_a_next_player_is_recorded_from_its_first_sample(renderer):
    voice = voice_at(0.0)
    recording = object()
    voice.record(recording)
    voice.join(renderer)
    assert voice.player.recording is recording
    assert renderer.messages == []
    voice.player.begin()
    assert [message[0] for message in renderer.messages] == ["record", "order"]


def test_orders_reach_the_player_only_while_there_is_one(renderer):
    voice = voice_at(0.0)
    voice.order(voice.orders.jumping(10.0))
    voice.join(renderer)
    voice.player.begin()
    last = voice.orders.jumping(20.0)
    voice.order(last)
    assert [message[2].position for message in renderer.messages] == [10.0, 20.0]
    player = voice.player
    voice.join(renderer)
    assert voice.player is player

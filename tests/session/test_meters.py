"""Meters look at what sounds, and at nothing else."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest

from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.orders import Playable
from oscfactor.session.meters import INTERVAL, Meters


class Playing:
    """One sound that plays or not, and what the meters tell of it."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        samples = np.full((1, 8000), 0.5, np.float32)
        samples[0, ::2] = -0.5
        samples.flags.writeable = False
        self.sound = Playable.of(Buffer(samples, 8000), None)
        self.voices = {}
        self.told = []
        self.wanted = True
        self.meters = Meters(
            self.loop,
            SimpleNamespace(voices=self.voices, seconds=lambda _name: 0.5),
            SimpleNamespace(sound=lambda _name: self.sound),
            on_look=lambda *told: self.told.append(told),
            is_wanted=lambda _name: self.wanted,
        )

    def play(self, gain=1.0):
        mix = Mix.neutral(1).with_level(gain)
        self.voices["a"] = SimpleNamespace(sounds=True, orders=SimpleNamespace(sound=self.sound, mix=mix))
        self.meters.start()

    def wait(self, n_looks=4):
        self.loop.run_until_complete(asyncio.sleep(n_looks * INTERVAL))
        told, self.told = self.told, []
        return told


@pytest.fixture
def playing():
    made = Playing()
    yield made
    made.meters.close()
    made.loop.close()


def test_what_sounds_is_looked_at_until_it_is_silent(playing):
    assert playing.meters.levels("a").whole == (0.0, 0.0)
    playing.play(0.5)
    assert {("a", False), ("a", True)} <= set(playing.wait(8))
    assert playing.meters.levels("a").whole == pytest.approx((0.25, 0.25))
    del playing.voices["a"]
    assert playing.wait()[-1] == ("a", True)
    assert playing.meters.levels("a").whole == (0.0, 0.0)
    assert playing.wait() == []


def test_levels_that_nobody_wants_are_not_measured(playing):
    playing.wanted = False
    playing.play()
    assert set(playing.wait()) == {("a", False)}
    playing.loop.run_until_complete(playing.meters.look("a"))  # but when they are asked for
    assert playing.meters.levels("a").whole == pytest.approx((0.5, 0.5))


def test_a_sound_that_stops_before_it_is_measured_harms_nothing(playing):
    playing.play()
    look = playing.loop.create_task(playing.meters._measure("a"))
    playing.voices.clear()
    playing.loop.run_until_complete(look)
    assert playing.meters.levels("a").whole == (0.0, 0.0)

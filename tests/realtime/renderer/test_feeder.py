"""The render-ahead thread, with a ring that nobody empties."""

import queue

import numpy as np

from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.orders import Orders, Playable, Region
from oscfactor.realtime.renderer.feeder import Feeder
from oscfactor.realtime.renderer.player import Player
from oscfactor.realtime.ring import Ring

N = 48000


def player(n_components):
    sound = Playable(Buffer(np.full((1, N), 0.25, np.float32), N))
    orders = Orders(sound, Mix.neutral(n_components), Region(0, N, loop=True))
    return Player(orders, sample_rate=N, n_outputs=2)


def test_a_player_that_fails_is_told_of_and_the_others_play_on():
    ring, finished = Ring(16384, 2), queue.SimpleQueue()
    feeder = Feeder(ring, N, 2048, lambda *what: finished.put(what))
    try:
        good, bad = player(1), player(1)
        feeder.add(good)
        bad._track = None  # nothing that orders could bring about makes a player fail, as far as is known
        feeder.add(bad)
        who, fault = finished.get(timeout=20)
        assert who is bad
        assert "AttributeError" in fault
        while ring.n_written < 1024:
            finished.empty()
        assert ring._samples[512:1024].tolist() == [[0.25, 0.25]] * 512
        assert finished.empty()
    finally:
        feeder.close()
        ring.close()

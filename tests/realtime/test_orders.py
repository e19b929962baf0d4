"""The orders that a command makes, and the places that a region and a piece stand for."""

import numpy as np
import pytest

from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import ArgumentError
from oscfactor.model.layers import Layers
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization
from oscfactor.realtime.orders import (
    COMPONENTS,
    MIX,
    RESAMPLE,
    STRETCH,
    Orders,
    Piece,
    Playable,
    Region,
    choose_region,
    orders_to_play,
)

RATE = 1000
BUFFER = Buffer(np.zeros((1, 2000), np.float32), RATE)
SOUND = Playable(BUFFER)
REGION = Region(100, 200)
MUTE = Mix.neutral(1).with_mute(0, True)


def region(old=None, fade=0.005, **given):
    return choose_region(BUFFER, old, fade, **({"start": None, "end": None, "loop": None} | given))


def to_play(old, begins=False, **given):
    options = {"rate": None, "mode": None, "outputs": None} | given
    return orders_to_play(old, SOUND, MUTE, REGION, begins=begins, **options)


def test_a_region_is_the_whole_sound_until_seconds_choose_a_part():
    assert region() == Region(0, 2000, loop=False, fade=5)
    assert region(start=0.5, end=1.0, loop=True) == Region(500, 1000, loop=True, fade=5)
    assert region(end=0.0).end == 2000
    assert region(end=9.0).end == 2000


def test_a_region_keeps_what_is_not_given():
    old = Region(500, 1000, loop=True, fade=7)
    assert region(old, 0.003) == Region(500, 1000, loop=True, fade=3)
    assert region(old, loop=False) == Region(500, 1000, loop=False, fade=5)
    assert region(old, start=0.2) == Region(200, 1000, loop=True, fade=5)


def test_an_empty_region_is_refused_with_the_sounds_length():
    with pytest.raises(ArgumentError, match=r"from 1\.5 s to 1\.2 s; the sound is 2 s long"):
        region(start=1.5, end=1.2)
    with pytest.raises(ArgumentError, match="nothing to play"):
        region(start=3.0)


@pytest.mark.parametrize(("unrolled", "place"), [(50, 50), (299, 299), (300, 100), (450, 250), (701, 101)])
def test_a_loops_rounds_begin_at_its_start(unrolled, place):
    assert Region(100, 300, loop=True).place(unrolled) == place
    assert Region(100, 300).place(unrolled) == unrolled


def test_a_piece_is_a_straight_line():
    assert Piece(offset=10, place=500, speed=0.5).at(14) == 502


def test_a_buffer_begins_at_its_regions_start():
    orders = to_play(None)
    assert (orders.position, orders.jump, orders.playing, orders.stopping) == (100.0, 0, True, False)
    assert (orders.rate, orders.mode, orders.outputs) == (1.0, STRETCH, MIX)
    assert (orders.sound, orders.mix, orders.region) == (SOUND, MUTE, REGION)
    chosen = to_play(None, rate=0.0, mode=RESAMPLE, outputs=COMPONENTS)
    assert (chosen.rate, chosen.mode, chosen.outputs) == (0.0, RESAMPLE, COMPONENTS)


def held(**changes):
    given = {"rate": 0.5, "mode": RESAMPLE, "outputs": COMPONENTS, "jump": 3, "position": 42.0} | changes
    return Orders(SOUND, Mix.neutral(1), Region(0, 2000), **given)


def test_a_paused_buffer_goes_on_where_it_was():
    orders = to_play(held(playing=False))
    assert orders.playing
    assert (orders.jump, orders.position) == (3, 42.0)
    assert (orders.rate, orders.mode, orders.outputs) == (0.5, RESAMPLE, COMPONENTS)
    assert (orders.mix, orders.region) == (MUTE, REGION)


@pytest.mark.parametrize(("playing", "begins"), [(True, False), (True, True), (False, True)])
def test_a_buffer_that_plays_or_is_given_a_start_jumps_there(playing, begins):
    orders = to_play(held(playing=playing), begins, rate=0.0)
    assert (orders.jump, orders.position, orders.rate) == (4, 100.0, 0.0)


def test_each_jump_is_another():
    orders = held().jumping(7.0)
    assert (orders.jump, orders.position) == (4, 7.0)
    assert orders.jumping(7.0).jump == 5


def test_a_playable_has_a_layer_for_each_component():
    assert (SOUND.n_components, SOUND.frames) == (1, None)
    assert Playable.of(BUFFER, None).frames is None
    stft = Stft(window=256, hop=64, fft=256)
    random = np.random.default_rng(0)
    W = random.random((3, stft.n_bins), np.float32)
    H = random.random((1, stft.n_frames(2000), 3), np.float32)
    factorization = Factorization(W, H, stft, "kl", 0.0, 1, 0.0)
    sound = Playable.of(BUFFER, Layers(BUFFER, factorization))
    assert sound.n_components == 3
    assert sound.origin is factorization
    assert sound.frames.W.shape == (3, stft.n_bins)

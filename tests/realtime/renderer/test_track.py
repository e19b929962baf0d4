"""One way to read a sound: its places, its ends, and how another way goes on from there."""

from dataclasses import replace

import numpy as np

from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.orders import RESAMPLE, Orders, Piece, Playable, Region
from oscfactor.realtime.renderer.track import Track, ramp

N = 1000
SAMPLES = np.random.default_rng(0).uniform(-1, 1, (2, N)).astype(np.float32)
ORDERS = Orders(Playable(Buffer(SAMPLES, 48000)), Mix.neutral(1), Region(0, N))


def track(place=0.0, **changes):
    return Track(replace(ORDERS, **changes), 2, place)


def test_blocks_follow_each_other_and_are_followed_by_silence():
    reading = track(900.0)
    first, _ = reading.read(60)
    assert not reading.ended
    second, _ = reading.read(60)
    assert reading.ended
    third, pieces = reading.read(60)
    assert np.array_equal(np.hstack([first, second])[:, :100], SAMPLES[:, 900:])
    assert not second[:, 40:].any()
    assert not third.any()
    assert pieces == [Piece(0, reading.place, 0.0)]


def test_at_the_sounds_own_speed_a_track_begins_on_a_whole_sample():
    out, pieces = track(10.6).read(5)
    assert np.array_equal(out, SAMPLES[:, 11:16])
    assert pieces == [Piece(0, 11.0, 1.0)]


def test_a_pause_is_silent_and_stays_where_it_is():
    resting = track(100.0, playing=False)
    out, pieces = resting.read(50)
    assert not out.any()
    assert pieces == [Piece(0, 100.0, 0.0)]
    assert resting.place == 100.0


def test_the_places_of_a_block_tell_each_round_of_a_loop():
    looping = track(190.0, region=Region(100, 200, loop=True))
    out, pieces = looping.read(150)
    assert pieces == [Piece(0, 190.0, 1.0), Piece(10, 100.0, 1.0), Piece(110, 100.0, 1.0)]
    assert np.array_equal(out, np.hstack([SAMPLES[:, 190:200], SAMPLES[:, 100:200], SAMPLES[:, 100:140]]))
    assert looping.place == 140.0
    assert not looping.ended


def test_a_region_that_ends_inside_the_sound_fades_out():
    out, _ = track(80.0, region=Region(0, 100, fade=10)).read(20)
    assert np.array_equal(out[:, :10], SAMPLES[:, 80:90])
    weights = 1 - np.arange(1, 11, dtype=np.float32) / np.float32(10)
    np.testing.assert_allclose(out[:, 10:], SAMPLES[:, 90:100] * weights, atol=1e-7)


def test_resampling_reads_faster_and_tells_the_speed():
    quick = track(100.0, mode=RESAMPLE, rate=2.0)
    _, pieces = quick.read(50)
    assert pieces == [Piece(0, 100.0, 2.0)]
    assert quick.place == 200.0


def test_other_orders_go_on_from_here_unless_they_jump():
    reading = track()
    reading.read(100)
    quieter = replace(ORDERS, mix=ORDERS.mix.with_level(0.5))
    went_on = reading.fork(quieter)
    assert np.array_equal(went_on.read(50)[0], SAMPLES[:, 100:150] * np.float32(0.5))
    jumped = reading.fork(quieter.jumping(500.0))
    assert np.array_equal(jumped.read(50)[0], SAMPLES[:, 500:550] * np.float32(0.5))
    assert reading.place == 100.0


def test_a_crossfade_ends_with_the_new_alone():
    assert ramp(4).tolist() == [0.25, 0.5, 0.75, 1.0]

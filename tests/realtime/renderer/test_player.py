"""What a playing buffer gives, block by block, held against the renderer that serves export and pulls."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.dsp.render.render import Renderer
from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.layers import Layers
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization
from oscfactor.realtime.clock import PlayHead
from oscfactor.realtime.orders import BLOCK, COMPONENTS, RESAMPLE, Orders, Playable, Region
from oscfactor.realtime.renderer.player import Player
from oscfactor.realtime.renderer.track import ramp

RATE = 48000
N = 24000
K = 4
STFT = Stft(window=1024, hop=256, fft=1024)


def made(samples):
    rng = np.random.default_rng(1)
    n_channels, n_samples = samples.shape
    W = rng.random((K, STFT.n_bins)).astype(np.float32)
    H = rng.random((n_channels, STFT.n_frames(n_samples), K)).astype(np.float32)
    f = Factorization(W, H, STFT, "kl", 0.0, 1, 0.0)
    buffer = Buffer(samples, RATE)
    return Playable.of(buffer, Layers(buffer, f))


def noise(n_channels=2, n_samples=N, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.standard_normal((n_channels, n_samples)) * 0.1).astype(np.float32)


def sine(hz=440.0, n_samples=N):
    t = np.arange(n_samples) / RATE
    return (0.5 * np.sin(2 * np.pi * hz * t))[None].astype(np.float32)


@pytest.fixture(scope="module")
def sound():
    return made(noise())


def orders_for(sound, **changes):
    region = Region(0, sound.buffer.n_samples)
    return Orders(sound=sound, mix=Mix.neutral(sound.n_components), region=region, **changes)


def player_for(orders, n_outputs=2, sample_rate=RATE, index=0):
    head = PlayHead()
    player = Player(orders, sample_rate=sample_rate, n_outputs=n_outputs, on_piece=head.add)
    player.head = head
    player.begin(index)
    return player


def blocks(player, n_blocks):
    return np.concatenate([player.render(BLOCK) for _ in range(n_blocks)], 1)


def rendered(sound, gains, start=0, stop=None):
    """Return a stereo sound's two channels with one set of gains."""
    f = sound.frames
    gains = np.asarray(gains, np.float32)[None]
    return Renderer(f).render(gains, start, stop or f.n_samples)[0]


def test_with_all_gains_1_the_original_is_heard(sound):
    out = blocks(player_for(orders_for(sound)), N // BLOCK)
    error = np.abs(out - sound.buffer.samples[:, : out.shape[1]]).max()
    assert error < 4 * np.finfo(np.float32).eps  # at a peak near 1/2: a few units in the last place


def test_a_soloed_component_is_its_export_bit_for_bit(sound):
    orders = orders_for(sound)
    out = blocks(player_for(replace(orders, mix=orders.mix.with_solo(2, True))), 40)
    assert np.array_equal(out, rendered(sound, [0, 0, 1, 0])[:, : out.shape[1]])


def test_each_component_on_its_own_pair_is_its_export_bit_for_bit(sound):
    out = blocks(player_for(orders_for(sound, outputs=COMPONENTS), n_outputs=2 * K), 40)
    for k in range(K):
        expected = rendered(sound, np.eye(K)[k])[:, : out.shape[1]]
        assert np.array_equal(out[2 * k : 2 * k + 2], expected)


def test_components_that_the_device_has_no_channels_for_are_left_out(sound):
    out = blocks(player_for(orders_for(sound, outputs=COMPONENTS), n_outputs=5), 4)
    assert np.array_equal(out[2:4], rendered(sound, [0, 1, 0, 0])[:, : out.shape[1]])
    assert not out[4].any()


@pytest.mark.parametrize("n_outputs", [1, 2])
def test_a_mono_sound_is_in_the_middle(n_outputs):
    mono = made(noise(1))
    out = blocks(player_for(orders_for(mono), n_outputs), 8)
    expected = rendered(mono, np.ones(K))[0, : out.shape[1]]
    assert all(np.array_equal(row, expected) for row in out)


def test_one_loudspeaker_hears_the_mean_of_both_sides(sound):
    out = blocks(player_for(orders_for(sound), n_outputs=1), 8)
    left, right = rendered(sound, np.ones(K))[:, : out.shape[1]]
    np.testing.assert_allclose(out[0], (left + right) / 2, atol=1e-7)


def test_a_gain_is_a_straight_ramp_over_one_block(sound):
    orders = orders_for(sound)
    player = player_for(orders)
    before = blocks(player, 3)
    player.orders = replace(orders, mix=orders.mix.with_gain(1, 0.25).with_gain(3, 2.0))
    after = blocks(player, 5)
    old, new = rendered(sound, [1, 1, 1, 1]), rendered(sound, [1, 0.25, 1, 2])
    at = 3 * BLOCK
    assert np.array_equal(before, old[:, :at])
    a, b = old[:, at : at + BLOCK], new[:, at : at + BLOCK]
    assert np.array_equal(after[:, :BLOCK], a + (b - a) * ramp(BLOCK))
    assert np.array_equal(after[:, BLOCK:], new[:, at + BLOCK : at + after.shape[1]])


def test_pan_moves_a_component_to_one_side(sound):
    orders = orders_for(sound)
    out = blocks(player_for(replace(orders, mix=orders.mix.with_solo(0, True).with_pan(0, -1.0))), 8)
    assert np.array_equal(out[0], rendered(sound, [1, 0, 0, 0])[0, : out.shape[1]])
    assert not out[1].any()


def test_the_loops_seam_is_the_defined_crossfade(sound):
    start, end, fade = 3000, 7001, 240
    orders = replace(orders_for(sound), region=Region(start, end, loop=True, fade=fade))
    out = blocks(player_for(orders), 60)
    whole = rendered(sound, np.ones(K))
    one_round = whole[:, start:end].copy()
    weights = np.arange(1, fade + 1, dtype=np.float32) / np.float32(fade)
    tail, lead = whole[:, end - fade : end], whole[:, start - fade : start]
    one_round[:, -fade:] = tail + (lead - tail) * weights
    first = whole[:, :end].copy()
    first[:, -fade:] = one_round[:, -fade:]
    expected = np.concatenate([first, one_round, one_round, one_round], 1)[:, : out.shape[1]]
    assert np.array_equal(out, expected)


def test_a_loop_from_the_sounds_very_start_has_no_click():
    samples = np.ascontiguousarray(sine()[:, 27:])  # a sine that begins at its peak
    region = Region(0, 8130, loop=True, fade=240)
    out = blocks(player_for(replace(orders_for(made(samples)), region=region)), 150)
    assert np.array_equal(out[0, 8130:8200], out[0, :70])
    assert np.abs(np.diff(out)).max() < 1.5 * np.abs(np.diff(samples)).max()


def test_a_loop_of_a_sine_has_no_click():
    sound = made(sine())
    region = Region(1000, 9130, loop=True, fade=240)
    out = blocks(player_for(replace(orders_for(sound), region=region)), 150)
    steepest = np.abs(np.diff(sine())).max()
    assert np.abs(np.diff(out)).max() < 1.5 * steepest


@pytest.mark.parametrize("change", [{"position": 9001.0, "jump": 1}, {"playing": False}, {"stopping": True}])
def test_a_jump_a_pause_and_a_stop_do_not_click(change):
    sound = made(sine())
    orders = orders_for(sound)
    player = player_for(orders)
    before = blocks(player, 10)
    player.orders = replace(orders, **change)
    out = np.concatenate([before, blocks(player, 4)], 1)
    assert np.abs(np.diff(out)).max() < np.abs(np.diff(sine())).max() + 2.0 / BLOCK


def test_a_pause_goes_on_where_it_was(sound):
    orders = orders_for(sound)
    player = player_for(orders)
    blocks(player, 4)
    player.orders = replace(orders, playing=False)
    assert not blocks(player, 3)[:, BLOCK:].any()
    assert player.head.place_at(7 * BLOCK) == (4 * BLOCK, 0.0)
    player.orders = replace(orders, playing=True)
    on = blocks(player, 2)
    assert np.array_equal(on[:, BLOCK:], rendered(sound, np.ones(K))[:, 5 * BLOCK : 6 * BLOCK])


def test_a_sound_ends_once_and_silently(sound):
    orders = replace(orders_for(sound), region=Region(0, 1000, fade=240))
    player = player_for(orders, index=5000)
    out = blocks(player, 8)
    assert np.abs(out[:, 990:1000]).max() < 0.05
    assert not out[:, 1000:].any()
    assert player.finished_index == 5000 + 4 * BLOCK


def test_starting_in_the_middle_fades_in(sound):
    out = blocks(player_for(orders_for(sound, position=5000.0)), 2)
    whole = rendered(sound, np.ones(K))
    assert np.array_equal(out[:, :BLOCK], whole[:, 5000 : 5000 + BLOCK] * ramp(BLOCK))
    assert np.array_equal(out[:, BLOCK:], whole[:, 5000 + BLOCK : 5000 + 2 * BLOCK])


def pitch(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return spectrum.argmax() * RATE / samples.size


SPEEDS = [
    ("stretch", 0.5, 440),
    ("stretch", 4.0, 440),
    ("stretch", 0.1, 440),
    ("resample", 0.5, 220),
    ("resample", 2.0, 880),
]


@pytest.mark.parametrize(("mode", "rate", "hz"), SPEEDS)
def test_stretching_keeps_the_pitch_and_resampling_moves_it(mode, rate, hz):
    sound = made(sine(n_samples=96000))
    player = player_for(orders_for(sound, mode=mode, rate=rate, position=9600.0))
    out = blocks(player, 64)[0, BLOCK:]
    assert pitch(out) == pytest.approx(hz, abs=3)
    assert out.std() * np.sqrt(2) == pytest.approx(0.5, rel=0.02)
    place, speed = player.head.place_at(64 * BLOCK)
    assert speed == rate
    assert place == pytest.approx(9600 + 64 * BLOCK * rate, abs=2)


@pytest.mark.parametrize("mode", ["stretch", "resample"])
def test_rate_0_holds_the_sound(mode):
    player = player_for(orders_for(made(sine()), mode=mode, rate=0.0, position=9000.0))
    out = blocks(player, 60)[0, 4096:]
    assert pitch(out) == pytest.approx(440, abs=5)
    assert out.std() * np.sqrt(2) == pytest.approx(0.5, rel=0.02)
    assert player.head.place_at(60 * BLOCK)[0] == 9000.0


def test_back_at_rate_1_the_original_is_heard_again(sound):
    orders = orders_for(sound)
    player = player_for(orders)
    blocks(player, 4)
    player.orders = replace(orders, rate=0.7)
    blocks(player, 4)
    player.orders = orders
    blocks(player, 1)
    at = round(player.head.place_at(9 * BLOCK)[0])
    out = blocks(player, 3)
    assert np.array_equal(out, rendered(sound, np.ones(K))[:, at : at + 3 * BLOCK])


def test_resampling_a_loop_keeps_its_length():
    sound = made(sine(n_samples=9600))
    region = Region(0, 4800, loop=True, fade=0)
    player = player_for(replace(orders_for(sound, mode=RESAMPLE, rate=2.0), region=region))
    out = blocks(player, 40)[0]
    period = 2400
    np.testing.assert_allclose(out[period : 2 * period], out[2 * period : 3 * period], atol=1e-5)


def test_another_sample_rate_is_resampled():
    sound = made(sine())
    player = player_for(orders_for(sound), sample_rate=44100)
    out = blocks(player, 60)[0]
    t = np.arange(out.size) / 44100
    np.testing.assert_allclose(out[200:], 0.5 * np.sin(2 * np.pi * 440 * t)[200:], atol=1e-3)
    assert player.head.place_at(44100 / 4)[0] == pytest.approx(12000, abs=1)


def test_new_components_take_over_without_a_click():
    samples = sine()
    plain, factorized = Playable.of(Buffer(samples, RATE), None), made(samples)
    orders = Orders(plain, Mix.neutral(1), Region(0, N))
    player = player_for(orders)
    before = blocks(player, 4)
    player.orders = replace(orders, sound=factorized, mix=Mix.neutral(K))
    after = blocks(player, 4)
    out = np.concatenate([before, after], 1)[0]
    np.testing.assert_allclose(out, samples[0, : out.size], atol=1e-6)


def test_the_play_head_wraps_with_the_loop(sound):
    region = Region(1000, 2000, loop=True, fade=100)
    player = player_for(replace(orders_for(sound), region=region), index=700)
    blocks(player, 20)
    for index in (700, 2699, 2700, 3200, 4000):
        heard = index - 700
        expected = heard if heard < 2000 else 1000 + (heard - 2000) % 1000
        assert player.head.place_at(index) == (expected, 1.0)

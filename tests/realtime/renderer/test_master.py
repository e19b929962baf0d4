"""What is done to the sum of all players: fader, mute, limiter, cue and meter."""

import numpy as np
import pytest

from oscfactor.dsp.render.ceiling import CEILING
from oscfactor.dsp.render.limiter import Limiter
from oscfactor.realtime.orders import BLOCK
from oscfactor.realtime.renderer.master import Level, Master, Meter

RATE = 48000
N = 40


def noise(n_blocks=N, n_channels=2, peak=0.5):
    samples = np.random.default_rng(0).uniform(-peak, peak, (n_channels, n_blocks * BLOCK))
    return samples.astype(np.float32)


def heard(samples, changes, cue=None, master=None):
    """Return what a master gives whose orders change before some of its blocks."""
    master = master or Master(len(samples), RATE)
    parts = []
    for i in range(samples.shape[1] // BLOCK):
        if i in changes:
            master.orders = changes[i](master.orders)
        at = slice(i * BLOCK, (i + 1) * BLOCK)
        parts.append(master.applied(samples[:, at], None if cue is None else cue[:, at]))
    return np.concatenate(parts, axis=1)


def test_at_rest_the_samples_stay_bit_for_bit():
    samples = noise()
    assert np.array_equal(heard(samples, {}), samples)


def test_the_fader_glides_straight_and_lands_on_its_sample():
    samples, n = noise(), 4800
    out = heard(samples, {3: lambda orders: orders.changed(0.1, gain=0.25)})
    begin = 3 * BLOCK
    line = 1 - 0.75 * np.clip((np.arange(samples.shape[1]) + 1 - begin) / n, 0, 1)
    np.testing.assert_allclose(out, samples * line, atol=1e-7)
    assert np.array_equal(out[:, begin + n - 1 :], samples[:, begin + n - 1 :] * np.float32(0.25))


def test_a_mute_and_the_fader_glide_at_once():
    samples = noise()
    out = heard(
        samples,
        {2: lambda orders: orders.changed(0.1, gain=0.5), 5: lambda orders: orders.changed(muted=True)},
    )
    times = np.arange(samples.shape[1]) + 1
    gain = 1 - 0.5 * np.clip((times - 2 * BLOCK) / 4800, 0, 1)
    audible = 1 - np.clip((times - 5 * BLOCK) / BLOCK, 0, 1)
    np.testing.assert_allclose(out, samples * gain * audible, atol=1e-7)
    assert not out[:, 6 * BLOCK :].any()


def test_what_the_fader_lifts_beyond_the_ceiling_for_cards_is_cut_off_and_told():
    master = Master(2, RATE)
    out = heard(noise(peak=2.0), {0: lambda orders: orders.changed(gain=16.0)}, master=master)
    assert np.abs(out).max() == CEILING
    assert master.limited


def test_the_limiter_is_put_on_and_off_without_a_jump_and_never_exceeded():
    t = np.arange(N * BLOCK) / RATE
    tone = np.sin(2 * np.pi * 100 * t)[None].astype(np.float32) * np.float32(0.8)
    on, off = 10, 30
    out = heard(
        tone,
        {
            on: lambda orders: orders.changed(limiting=True, ceiling=0.5),
            off: lambda orders: orders.changed(limiting=False),
        },
    )
    assert np.array_equal(out[:, : on * BLOCK], tone[:, : on * BLOCK])
    assert np.abs(out[:, on * BLOCK : off * BLOCK]).max() <= 0.5
    assert np.array_equal(out[:, (off + 1) * BLOCK :], tone[:, (off + 1) * BLOCK :])
    own = np.abs(np.diff(tone)).max()
    assert np.abs(np.diff(out[:, (on + 1) * BLOCK :])).max() < 3 * own
    assert Limiter(1, RATE).delay < BLOCK


def test_the_cue_is_beside_the_fader_and_the_limiter():
    samples, cue = noise(n_channels=4), noise()[::-1].copy()
    changes = {
        0: lambda orders: orders.changed(gain=0.0),
        8: lambda orders: orders.changed(0.1, cue_gain=0.5),
        30: lambda orders: orders.changed(cue_channel=0),
        35: lambda orders: orders.changed(cue_channel=3),  # of which there is only one
    }
    out = heard(samples, changes, cue)
    assert np.array_equal(out[2:, BLOCK : 8 * BLOCK], cue[:, BLOCK : 8 * BLOCK])
    assert not out[:2, BLOCK : 30 * BLOCK].any()
    assert np.array_equal(out[:2, 30 * BLOCK : 35 * BLOCK], cue[:, 30 * BLOCK : 35 * BLOCK] * np.float32(0.5))
    assert not out[:, 35 * BLOCK :].any()


def test_after_a_rest_all_is_where_it_was_told_to_be():
    master = Master(2, RATE)
    master.orders = master.orders.changed(60.0, gain=0.5)
    master.settle()
    samples = noise(1)
    assert np.array_equal(master.applied(samples, None), samples * np.float32(0.5))


def test_the_meter_gives_rms_and_peak_since_it_was_read():
    meter = Meter()
    assert meter.read() == Level(0.0, 0.0)
    meter.add(np.full((2, 100), 0.5, np.float32))
    meter.add(np.full((2, 100), -1.0, np.float32))
    level = meter.read()
    assert level.rms == pytest.approx((0.625) ** 0.5)
    assert level.peak == 1.0
    assert meter.read() == Level(0.0, 0.0)

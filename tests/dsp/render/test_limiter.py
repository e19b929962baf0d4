"""The limiter: never above its ceiling, without a touch below it, late by what it looks ahead."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscfactor.dsp.render.limiter import LOOK_AHEAD, RELEASE, Limiter

RATE = 48000
BLOCK = 256


def limited(samples, ceiling, rate=RATE, block=BLOCK):
    limiter = Limiter(len(samples), rate)
    parts = [limiter.limit(samples[:, i : i + block], ceiling) for i in range(0, samples.shape[1], block)]
    return np.concatenate(parts, axis=1), limiter.delay


def test_what_is_below_the_ceiling_stays_bit_for_bit_and_comes_later():
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 20 * BLOCK)).astype(np.float32)
    out, delay = limited(samples, 0.5)
    assert delay == round(LOOK_AHEAD * RATE) - 1
    assert not out[:, :delay].any()
    assert np.array_equal(out[:, delay:], samples[:, :-delay])


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    ceiling=st.floats(0.01, 4.0),
    rate=st.sampled_from([8000, 44100, 48000, 192000]),
    kind=st.sampled_from(["noise", "bursts", "clicks", "square", "loud"]),
    block=st.sampled_from([64, 256, 500]),
)
def test_nothing_is_ever_above_the_ceiling(seed, ceiling, rate, kind, block):
    random = np.random.default_rng(seed)
    n = 16 * block
    samples = random.standard_normal((2, n))
    if kind == "bursts":
        samples *= np.repeat(random.choice([0.0, 0.1, 10.0], n // 32 + 1), 32)[:n]
    elif kind == "clicks":
        samples *= random.random(n) < 0.01
    elif kind == "square":
        samples = np.sign(samples) * random.choice([0.5, 1.0, 8.0])
    elif kind == "loud":
        samples *= 1e6
    out, _ = limited(samples.astype(np.float32), ceiling, rate, block)
    assert np.abs(out).max() <= np.float32(ceiling)
    assert np.isfinite(out).all()


def test_a_click_turns_the_sound_down_before_it_and_lets_go_after():
    tone = np.full((1, 80 * BLOCK), 0.5, np.float32)
    at = 10 * BLOCK
    tone[0, at] = 5.0
    out, delay = limited(tone, 1.0)
    gain = out[0, delay:] / tone[0, :-delay]
    assert gain[at] == pytest.approx(0.2, rel=1e-3)
    assert gain[at - delay - 1] == 1.0
    assert np.abs(np.diff(gain)).max() <= 0.8 / (delay + 1) * 1.01  # nowhere a jump
    assert gain[at + round(RELEASE * RATE)] == 1.0


def test_both_channels_are_turned_down_alike():
    samples = np.full((2, 20 * BLOCK), 0.25, np.float32)
    samples[0] *= 8
    out, delay = limited(samples, 1.0)
    np.testing.assert_allclose(out[1, delay:] * 8, out[0, delay:], rtol=1e-6)

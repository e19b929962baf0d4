"""Sound read at any speed, against the formula; sines stay sines, and nothing folds back."""

import numpy as np
import pytest

from oscfactor.dsp.transform.interpolate import N_CROSSINGS, reach, read_at

N = 2000


def sine(cycles, n=N):
    """Return a sine, and a cosine beside it, of so many cycles a sample."""
    t = np.arange(n)
    return np.stack([np.sin(2 * np.pi * cycles * t), np.cos(2 * np.pi * cycles * t)]).astype(np.float32)


def naive(samples, place, step, n_samples):
    """The sinc under its Kaiser window, at each place, in double precision."""
    scale = 0.94 / max(step, 1.0)
    out = np.zeros((len(samples), n_samples))
    for n in range(n_samples):
        x = (place + n * step - np.arange(samples.shape[1])) * scale
        window = np.i0(9 * np.sqrt(np.maximum(0, 1 - (x / N_CROSSINGS) ** 2))) / np.i0(9)
        out[:, n] = samples @ (scale * np.sinc(x) * np.where(np.abs(x) <= N_CROSSINGS, window, 0))
    return out


@pytest.mark.parametrize(("place", "step"), [(500.0, 1.0), (500.25, 0.3), (400.7, 2.5), (700.0, 0.0)])
def test_samples_are_those_of_the_windowed_sinc(place, step):
    samples = np.random.default_rng(0).standard_normal((2, N)).astype(np.float32)
    np.testing.assert_allclose(read_at(samples, place, step, 60), naive(samples, place, step, 60), atol=1e-4)


@pytest.mark.parametrize("step", [0.5, 1.0, 1.9])
@pytest.mark.parametrize("cycles", [0.01, 0.1, 0.2])
def test_a_sine_read_faster_is_a_higher_sine(cycles, step):
    found = read_at(sine(cycles), 400.3, step, 300)
    places = 2 * np.pi * cycles * (400.3 + step * np.arange(300))
    np.testing.assert_allclose(found, [np.sin(places), np.cos(places)], atol=2e-4)


@pytest.mark.parametrize(("cycles", "step"), [(0.3, 2.0), (0.2, 3.0), (0.45, 1.3)])
def test_what_would_fold_back_is_silent(cycles, step):
    assert np.abs(read_at(sine(cycles), 500.0, step, 200)).max() < 10 ** (-80 / 20)


@pytest.mark.parametrize("step", [0.4, 1.0, 2.7])
def test_nothing_beyond_the_reach_is_needed(step):
    samples = np.random.default_rng(1).standard_normal((1, N)).astype(np.float32)
    first, last = 600 - reach(step), int(600 + 49 * step) + reach(step)
    part = read_at(samples[:, first : last + 1], 600.0 - first, step, 50)
    np.testing.assert_allclose(part, read_at(samples, 600.0, step, 50), atol=1e-6)


def test_beyond_the_ends_there_are_zeros():
    ones = np.ones((1, 100), np.float32)
    assert not read_at(ones, 200.0, 1.0, 10).any()
    assert not read_at(ones, -200.0, 1.0, 10).any()
    assert read_at(ones, 50.0, 0.5, 1)[0, 0] == pytest.approx(1, abs=1e-3)

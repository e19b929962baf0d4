"""Components that follow hints: what is painted goes to its component, and the layers are still the sound."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.compute import paint
from oscfactor.compute.factorize import factorize
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.render import Renderer
from oscfactor.errors import ArgumentError, CancelledError
from oscfactor.model.hints import Hint
from oscfactor.model.values import Buffer
from tests.compute.test_factorize import RATE, options

LOW, HIGH = 500, 1500


@pytest.fixture(scope="module")
def sound():
    """Two tones that always begin together, and end apart: a muddle for any two components."""
    t = np.arange(RATE) / RATE
    hits = (t % 0.25) / 0.25
    low = np.sin(2 * np.pi * LOW * t) * np.exp(-2 * hits)
    high = np.sin(2 * np.pi * HIGH * t) * np.exp(-5 * hits)
    noise = 0.01 * np.random.default_rng(3).standard_normal((2, RATE))
    return Buffer(frozen(np.stack([low + high, 0.5 * (low + high)]) * 0.3 + noise), RATE)


@pytest.fixture(scope="module")
def muddle(sound):
    """Components each of which has some of both tones."""
    f = factorize(sound, options())
    return replace(f, W=frozen(np.stack([0.7 * f.W[0] + 0.3 * f.W[1], 0.3 * f.W[0] + 0.7 * f.W[1]])))


def energy(sound, f, k, hz):
    """Return the share of a tone's energy that one layer has."""
    layers = Renderer(SoundFrames(sound.samples, f.stft, f.W, f.H)).render(
        np.eye(2, dtype=np.float32), 0, sound.n_samples
    )
    spectra = np.abs(np.fft.rfft(layers, axis=2)) ** 2
    near = spectra[:, :, hz - 40 : hz + 40].sum(axis=(1, 2))
    return near[k] / near.sum()


def hints_of(*hints):
    return [Hint(k, 0.0, 1.0, hz - 150.0, hz + 150.0, weight) for k, hz, weight in hints]


def test_a_painted_tone_goes_to_its_component_and_the_layers_add_up(sound, muddle):
    led = paint.paint(sound, muddle, hints_of((0, HIGH, 1.0), (1, LOW, 1.0)))
    for k, hz in ((0, HIGH), (1, LOW)):
        assert energy(sound, led, k, hz) > max(0.9, energy(sound, muddle, k, hz))
    whole = Renderer(SoundFrames(sound.samples, led.stft, led.W, led.H)).render(
        np.ones((1, 2), np.float32), 0, sound.n_samples
    )
    assert np.abs(whole[0] - sound.samples).max() < 1e-5
    assert led.hints == tuple(hints_of((0, HIGH, 1.0), (1, LOW, 1.0)))


def test_what_does_not_belong_leaves_its_component(sound, muddle):
    led = paint.paint(sound, muddle, hints_of((0, HIGH, -1.0)))
    assert energy(sound, led, 0, HIGH) < 0.5 * energy(sound, muddle, 0, HIGH)


def test_a_weight_of_nothing_is_as_no_hint(sound, muddle):
    nothing, none = paint.paint(sound, muddle, hints_of((0, HIGH, 0.0))), paint.paint(sound, muddle, [])
    np.testing.assert_allclose(nothing.W, none.W, atol=1e-6)


def test_a_rectangle_smaller_than_a_bin_is_the_nearest(sound, muddle):
    (frames, bins, weights) = paint._region(sound, muddle, Hint(1, 0.499, 0.5001, 999.0, 1001.0, 0.5))
    assert (frames, bins) == ((62, 63), (32, 33))
    assert weights.tolist() == pytest.approx([10**-0.5, 1.0])


@pytest.mark.parametrize(
    ("hint", "sentence"),
    [
        (Hint(2, 0, 1, 0, 100, 1), "no component 2"),
        (Hint(0, 1, 1, 0, 100, 1), "t0 must be below t1, got 1 and 1 s"),
        (Hint(0, 0, 1, 200, 100, 1), "f0 must be below f1"),
        (Hint(0, 1, 2, 0, 100, 1), "t0 must be below 1 s, the end of the sound"),
        (Hint(0, 0, 1, 4000, 5000, 1), "f0 must be below 4000 Hz"),
    ],
)
def test_rectangles_in_which_there_is_nothing(sound, muddle, hint, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        paint.check(sound, muddle, hint)
    paint.check(sound, muddle, Hint(0, 0.9, 5.0, 3900, 9000, 1))


def test_it_ends_when_it_is_cancelled(sound, muddle):
    def cancel(_fraction):
        raise CancelledError("enough")

    with pytest.raises(CancelledError):
        paint.paint(sound, muddle, [], progress=cancel)

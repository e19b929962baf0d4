"""Levels from the masked spectrum are those of the sound that is rendered."""

import numpy as np
import pytest

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.levels import LevelMeter
from oscfactor.dsp.render.render import Renderer
from oscfactor.dsp.transform.stft import Stft

RATE, K = 8000, 3


@pytest.fixture(scope="module", params=[Stft(512, 128, 512), Stft(500, 125, 601)], ids=["even", "odd"])
def sound(request):
    rng = np.random.default_rng(0)
    stft = request.param
    time = np.arange(RATE) / RATE
    samples = np.stack([0.5 * np.sin(2 * np.pi * 200 * time), 0.25 * np.sin(2 * np.pi * 900 * time)])
    samples = samples.astype(np.float32)
    # Smooth masks: the sum of overlapping frames has then the spectra that were asked for.
    bins = np.arange(stft.n_bins)
    W = np.array([1.2 + np.cos(bins / stft.n_bins * np.pi * (k + 1)) for k in range(K)]).astype(np.float32)
    H = rng.random((2, 1, K), np.float32).repeat(
        stft.n_frames(RATE), axis=1
    )  # steady, so that any frame will do
    return samples, stft, W, np.ascontiguousarray(H)


def test_each_component_and_the_mix_are_as_loud_as_they_sound(sound):
    samples, stft, W, H = sound
    gains = np.array([1.0, 0.5, 0.0], np.float32)
    rms, whole, peak = LevelMeter(SoundFrames(samples, stft, W, H), K).measure(RATE / 2, gains)
    rendered = Renderer(samples, stft, W, H).render(
        np.concatenate([np.diag(gains), gains[None]]), RATE // 4, 3 * RATE // 4
    )
    expected = np.sqrt(np.square(rendered).mean(axis=(1, 2)))
    np.testing.assert_allclose(rms, expected[:K], rtol=0.03, atol=1e-6)
    assert whole == pytest.approx(expected[K], rel=0.03)
    assert peak == pytest.approx(np.abs(rendered[K]).max(), rel=0.05)


def test_a_mix_alone_is_measured_where_components_are_too_many(sound):
    samples, stft, W, H = sound
    frames, gains = SoundFrames(samples, stft, W, H), np.ones(K, np.float32)
    rms, whole, peak = LevelMeter(frames, 0).measure(RATE / 2, gains)
    assert rms.size == 0
    assert (whole, peak) == LevelMeter(frames, K).measure(RATE / 2, gains)[1:]


def test_beyond_the_sound_the_nearest_frame_is_measured(sound):
    samples, stft, W, H = sound
    meter, gains = LevelMeter(SoundFrames(samples, stft, W, H), K), np.ones(K, np.float32)
    for place in (-1e9, 1e9):
        assert np.isfinite(meter.measure(place, gains)[1])

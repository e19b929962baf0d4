"""Frames of an input in blocks of any size are those of the whole sound."""

import numpy as np
import pytest

from oscfactor.dsp.live.frames import FrameStream, mean_magnitudes, silence_of
from oscfactor.dsp.transform.stft import Stft, forward, hann
from tests.support.scales import blocks


def stream_of(stft, n_channels):
    lead = stft.window - stft.window // 2
    return FrameStream(n_channels, hann(stft.window), stft.hop, stft.fft, lead)


@pytest.mark.parametrize("stft", [Stft(256, 64, 256), Stft(300, 77, 512), Stft(64, 40, 90)])
@pytest.mark.parametrize("largest", [2, 50, 3000])
def test_the_frames_are_those_of_the_whole_sound(stft, largest):
    sound = np.random.default_rng(0).uniform(-1, 1, (2, 4000)).astype(np.float32)
    stream, found, ends, at = stream_of(stft, 2), [], [], 0
    for block in blocks(sound, largest=largest):
        for t, end in stream.feed(block):
            assert t == len(found)
            found.append(stream.spectra.copy())
            ends.append(at + end)
        at += block.shape[1]
    last = np.arange(len(found)) * stft.hop + stft.window - stft.window // 2  # the window's end
    assert np.array_equal(ends, last)
    assert ends[-1] > 4000 - stft.hop
    for channel in range(2):
        whole = forward(stft, sound[channel], 0, len(found))
        assert np.array_equal(np.array(found)[:, channel], whole)


def test_the_magnitudes_of_channels_are_averaged_so_that_none_cancel():
    X = np.array([[3 + 4j, 0], [-3 - 4j, 2]], np.complex64)
    v = np.empty(2, np.float32)
    assert mean_magnitudes(X, v) == 6.0
    assert v.tolist() == [5.0, 1.0]


def test_quiet_noise_is_silence_and_louder_noise_is_not():
    window = hann(1024)
    noise = np.random.default_rng(0).standard_normal(1024) * window
    mean = np.abs(np.fft.rfft(noise)).mean()
    assert 0.3e-5 * mean < silence_of(window) < 3e-5 * mean

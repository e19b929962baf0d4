"""Our transforms against NumPy's, for every length that is ours and some that are not."""

import numpy as np
import pytest

from oscfactor.dsp.transform.fft import irfft, rfft

LENGTHS = [2, 3, 64, 100, 127, *(2**e for e in range(7, 18))]


def spectra_of(frames):
    spectra = np.empty((len(frames), frames.shape[1] // 2 + 1), np.complex64)
    rfft(frames, spectra)
    return spectra


def frames_of(spectra, fft):
    frames = np.empty((*spectra.shape[:2], fft), np.float32)
    irfft(spectra, frames)
    return frames


def distance(actual, expected):
    return np.linalg.norm(actual - expected) / np.linalg.norm(expected)


@pytest.mark.parametrize("fft", LENGTHS)
def test_both_ways_are_numpys(fft):
    rng = np.random.default_rng(7)
    frames = rng.standard_normal((3, fft)).astype(np.float32)
    spectra = spectra_of(frames)
    assert distance(spectra, np.fft.rfft(frames.astype(np.float64))) < 3e-7
    if fft % 2 == 0:
        np.testing.assert_array_equal(spectra[:, [0, -1]].imag, 0.0)
    assert distance(frames_of(spectra[None], fft)[0], frames) < 4e-7

    any_spectra = (rng.standard_normal((2, 3, fft // 2 + 1, 2)).astype(np.float32)).view(np.complex64)[..., 0]
    expected = np.fft.irfft(any_spectra.astype(np.complex128), fft)
    assert distance(frames_of(any_spectra, fft), expected) < 4e-7


@pytest.mark.parametrize("fft", [128, 256, 2048, 100])
def test_a_click_and_a_sine_are_what_they_should_be(fft):
    click = np.zeros((1, fft), np.float32)
    click[0, 0] = 1.0
    np.testing.assert_allclose(spectra_of(click), 1.0, atol=1e-6)
    sine = np.cos(2 * np.pi * 5 * np.arange(fft) / fft, dtype=np.float32)[None]
    expected = np.zeros(fft // 2 + 1)
    expected[5] = fft / 2
    np.testing.assert_allclose(spectra_of(sine)[0], expected, atol=1e-6 * fft)


@pytest.mark.parametrize("fft", [128, 2048])
def test_a_frame_has_the_same_bits_whatever_is_transformed_before_and_with_it(fft):
    rng = np.random.default_rng(8)
    frames = rng.standard_normal((9, fft)).astype(np.float32)
    together = spectra_of(frames)
    spectra_of(np.full((1, 4 * fft), 1e30, np.float32))
    for frame, spectrum in zip(frames, together, strict=True):
        np.testing.assert_array_equal(spectra_of(frame[None])[0], spectrum)


@pytest.mark.parametrize("level", [0.0, 1e-42, 1e-30, 1e30])
def test_silence_and_extremes_stay_finite(level):
    frames = (np.random.default_rng(9).standard_normal((2, 512)) * level).astype(np.float32)
    spectra = spectra_of(frames)
    assert np.isfinite(spectra).all()
    np.testing.assert_allclose(frames_of(spectra[None], 512)[0], frames, atol=1e-6 * level + 1e-43)

"""The inverse undoes the transform, and is the nearest sound of spectra that no sound has."""

import numpy as np
import pytest

from oscfactor.dsp.render.inverse import inverse, write_inverse
from oscfactor.dsp.transform.stft import Stft, forward
from tests.support import naive

STFT = Stft(256, 64, 256)
N = 5000


@pytest.fixture(scope="module")
def spectra():
    sound = np.random.default_rng(3).standard_normal(N).astype(np.float32)
    return forward(STFT, sound, 0, STFT.n_frames(N))


@pytest.mark.parametrize("stft", [STFT, Stft(100, 60, 120), Stft(33, 11, 33)])
@pytest.mark.parametrize("n_samples", [1, 700])
def test_the_inverse_undoes_the_transform(stft, n_samples):
    samples = np.random.default_rng(0).standard_normal(n_samples).astype(np.float32)
    spectra = forward(stft, samples, 0, stft.n_frames(n_samples))
    np.testing.assert_allclose(inverse(spectra, stft, n_samples), samples, atol=1e-5)


def test_the_inverse_of_any_spectra_is_the_nearest_sound(spectra):
    random = np.random.default_rng(1)
    any_spectra = spectra * np.exp(2j * np.pi * random.random(spectra.shape)).astype(np.complex64)
    frames = np.fft.irfft(any_spectra.astype(complex), 256) * np.sin(np.pi * np.arange(256) / 256) ** 2
    expected = np.zeros(N + 1000)
    for t, frame in enumerate(frames):
        expected[500 + t * 64 - 128 :][:256] += frame
    expected = expected[500 : 500 + N] / naive.overlap(256, 64, N)
    np.testing.assert_allclose(inverse(any_spectra, STFT, N), expected, atol=1e-4)


def test_a_part_has_the_bits_of_the_whole(spectra):
    part = np.empty((1, 1, 700), np.float32)
    write_inverse(lambda first, last: spectra[first:last], STFT, N, 1234, part)
    assert part.tobytes() == inverse(spectra, STFT, N)[1234:1934].tobytes()

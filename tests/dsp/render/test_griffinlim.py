"""Griffin and Lim's way: an inverse that undoes the transform, and steps that agree better each time."""

import numpy as np
import pytest

from oscfactor.dsp.render.griffinlim import griffin_lim, inverse
from oscfactor.dsp.transform.stft import Stft, forward
from oscfactor.errors import CancelledError
from tests.support import naive
from tests.support.spectra import spectral_convergence

STFT = Stft(256, 64, 256)
N = 5000


@pytest.fixture(scope="module")
def spectra():
    t = np.arange(N) / 8000
    sound = 0.3 * np.sin(2 * np.pi * (300 + 200 * t) * t) + 0.1 * np.sin(2 * np.pi * 1700 * t)
    return forward(STFT, sound.astype(np.float32), 0, STFT.n_frames(N))


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


def test_more_iterations_agree_better_and_go_faster_than_the_plain_way(spectra):
    magnitudes = np.abs(spectra)
    start = np.exp(2j * np.pi * np.random.default_rng(2).random(spectra.shape)).astype(np.complex64)
    figures = [
        spectral_convergence(magnitudes * griffin_lim(magnitudes, STFT, start, N, iterations=n), STFT, N)
        for n in (0, 1, 8, 32)
    ]
    assert figures == sorted(figures, reverse=True)
    plain = start
    for _ in range(32):
        plain = griffin_lim(magnitudes, STFT, plain, N, iterations=1)  # without the step before
    assert figures[-1] < spectral_convergence(magnitudes * plain, STFT, N) - 1


def test_it_can_be_followed_and_ended(spectra):
    told = []

    def tell(fraction):
        told.append(fraction)
        if fraction >= 0.5:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        griffin_lim(np.abs(spectra), STFT, spectra, N, iterations=4, progress=tell)
    assert told == [0, 0.25, 0.5]

"""Griffin and Lim's way: steps that agree better each time."""

import numpy as np
import pytest

from oscfactor.dsp.render.griffinlim import griffin_lim
from oscfactor.dsp.render.phase import turned
from oscfactor.dsp.transform.stft import Stft, forward
from oscfactor.errors import CancelledError
from tests.support.spectra import spectral_convergence

STFT = Stft(256, 64, 256)
N = 5000


@pytest.fixture(scope="module")
def spectra():
    t = np.arange(N) / 8000
    sound = 0.3 * np.sin(2 * np.pi * (300 + 200 * t) * t) + 0.1 * np.sin(2 * np.pi * 1700 * t)
    return forward(STFT, sound.astype(np.float32), 0, STFT.n_frames(N))


def after(magnitudes, start, iterations, n_threads=2):
    """Return the phasors that phases become in so many iterations."""
    phases = start.copy()
    griffin_lim(magnitudes, STFT, phases, N, iterations=iterations, n_threads=n_threads)
    return turned(phases)


@pytest.fixture
def start(spectra):
    return np.random.default_rng(2).uniform(-3, 3, spectra.shape).astype(np.float32)


def test_more_iterations_agree_better_and_go_faster_than_the_plain_way(spectra, start):
    magnitudes = np.abs(spectra)
    figures = [spectral_convergence(magnitudes * after(magnitudes, start, n), STFT, N) for n in (0, 1, 8, 32)]
    assert figures == sorted(figures, reverse=True)
    plain = start.copy()
    for _ in range(32):
        griffin_lim(magnitudes, STFT, plain, N, iterations=1, n_threads=2)  # without the step before
    assert figures[-1] < spectral_convergence(magnitudes * turned(plain), STFT, N) - 1


def test_the_number_of_threads_changes_no_bit(spectra, start):
    magnitudes = np.abs(spectra)
    assert after(magnitudes, start, 3, 1).tobytes() == after(magnitudes, start, 3, 3).tobytes()


def test_it_can_be_followed_and_ended(spectra, start):
    told = []

    def tell(fraction):
        told.append(fraction)
        if fraction >= 0.5:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        griffin_lim(np.abs(spectra), STFT, start, N, iterations=4, n_threads=1, progress=tell)
    assert told == sorted(told)
    assert told[0] == 0

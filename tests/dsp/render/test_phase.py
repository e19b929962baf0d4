"""Phases that were taken from a sound and found again from its magnitudes alone."""

import numpy as np
import pytest

from oscfactor.dsp.render.griffinlim import griffin_lim
from oscfactor.dsp.render.phase import BLOCK_FRAMES, Integrator, pghi, source_phasors, turned
from oscfactor.dsp.transform.stft import Stft, forward
from tests.support.spectra import spectral_convergence

STFT = Stft(window=1024, hop=256, fft=1024)
N = 20_000


@pytest.fixture(scope="module")
def spectra():
    t = np.arange(N) / 16000
    sound = sum(
        a * np.sin(2 * np.pi * (f * t + 40 * t * t)) for a, f in ((0.3, 440), (0.2, 1130), (0.1, 3100))
    )
    sound[9000:9040] += 0.5
    return forward(STFT, sound.astype(np.float32), 0, STFT.n_frames(N))


def noise(spectra, seed=0):
    angles = np.random.default_rng(seed).uniform(-np.pi, np.pi, spectra.shape)
    return np.exp(1j * angles).astype(np.complex64)


def in_blocks(magnitudes, source, block=BLOCK_FRAMES):
    padded = np.pad(magnitudes, ((block, block), (0, 0)))
    return Integrator(
        STFT,
        lambda a, b: padded[a + block : b + block],
        lambda a, b: source[a:b],
        block,
    )


def test_each_way_agrees_better_with_the_magnitudes_than_the_one_before(spectra):
    m, start = np.abs(spectra), noise(spectra)
    whole = turned(pghi(m, STFT, start))
    phases = pghi(m, STFT, start)
    griffin_lim(m, STFT, phases, N, iterations=16, n_threads=2)
    polished = turned(phases)
    live = in_blocks(m, start).phasors(0, start)
    figures = [spectral_convergence(m * p, STFT, N) for p in (start, live, whole, polished)]
    assert figures[0] > -6
    assert figures[1] < -10
    assert figures[2] < -20
    assert figures[3] < figures[2] - 3
    assert spectral_convergence(spectra, STFT, N) < -100


def test_phasors_have_modulus_1_also_where_nothing_sounds(spectra):
    m, start = np.abs(spectra), noise(spectra)
    m[10:20] = 0.0
    found = (
        turned(pghi(m, STFT, start)),
        in_blocks(m, start).phasors(0, start),
        turned(pghi(0 * m, STFT, start)),
    )
    for made in found:
        assert np.abs(np.abs(made) - 1).max() < 1e-5
    assert (source_phasors(np.zeros_like(spectra)) == 1).all()


def test_in_real_time_a_frame_has_the_same_phases_wherever_one_begins(spectra):
    m, source = np.abs(spectra).astype(np.float32), noise(spectra)
    whole = in_blocks(m, source).phasors(0, source)
    goes_on = in_blocks(m, source)
    for first, last in ((0, 1), (1, 5), (5, 40), (3, 17), (17, 18), (33, len(m))):
        assert np.array_equal(goes_on.phasors(first, source[first:last]), whole[first:last])


def test_a_part_goes_on_from_the_frame_before_it(spectra):
    m, source = np.abs(spectra), noise(spectra)
    first = pghi(m[:31], STFT, source[:30], ahead=True)
    second = pghi(m[29:], STFT, source[30:], first[-1])
    in_parts = turned(np.concatenate([first, second]))
    whole, parts = (spectral_convergence(m * p, STFT, N) for p in (turned(pghi(m, STFT, source)), in_parts))
    begun_anew = turned(np.concatenate([pghi(m[:30], STFT, source[:30]), pghi(m[30:], STFT, source[30:])]))
    assert parts < whole + 1
    assert parts < spectral_convergence(m * begun_anew, STFT, N)


def test_inaudible_bins_keep_the_phases_of_the_sound(spectra):
    m, source = np.abs(spectra), noise(spectra)
    m[:, 100:200] = 1e-7 * m.max()
    found = turned(pghi(m, STFT, source))
    np.testing.assert_allclose(found[:, 100:200], source[:, 100:200], atol=1e-5)
    live = in_blocks(m, source).phasors(0, source)
    np.testing.assert_allclose(live[:, 100:200], source[:, 100:200], atol=1e-5)


def test_the_phasors_of_a_sound_are_its_spectra_at_modulus_1(spectra):
    loud = np.abs(spectra) > 1e-6
    np.testing.assert_allclose(
        source_phasors(spectra)[loud], spectra[loud] / np.abs(spectra[loud]), atol=1e-5
    )

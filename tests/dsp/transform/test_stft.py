"""The transform against its definition, and every parameter that cannot work."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import get_window

from oscfactor.dsp.transform.stft import MAX_FFT, Stft, forward, hann, magnitudes
from oscfactor.errors import ArgumentError
from tests.support import naive

SHAPES = [(2048, 512, 2048), (64, 16, 128), (33, 7, 45), (2, 1, 2), (3, 2, 3), (48, 32, 49)]


def noise(*shape):
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize(("window", "hop", "fft"), SHAPES)
@pytest.mark.parametrize("n_samples", [1, 2, 63, 200])
def test_spectra_are_those_of_the_definition(window, hop, fft, n_samples):
    stft, samples = Stft(window, hop, fft), noise(n_samples)
    X = forward(stft, samples, 0, stft.n_frames(n_samples))
    expected = naive.stft(samples, window, hop, fft)
    assert X.dtype == np.complex64
    np.testing.assert_allclose(X, expected, atol=1e-5 * np.abs(expected).max())


def test_magnitudes_are_those_of_the_spectra_for_each_channel():
    stft, samples = Stft(64, 20, 80), noise(2, 3000)
    V = magnitudes(stft, samples, n_threads=2)
    assert V.shape == (2, stft.n_frames(3000), stft.n_bins)
    assert V.dtype == np.float32
    assert V.flags.c_contiguous
    for channel in range(2):
        expected = np.abs(naive.stft(samples[channel], 64, 20, 80))
        np.testing.assert_allclose(V[channel], expected, atol=1e-5 * expected.max())


def test_a_frame_is_centred_on_a_multiple_of_the_hop():
    stft = Stft(256, 64, 256)
    click = np.zeros(1000, np.float32)
    click[3 * 64] = 1.0
    V = magnitudes(stft, click[None])[0]
    np.testing.assert_allclose(V[3], 1.0, atol=1e-6)  # the window is 1 at its centre
    assert V.sum(axis=1).argmax() == 3


def test_the_window_is_the_periodic_hann_window_of_the_field():
    np.testing.assert_allclose(hann(512), get_window("hann", 512), atol=1e-7)
    np.testing.assert_allclose(hann(33), get_window("hann", 33), atol=1e-7)


def test_the_number_of_frames_covers_the_last_sample():
    stft = Stft(2048, 512, 2048)
    assert [stft.n_frames(n) for n in (1, 512, 513, 1024, 44100)] == [2, 2, 3, 3, 88]


@given(st.integers(-5, 40), st.integers(0, 30))
@settings(deadline=None, max_examples=40)
def test_a_frame_has_the_same_bits_in_any_range(first, n_frames):
    stft, samples = Stft(33, 11, 40), noise(300)
    X = forward(stft, samples, first, first + n_frames)
    for t in range(n_frames):
        np.testing.assert_array_equal(X[t], forward(stft, samples, first + t, first + t + 1)[0])


def test_the_number_of_threads_changes_no_bit():
    stft, samples = Stft(1024, 256, 1024), noise(2, 50_000)
    one = magnitudes(stft, samples, n_threads=1)
    for n_threads in (2, 3, 7):
        np.testing.assert_array_equal(one, magnitudes(stft, samples, n_threads=n_threads))


@pytest.mark.parametrize("level", [1e30, 1e-30, 1e-40, 0.0])
def test_magnitudes_of_very_loud_and_very_soft_sounds_are_finite_and_right(level):
    stft, samples = Stft(64, 16, 64), noise(1, 500)
    V = magnitudes(stft, samples * np.float32(level))
    assert np.isfinite(V).all()
    expected = np.abs(naive.stft(samples[0].astype(np.float64) * level, 64, 16, 64))
    np.testing.assert_allclose(V[0], expected, rtol=1e-2, atol=1e-5 * expected.max() + 1e-44)


@given(st.integers(2, 400), st.integers(1, 300), st.integers(0, 100))
def test_every_legal_overlap_can_be_divided_out(window, hop, padding):
    try:
        stft = Stft(window, hop, window + padding)
    except ArgumentError:
        assert hop > window * 2 / 3
        return
    total = naive.overlap(stft.window, stft.hop, 1000)
    assert total.min() > 0.1 * total.max()


@pytest.mark.parametrize(
    ("window", "hop", "fft", "sentence"),
    [
        (2048, 0, 2048, "the hop must be at least 1 sample, not 0"),
        (2048, -3, 2048, "the hop must be at least 1 sample"),
        (1, 1, 2, "a window must have at least 2 samples, not 1"),
        (-5, 1, 2, "a window must have at least 2 samples"),
        (2048, 512, 1024, "the fft must be at least as long as the window: 1024 < 2048"),
        (2048, 512, MAX_FFT + 1, f"the longest is {MAX_FFT}"),
        (2048, 512, 1 << 40, f"the longest is {MAX_FFT}"),
        (2048, 2048, 2048, "a hop of 2048 samples is too large for a window of 2048; .* is 1365"),
    ],
)
def test_what_does_not_go_together_is_said(window, hop, fft, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        Stft(window, hop, fft)


@pytest.mark.parametrize("window", [2, 3, 4, 5, 6, 7, 100, 1000, 2048, 3000, MAX_FFT])
def test_the_largest_hop_that_the_error_names_is_taken_and_the_next_is_not(window):
    with pytest.raises(ArgumentError) as failure:
        Stft(window, window, window)
    largest = int(str(failure.value).split()[-1])
    assert Stft(window, largest, window).hop == largest
    with pytest.raises(ArgumentError):
        Stft(window, largest + 1, window)

"""Time-stretching: where its frames stand, how they are turned, and what they hold."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.stretch import StretchedFrames
from oscfactor.dsp.transform.stft import forward
from tests.support.layers import STFT, cells, sound

SAMPLES, W, H = sound(n_samples=4000)
EDITS = cells(W, H)
SOUND = SoundFrames(SAMPLES, STFT, W, H, EDITS)
HOP = STFT.hop


def stretched(position=0.0, rate=1.0, loop=None):
    return StretchedFrames(SOUND, position, rate, loop)


def spectra(frames, n, channel=0):
    """Return the first frames one by one, from those on that touch the first sample."""
    first, _ = frames.over(0, 1)
    X, h = np.empty((n, STFT.n_bins), np.complex64), np.empty((n, W.shape[0]), np.float32)
    for i in range(n):
        X[i : i + 1], h[i : i + 1] = frames.spectra(channel, first + i, first + i + 1, None)
    return X, h


def at(place, channel=0):
    return forward(replace(STFT, hop=1), SAMPLES[channel], round(place), round(place) + 1)[0]


def test_at_rate_1_nothing_is_turned():
    X, h = spectra(stretched(position=960.0), 20)
    first = 960 // HOP + stretched().over(0, 1)[0]
    expected = forward(STFT, SAMPLES[0], first, first + 20)
    np.testing.assert_allclose(X, expected, atol=1e-4 * np.abs(expected).max())
    np.testing.assert_allclose(h, H[0, first : first + 20], rtol=1e-6)


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.7])
def test_magnitudes_are_those_of_the_places_that_are_passed(rate):
    X, _ = spectra(stretched(position=2000.0, rate=rate), 12, channel=1)
    places = 2000 + (np.arange(12) + stretched().over(0, 1)[0]) * HOP * rate
    expected = np.abs([at(place, channel=1) for place in places])
    np.testing.assert_allclose(np.abs(X), expected, atol=1e-4 * expected.max())


def test_each_frame_goes_on_as_the_sound_does_within_a_hop():
    frames = stretched(position=1500.0, rate=0.4)
    X, _ = spectra(frames, 6)
    places = 1500 + (np.arange(6) + frames.over(0, 1)[0]) * HOP * 0.4
    turn = np.ones(STFT.n_bins, complex)
    for i in range(1, 6):
        last, before = (
            np.array([at(place, channel) for channel in (0, 1)])
            for place in (places[i - 1], round(places[i]) - HOP)
        )
        steps = np.pad((last * before.conj()).sum(axis=0) * turn, 1)
        sums = steps[:-2] + steps[1:-1] + steps[2:]
        turn = sums / np.abs(sums)
        np.testing.assert_allclose(X[i], at(places[i]) * turn, atol=2e-3 * np.abs(X[i]).max())


def test_channels_are_turned_alike():
    one, other = (spectra(stretched(1500.0, 0.4), 8, channel)[0] for channel in (0, 1))
    places = 1500 + (np.arange(8) + stretched().over(0, 1)[0]) * HOP * 0.4
    ratio = np.array([at(place, 1) / at(place, 0) for place in places])
    loud = np.abs(one) > 0.1 * np.abs(one).max()
    np.testing.assert_allclose((other / one)[loud], ratio[loud], rtol=1e-3)


def test_activations_lie_straight_between_those_of_the_frames_edited_ones_too():
    frames = stretched(position=1000.0, rate=0.25)
    X, h = spectra(frames, 10)
    first = frames.over(0, 1)[0]
    places = (1000 + (np.arange(10) + first) * HOP * 0.25) / HOP
    for found, given in ((h, H[0]), (frames.edited(None, 0, first, X)[0], EDITS.frames(0, 0, H.shape[1]))):
        expected = [np.interp(places, np.arange(len(given)), given[:, k]) for k in range(3)]
        np.testing.assert_allclose(found, np.transpose(expected), rtol=1e-3, atol=1e-6)


def test_before_the_sound_and_behind_it_there_is_silence():
    X, h = spectra(stretched(position=-500.0), 4)
    assert not X.any()
    np.testing.assert_array_equal(h, np.tile(H[0, 0], (4, 1)))
    X, h = spectra(stretched(position=5000.0), 4)
    assert not X.any()
    np.testing.assert_array_equal(h, np.tile(H[0, -1], (4, 1)))


@pytest.mark.parametrize("rate", [0.5, 2.0])
def test_the_place_that_is_heard_moves_at_the_rate_and_goes_round_in_a_loop(rate):
    frames = stretched(position=100.0, rate=rate)
    for sample in (0, 5, 16, 100):
        assert frames.position(sample) == pytest.approx(100 + sample * rate)
    looping = stretched(position=100.0, rate=rate, loop=(80, 180))
    places = [looping.position(t * HOP) for t in range(30)]
    assert all(80 <= place < 180 for place in places)
    steps = np.diff(places) % 100
    np.testing.assert_allclose(steps, (HOP * rate) % 100)


def test_frames_that_a_block_still_touches_are_kept_across_the_end_of_the_room():
    frames = stretched(rate=0.5)
    n_slots = frames._n_slots
    first = frames.over(0, 1)[0]
    one_by_one, _ = spectra(stretched(rate=0.5), 3 * n_slots)
    for begin in range(first, first + 3 * n_slots - 7, 5):
        X, h = frames.spectra(0, begin, begin + 7, None)
        assert np.array_equal(X, one_by_one[begin - first : begin - first + 7])
        assert X.flags.c_contiguous
        assert h.flags.c_contiguous

"""Components as notes and curves: where events begin and end, how strong they are, at which key."""

import numpy as np
import pytest

from oscfactor.dsp.edit.notes import Note, curve_of, key_of, notes_of


def decays(*starts, n_frames=100, levels=None):
    """Return an activation of hits that fade to a tenth in ten frames."""
    h = np.zeros((2, n_frames), np.float32)
    for start, level in zip(starts, levels or [1.0] * len(starts), strict=True):
        fade = level * 10 ** (-np.arange(n_frames - start) / 10)
        h[:, start:] = np.maximum(h[:, start:], fade)
    return h


def test_an_event_is_a_note_from_its_onset_until_it_has_faded():
    assert notes_of(decays(20, 60, levels=[0.5, 1.0])) == [Note(20, 31, 0.5), Note(60, 71, 1.0)]


def test_the_next_event_ends_a_note_that_still_sounds():
    assert [note[:2] for note in notes_of(decays(20, 25))] == [(20, 25), (25, 36)]


def test_a_note_at_the_end_lasts_to_the_end():
    assert [note[:2] for note in notes_of(decays(95))] == [(95, 100)]


def test_silence_has_no_notes_and_a_flat_curve():
    h = np.zeros((1, 50), np.float32)
    assert notes_of(h) == []
    assert curve_of(h, 127).tolist() == [0] * 50


def test_a_curve_reaches_the_top_at_its_maximum():
    h = np.array([[0, 1, 2, 4], [0, 1, 2, 4]], np.float32)
    assert curve_of(h, 127).tolist() == [0, 32, 64, 127]


@pytest.mark.parametrize("key", [40, 57, 69, 84, 100])
def test_the_key_is_that_of_the_strongest_frequency_also_between_bins(key):
    hz = 440 * 2 ** ((key - 69) / 12)
    rate = 44100
    samples = np.sin(2 * np.pi * hz * np.arange(4096) / rate) * np.hanning(4096)
    basis = np.abs(np.fft.rfft(samples)).astype(np.float32)
    assert key_of(basis, rate / 4096) == key


def test_a_key_there_is_for_every_basis():
    low, high = np.zeros(1025, np.float32), np.zeros(1025, np.float32)
    low[0] = high[-1] = 1.0
    assert 0 <= key_of(low, 20.0) <= key_of(high, 96.0) <= 127
    assert 0 <= key_of(np.zeros(5, np.float32), 20.0) <= 127

"""Frames of a sound as it is: its spectra, its activations, and what crosses to another process."""

import pickle

import numpy as np
import pytest

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.transform.stft import forward
from tests.support.layers import STFT, K, cells, sound

SAMPLES, W, H = sound()


def test_spectra_and_activations_are_those_of_the_frames_however_many_are_asked_for():
    frames = SoundFrames(SAMPLES, STFT, W, H)
    for first, last in ((0, 1), (3, 40), (10, 12), (0, H.shape[1])):
        out = np.empty((last - first, STFT.n_bins), np.complex64)
        X, activations = frames.spectra(1, first, last, out)
        assert np.array_equal(X, forward(STFT, SAMPLES[1], first, last))
        assert np.array_equal(activations, H[1, first:last])
        assert activations.flags.c_contiguous


def test_frames_over_a_range_end_with_the_sound():
    frames = SoundFrames(SAMPLES, STFT, W, H)
    assert frames.over(0, 1) == (0, 3)
    assert frames.over(320, 336) == (19, 23)
    assert frames.over(SAMPLES.shape[1] - 1, SAMPLES.shape[1]) == (42, H.shape[1])


@pytest.mark.parametrize("edits", [None, cells(W, H)])
def test_frames_that_were_pickled_are_the_same_and_take_no_more_room_than_their_arrays(edits):
    frames = SoundFrames(SAMPLES, STFT, W, H, edits)
    frames.spectra(0, 0, 40, np.empty((40, STFT.n_bins), np.complex64))
    data = pickle.dumps(frames)
    arrays = [SAMPLES, W, H, *([] if edits is None else [edits.W, edits.H, edits.activations[2]])]
    assert len(data) < sum(array.nbytes for array in arrays) + 3000
    again = pickle.loads(data)
    assert np.array_equal(again.samples, SAMPLES)
    assert np.array_equal(again.H, H)
    assert (again.recombiner() is None) == (edits is None)


@pytest.mark.parametrize("change", [{"W": W[:, 1:]}, {"H": H[:1]}, {"H": H[:, 1:]}, {"H": H[..., : K - 1]}])
def test_factors_of_another_sound_are_refused(change):
    with pytest.raises(ValueError, match="shapes do not fit"):
        SoundFrames(**{"samples": SAMPLES, "stft": STFT, "W": W, "H": H, **change})

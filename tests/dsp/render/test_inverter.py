"""Inverted frames of a mix: by the definition, and the same bits whatever is inverted with them."""

import numpy as np
import pytest

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.inverter import Inverter
from tests.support import naive
from tests.support.layers import STFT, K, cells, sound, unedited

SAMPLES, W, H = sound()
GAINS = np.array([[1, 0, 0], [0.5, 2, -1]], np.float32)


def inverter(edits=None, n_frames=8, n_outputs=4):
    made = Inverter(SoundFrames(SAMPLES, STFT, W, H, edits))
    made.make_room(n_frames, n_outputs)
    return made


def test_frames_are_masked_and_inverted():
    X = naive.stft(SAMPLES[1], 64, 16, 64)
    expected = np.fft.irfft(naive.masks(W, H[1], GAINS) * X[:, None], 64)
    found = inverter().invert(1, 3, 10, GAINS)
    np.testing.assert_allclose(found, expected[3:10], atol=1e-5)


@pytest.mark.parametrize("edits", [None, cells(W, H), cells(W, H, phase="pghi"), cells(W, H, exponent=2.0)])
def test_an_output_has_the_same_bits_alone_and_among_others(edits):
    together = inverter(edits).invert(0, 2, 10, GAINS).copy()
    alone = inverter(edits, n_frames=8, n_outputs=1).invert(0, 2, 10, GAINS[1:])
    assert np.array_equal(alone[:, 0], together[:, 1])
    one_by_one = inverter(edits)
    for t in range(2, 10):
        assert np.array_equal(one_by_one.invert(0, t, t + 1, GAINS)[0], together[t - 2])


def test_the_residual_of_an_edited_sound_is_one_more_layer():
    shaped = inverter(unedited(W, H, exponent=2.0))
    each = shaped.invert(0, 4, 12, np.eye(K + 1, dtype=np.float32)).copy()
    whole = inverter().invert(0, 4, 12, np.ones((1, K), np.float32))
    np.testing.assert_allclose(each.sum(axis=1), whole[:, 0], atol=1e-6)
    assert np.abs(each[:, K]).max() > 0.01
    unasked = shaped.invert(0, 4, 12, np.eye(K, dtype=np.float32))
    assert np.array_equal(unasked, each[:, :K])

"""Edits of one sound, frame by frame: activations, the magnitudes of new sound, and its phases."""

import numpy as np
import pytest

from oscfactor.dsp.render.cells import SomeFrames
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.transform.stft import forward
from tests.support.layers import STFT, K, cells, sound, unedited

SAMPLES, W, H = sound()
T = H.shape[1]


def recombiner(**changes):
    return SoundFrames(SAMPLES, STFT, W, H, cells(W, H, **changes)).recombiner()


def test_activations_are_those_edited_and_beyond_the_sound_there_are_none():
    edits = cells(W, H)
    found = edits.frames(1, -2, T + 3)
    assert np.array_equal(found[2 : T + 2, :2], H[1, :, :2])
    assert np.array_equal(found[2 : T + 2, 2], H[1, ::-1, 2])
    assert not found[:2].any()
    assert not found[T + 2 :].any()
    assert not edits.frames(0, T + 5, T + 9).any()


def test_a_matrix_is_its_diagonal_and_the_cells_off_it():
    edits = cells(W, H)
    assert np.array_equal(edits.diagonal, np.diag(edits.matrix))
    assert np.array_equal(edits.others + np.diag(edits.diagonal), edits.matrix)
    assert not np.diag(edits.others).any()
    mix = np.full((K, K), 2, np.float32)
    assert np.array_equal(cells(W, H, phased_as=mix).mix[0], np.full(K, 2))
    assert edits.mix[0] is edits.diagonal


def test_new_sound_is_what_was_not_there_in_the_whole_mix():
    edits = cells(W, H)
    was = H[0].T[:, :, None] * W[:, None]
    becomes = edits.frames(0, 0, T).T[:, :, None] * edits.W[:, None]
    expected = np.einsum("k,ktf->tf", edits.diagonal * edits.edited, np.maximum(becomes - was, 0))
    expected += np.einsum("ij,ti,jf->tf", edits.others, edits.frames(0, 0, T), edits.W)
    found = recombiner().new_magnitudes(0, -1, T + 2)
    np.testing.assert_allclose(found[1 : T + 1], expected, rtol=1e-4, atol=1e-7)
    assert not found[0].any()
    assert not found[T + 1 :].any()


def test_a_part_of_a_mix_has_its_new_sound_where_the_mix_has_it():
    alone = np.zeros((K, K), np.float32)
    alone[0, 1] = 1
    mix = cells(W, H).matrix
    part = recombiner(matrix=alone, phased_as=mix)
    assert np.array_equal(part.new_magnitudes(0, 0, T), recombiner(matrix=mix).new_magnitudes(0, 0, T))


def test_phases_found_ahead_are_taken_and_else_the_sounds_own():
    X = forward(STFT, SAMPLES[1], 5, 9)
    own = recombiner().edited(1, 5, X)[1]
    np.testing.assert_allclose(own, X / np.abs(X), atol=1e-6)
    phases = np.random.default_rng(3).uniform(-3, 3, (2, T, STFT.n_bins)).astype(np.float32)
    ahead = recombiner(phases=phases).edited(1, 5, X)[1]
    np.testing.assert_allclose(np.angle(ahead), phases[1, 5:9], atol=1e-5)
    assert not np.allclose(recombiner(phase="pghi").edited(1, 5, X)[1], own, atol=0.1)


def spectra(made, gains):
    X = forward(STFT, SAMPLES[0], 5, 9)
    H_new, phasors = made.edited(0, 5, X)
    Y = np.empty((4, len(gains), STFT.n_bins), np.complex64)
    made.write(SomeFrames(X, H[0, 5:9], H_new, 1 / (H[0, 5:9] @ W), phasors), gains, Y)
    return Y, X


@pytest.mark.parametrize("changes", [{"exponent": 2.0}, {"threshold": 0.3}])
def test_shaped_masks_are_not_the_plain_ones(changes):
    gains = np.ones((1, K), np.float32)
    assert not np.allclose(
        spectra(recombiner(**changes), gains)[0], spectra(recombiner(), gains)[0], atol=1e-3
    )


def test_the_residual_is_silent_unless_it_has_a_gain_and_is_then_what_the_masks_leave():
    made = SoundFrames(SAMPLES, STFT, W, H, unedited(W, H, exponent=2.0)).recombiner()
    layers, X = spectra(made, np.eye(K, dtype=np.float32))
    rest, _ = spectra(made, np.array([[0] * K + [1]], np.float32))
    np.testing.assert_allclose(layers.sum(axis=1) + rest[:, 0], X, atol=1e-5)

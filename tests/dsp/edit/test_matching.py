"""Bases of two sounds: which go together, and bases between them."""

import numpy as np
import pytest

from oscfactor.dsp.edit import matching


def bump(place, n_bins=100):
    return np.exp(-0.5 * ((np.arange(n_bins) - place) / 2) ** 2).astype(np.float32)


def test_bases_are_alike_by_their_shape_not_their_strength():
    ours, theirs = np.stack([bump(20), bump(60)]), np.stack([3 * bump(60), bump(20)])
    likeness = matching.spectral_likeness(ours, theirs)
    np.testing.assert_allclose(likeness, [[0, 1], [1, 0]], atol=1e-5)


def test_activations_of_other_lengths_and_channels_are_alike_by_their_curve():
    times = np.linspace(0, 1, 50), np.linspace(0, 1, 80)
    ours = np.stack([np.sin(6 * times[0]) + 1, times[0]], axis=1).astype(np.float32)[None]
    theirs = np.stack([times[1], np.sin(6 * times[1]) + 1], axis=1).astype(np.float32)[None].repeat(2, axis=0)
    likeness = matching.temporal_likeness(ours, theirs)
    np.testing.assert_allclose([likeness[0, 1], likeness[1, 0]], 1, atol=1e-3)
    assert max(likeness[0, 0], likeness[1, 1]) < 0.9


def test_each_is_taken_once_and_too_few_are_taken_again():
    likeness = np.array([[0.9, 0.8], [0.9, 0.1], [0.2, 0.3]])
    assert matching.assign(likeness).tolist() == [1, 0, 1]


@pytest.mark.parametrize("between", [matching.blend, matching.transport])
def test_both_ends_are_the_bases_themselves(between):
    one, other = bump(20), 2 * bump(60)
    np.testing.assert_array_equal(between(one, other, 0.0), one)
    np.testing.assert_array_equal(between(one, other, 1.0), other)


def test_halfway_a_blend_has_two_peaks_and_a_transport_one_between_them():
    one, other = bump(20), bump(60)
    blended = matching.blend(one, other, 0.5)
    assert blended[20] == pytest.approx(0.5)
    assert blended[40] == pytest.approx(0, abs=1e-6)
    moved = matching.transport(one, other, 0.5)
    assert moved.argmax() == 40
    assert moved.sum() == pytest.approx(one.sum(), rel=1e-4)


def test_a_basis_becomes_as_strong_as_another():
    made = matching.as_strong(bump(20), 3 * bump(60))
    assert np.linalg.norm(made) == pytest.approx(3 * np.linalg.norm(bump(60)), rel=1e-5)
    assert not matching.as_strong(np.zeros(5, np.float32), bump(2, 5)).any()

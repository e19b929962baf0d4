"""Components of two sounds: how alike they are, and which go together."""

import numpy as np

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


def test_activations_that_differ_only_between_their_ends_are_told_apart():
    beats = np.zeros((1, 64, 2), np.float32)
    beats[0, 4::16, 0] = beats[0, 12::16, 1] = 1
    beats[0, [0, -1]] = 0.5
    likeness = matching.temporal_likeness(beats, beats)
    np.testing.assert_allclose(np.diag(likeness), 1)
    assert likeness[0, 1] < 0.5

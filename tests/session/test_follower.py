"""Activations as numbers: interpolated, scaled, smoothed, and their onsets."""

import numpy as np

from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.layers import PLAIN, Layers, with_activation
from oscfactor.model.values import Buffer, Factorization
from oscfactor.session.follower import Follower, Shape, activations_at
from tests.session.test_streams import RATE


def layers(H):
    H = np.asarray(H, np.float32)
    stft = Stft(window=64, hop=16, fft=64)
    buffer = Buffer(np.zeros((H.shape[0], 16 * (H.shape[1] - 1)), np.float32), RATE)
    W = np.full((H.shape[2], stft.n_bins), 1 / stft.n_bins, np.float32)
    return Layers(buffer, Factorization(W, H, stft, "kl", 0.0, 1, 0.0))


STEP = layers([[[0, 2], [0, 2], [0, 2], [8, 2], [8, 4], [8, 2], [0, 2], [0, 2]]])


def test_channels_are_meaned():
    both = layers([[[1], [3]], [[3], [5]]])
    assert activations_at(both, 0.5).tolist() == [3.0]


def test_unit_scale_makes_each_maximum_1():
    values, _ = Follower(Shape(scale="unit"), 0.01).at(STEP, 4 * 16)
    assert values.tolist() == [1.0, 1.0]


def test_decibels_are_below_the_loudest_of_all():
    values, _ = Follower(Shape(scale="db"), 0.01).at(STEP, 4 * 16)
    np.testing.assert_allclose(values, [0.0, 20 * np.log10(0.5)], atol=1e-4)
    silent, _ = Follower(Shape(scale="db"), 0.01).at(STEP, 0)
    assert silent[0] == -120.0


def test_onsets_are_told_once_each_with_strength():
    follower = Follower(Shape(scale="unit", threshold=0.75), 0.01)
    found = [(t, *onset) for t in range(8) for onset in follower.at(STEP, t * 16)[1]]
    assert found == [(3, 0, 1.0), (4, 1, 1.0)]


def test_smoothing_rises_and_falls_by_its_time_constants():
    follower = Follower(Shape(component=0, attack=0.02, release=0.0), 0.01)
    values = [float(follower.at(STEP, t * 16)[0][0]) for t in range(8)]
    share = 1 - np.exp(-0.5)
    np.testing.assert_allclose(values[3:5], [8 * share, 8 * share + (8 - 8 * share) * share], rtol=1e-5)
    assert values[6] == 0.0


def edited(k, factor):
    """STEP with one activation made stronger."""
    recombination = with_activation(PLAIN, STEP, k, STEP.activation(k) * np.float32(factor))
    return Layers(STEP.buffer, STEP.factorization, recombination)


def test_an_edited_activation_is_followed_and_scaled_by_its_own_maximum():
    louder = edited(1, 4)
    assert activations_at(louder, 4).tolist() == [8.0, 16.0]
    for component in (-1, 1):
        values, _ = Follower(Shape(scale="unit", component=component), 0.01).at(louder, 4 * 16)
        assert values[-1] == 1.0
    values, _ = Follower(Shape(scale="db"), 0.01).at(louder, 4 * 16)
    np.testing.assert_allclose(values, [20 * np.log10(0.5), 0.0], atol=1e-4)


def test_an_edit_while_it_is_followed_changes_the_scale():
    follower = Follower(Shape(scale="unit"), 0.01)
    assert follower.at(STEP, 4 * 16)[0].tolist() == [1.0, 1.0]
    assert follower.at(edited(1, 4), 5 * 16)[0].tolist() == [1.0, 0.5]


def test_one_component_is_followed_alone():
    values, onsets = Follower(Shape(component=1, threshold=3.0), 0.01).at(STEP, 3 * 16)
    assert (values.tolist(), onsets) == ([2.0], [])
    follower = Follower(Shape(component=1, threshold=3.0), 0.01)
    follower.at(STEP, 3 * 16)
    assert follower.at(STEP, 4 * 16)[1] == [(1, 4.0)]

"""Which feeds a sound has, and to which channels of the output they go."""

import numpy as np
import pytest

from oscfactor.model.mix import Mix, levels
from oscfactor.model.values import Buffer
from oscfactor.realtime.orders import COMPONENTS, MIX, OBJECTS, Playable
from oscfactor.realtime.renderer.routing import feeds

K = 3


def sound(n_channels):
    return Playable(Buffer(np.zeros((n_channels, 10), np.float32), 48000), n_components=K)


def matrix(found, n_channels, n_outputs):
    """Return what of a channel's component arrives at an output, (n_outputs, n_channels, K)."""
    out = np.zeros((n_outputs, n_channels, K), np.float32)
    for feed, channel, gain in found.routes:
        out[channel, found.channels[feed]] += gain * found.gains[feed]
    return out


MIXED = Mix.neutral(K).with_gain(0, 0.25).with_mute(1, True)
PANNED = MIXED.with_pan(2, -1.0)


def test_a_stereo_sound_goes_left_and_right():
    found = feeds(sound(2), levels(MIXED.faders()), MIX, 2)
    expected = np.zeros((2, 2, K), np.float32)
    expected[0, 0] = expected[1, 1] = [0.25, 0, 1]
    assert np.array_equal(matrix(found, 2, 2), expected)


def test_of_more_channels_the_even_ones_go_left():
    out = matrix(feeds(sound(5), levels(MIXED.faders()), MIX, 2), 5, 2)
    assert out[0, :, 0].tolist() == [0.25, 0, 0.25, 0, 0.25]
    assert out[1, :, 0].tolist() == [0, 0.25, 0, 0.25, 0]


def test_a_mono_sound_is_rendered_once_for_both_sides_unless_it_is_panned():
    middle = feeds(sound(1), levels(MIXED.faders()), MIX, 2)
    assert len(middle.gains) == 1
    assert matrix(middle, 1, 2).tolist() == [[[0.25, 0, 1]], [[0.25, 0, 1]]]
    panned = feeds(sound(1), levels(PANNED.faders()), MIX, 2)
    assert len(panned.gains) == 2
    np.testing.assert_allclose(matrix(panned, 1, 2), [[[0.25, 0, 1]], [[0.25, 0, 0]]], atol=1e-7)


@pytest.mark.parametrize("n_channels", [1, 2])
def test_one_loudspeaker_gets_the_mean(n_channels):
    out = matrix(feeds(sound(n_channels), levels(MIXED.faders()), MIX, 1), n_channels, 1)
    assert out.sum(axis=1).tolist() == [[0.25, 0, 1]]


def test_each_component_has_its_own_pair():
    out = matrix(feeds(sound(2), levels(MIXED.faders()), COMPONENTS, 2 * K), 2, 2 * K)
    expected = np.zeros((2 * K, 2, K), np.float32)
    for k, gain in enumerate([0.25, 0, 1]):
        expected[2 * k, 0, k] = expected[2 * k + 1, 1, k] = gain
    assert np.array_equal(out, expected)


def test_a_mono_component_is_on_both_channels_of_its_pair_with_their_own_gains():
    out = matrix(feeds(sound(1), levels(PANNED.faders()), COMPONENTS, 2 * K), 1, 2 * K)
    np.testing.assert_allclose(out[:, 0].max(axis=1), [0.25, 0.25, 0, 0, 1, 0], atol=1e-7)


@pytest.mark.parametrize(("n_outputs", "n_heard"), [(5, 2), (4, 2), (1, 0), (20, 3)])
def test_components_without_a_whole_pair_are_left_out(n_outputs, n_heard):
    found = feeds(sound(2), levels(Mix.neutral(K).faders()), COMPONENTS, n_outputs)
    assert len(found.gains) == 2 * n_heard
    assert {route.channel for route in found.routes} == set(range(2 * n_heard))


def test_each_object_has_its_own_pair_and_the_others_have_the_next():
    grouping = np.array([0, -1, 0])
    mix = Mix.neutral(K).grouped(grouping).with_gain(0, 0.25).with_pan(2, -1.0)
    out = matrix(feeds(sound(2), levels(mix.faders()), OBJECTS, 6, grouping), 2, 6)
    expected = np.zeros((6, 2, K), np.float32)
    expected[0, 0], expected[1, 1] = [0.25, 0, 1], [0.25, 0, 0]
    expected[2, 0] = expected[3, 1] = [0, 1, 0]
    np.testing.assert_allclose(out, expected, atol=1e-7)
    few = feeds(sound(2), levels(mix.faders()), OBJECTS, 3, grouping)
    assert {route.channel for route in few.routes} == {0, 1}


def test_without_objects_all_is_in_the_first_pair():
    out = matrix(feeds(sound(1), levels(MIXED.faders()), OBJECTS, 4), 1, 4)
    assert out[:, 0].tolist() == [[0.25, 0, 1], [0.25, 0, 1], [0, 0, 0], [0, 0, 0]]

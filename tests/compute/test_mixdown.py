"""A recombined sound as a whole: what the renderer gives, in parts, on one side or two."""

import numpy as np
import pytest

from oscfactor.compute import mixdown
from oscfactor.compute.mixdown import mix_down, two_sides
from oscfactor.errors import CancelledError
from oscfactor.model.layers import Layers, Recombination
from oscfactor.model.values import Buffer, Factorization
from tests.support.layers import STFT, K, sound

N = 9000


def layers(n_channels=2, **edits):
    samples, W, H = sound(n_channels, N)
    return Layers(Buffer(samples, 8000), Factorization(W, H, STFT, "kl", 0.0, 1, 0.0), Recombination(**edits))


@pytest.mark.parametrize("n_threads", [0, 1, 3])
def test_the_whole_is_what_the_renderer_gives(n_threads):
    made = layers()
    gains = np.array([1, 0.5, 0], np.float32)
    expected = made.renderer().render(gains[None], 0, N)[0]
    assert np.array_equal(mix_down(made, gains, n_threads=n_threads), expected)


def test_by_default_all_layers_are_heard_and_add_up_to_the_sound():
    made = layers()
    np.testing.assert_allclose(mix_down(made), made.buffer.samples, atol=1e-6)


@pytest.mark.parametrize("phase", ["pghi", "griffinlim"])
def test_edited_layers_have_the_phases_that_were_found_ahead_whatever_the_number_of_threads(phase):
    made = layers(matrix=np.ones((K, K), np.float32), phase=phase)
    found = mix_down(made, n_threads=1)
    assert np.array_equal(found, mix_down(made, n_threads=3))
    playing = made.renderer().render(np.ones((1, K), np.float32), 0, N)[0]
    assert np.abs(found - playing).max() > 0.01


@pytest.mark.parametrize("n_channels", [1, 2, 5])
def test_left_and_right_are_the_channels_with_gains_of_their_own(n_channels):
    made = layers(n_channels)
    gains = np.array([[1, 0.5, 0], [0, 1, 2]], np.float32)
    each = made.renderer().render(gains, 0, N)
    found = mix_down(made, gains)
    assert found.shape == (2, N)
    assert np.array_equal(found, two_sides(each))


def test_even_channels_go_left_odd_ones_right_and_a_mono_sound_to_both():
    each = np.arange(2 * 5 * 3, dtype=np.float32).reshape(2, 5, 3)
    left, right = two_sides(each)
    assert np.array_equal(left, each[0, 0] + each[0, 2] + each[0, 4])
    assert np.array_equal(right, each[1, 1] + each[1, 3])
    assert np.array_equal(two_sides(each[:, :1]), each[:, 0])


def test_it_can_be_followed_and_ended(monkeypatch):
    monkeypatch.setattr(mixdown, "_PART_FRAMES", 64)
    told = []
    made = layers(matrix=np.ones((K, K), np.float32), phase="pghi")
    mix_down(made, n_threads=1, progress=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1
    assert len(set(told)) > 3

    def stop(fraction):
        if fraction >= 0.5:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        mix_down(made, progress=stop)

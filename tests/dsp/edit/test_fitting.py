"""Activations of other lengths, frame rates and numbers of channels."""

import numpy as np
import pytest

from oscfactor.dsp.edit import fitting

H = np.array([[1, 2, 3, 4]], np.float32)


@pytest.mark.parametrize(
    ("how", "n_frames", "expected"),
    [
        ("loop", 6, [1, 2, 3, 4, 1, 2]),
        ("stretch", 7, [1, 1.5, 2, 2.5, 3, 3.5, 4]),
        ("truncate", 6, [1, 2, 3, 4, 0, 0]),
        ("truncate", 2, [1, 2]),
    ],
)
def test_an_activation_gets_another_length(how, n_frames, expected):
    np.testing.assert_allclose(fitting.fit(H, n_frames, how), [expected])


def test_an_activation_at_half_the_frame_rate_has_every_second_frame():
    assert fitting.fit(H, 3, "truncate", 2.0).tolist() == [[1, 3, 0]]
    assert fitting.fit(H, 4, "loop", 2.0).tolist() == [[1, 3, 1, 3]]
    np.testing.assert_allclose(fitting.fit(H, 7, "truncate", 0.5), [[1, 1.5, 2, 2.5, 3, 3.5, 4]])


def test_behind_the_last_frame_there_is_silence():
    assert fitting.between(H, np.array([2.5, 3.0, 9.0])).tolist() == [[3.5, 4, 0]]


def test_other_channels_are_all_the_mean_of_the_given_ones():
    h = np.array([[1, 2], [3, 6]], np.float32)
    assert fitting.with_channels(h, 2) is h
    assert fitting.with_channels(h, 3).tolist() == [[2, 4]] * 3


def test_the_last_frame_is_heard_for_half_a_frame_more():
    assert fitting.between(H, np.array([3.4, 3.6])).tolist() == [[4, 0]]

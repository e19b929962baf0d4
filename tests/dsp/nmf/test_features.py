"""What is said of components in numbers, and the orders that follow."""

import numpy as np
import pytest

from oscfactor.dsp.nmf import features


@pytest.fixture
def factors():
    """Two bases, one low and loud, one high and soft but earlier."""
    W = np.zeros((2, 100), np.float32)
    W[0, 10:12] = 0.5
    W[1, 80] = 1.0
    H = np.zeros((2, 50, 2), np.float32)
    H[:, 30:40, 0] = 4.0
    H[1, 5:45, 1] = 1.0
    return W, H


def test_energies_are_shares_of_the_squared_norms(factors):
    W, H = factors
    expected = [(W[k] ** 2).sum() * (H[..., k] ** 2).sum() for k in range(2)]
    np.testing.assert_allclose(features.energies(W, H), np.array(expected) / sum(expected))


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_energies_survive_any_level(factors, scale):
    W, H = factors
    np.testing.assert_allclose(
        features.energies(W, H * np.float32(scale)), features.energies(W, H), rtol=1e-5
    )


def test_silence_has_no_energy_and_no_warning():
    W, H = np.zeros((3, 5), np.float32), np.zeros((1, 4, 3), np.float32)
    assert features.energies(W, H).tolist() == [0, 0, 0]
    assert features.centroids(W).tolist() == [0, 0, 0]
    assert features.order(W, H, "energy").tolist() == [0, 1, 2]


def test_centroid_peak_and_onset(factors):
    W, H = factors
    assert features.centroids(W) == pytest.approx([10.5, 80])
    assert features.peaks(W).tolist() == [10, 80]
    assert features.onsets(H).tolist() == [30, 5]


@pytest.mark.parametrize(
    ("by", "expected"),
    [("energy", [0, 1]), ("centroid", [0, 1]), ("peak", [0, 1]), ("onset", [1, 0]), ("none", [0, 1])],
)
def test_orders(factors, by, expected):
    assert features.order(*factors, by).tolist() == expected
    W, H = factors
    flipped = W[::-1], H[..., ::-1]
    assert features.order(*flipped, by).tolist() == ([0, 1] if by == "none" else [1 - k for k in expected])


def test_an_onset_is_where_a_tenth_of_the_maximum_is_reached():
    H = np.array([0, 0.09, 0.11, 0.4, 0.6, 1], np.float32)[None, :, None]
    assert features.onsets(H).tolist() == [2]

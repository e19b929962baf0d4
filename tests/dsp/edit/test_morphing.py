"""Bases between two others."""

import numpy as np
import pytest

from oscfactor.dsp.edit import morphing


def bump(place, n_bins=100):
    return np.exp(-0.5 * ((np.arange(n_bins) - place) / 2) ** 2).astype(np.float32)


@pytest.mark.parametrize("between", [morphing.blend, morphing.transport])
def test_both_ends_are_the_bases_themselves(between):
    one, other = bump(20), 2 * bump(60)
    np.testing.assert_array_equal(between(one, other, 0.0), one)
    np.testing.assert_array_equal(between(one, other, 1.0), other)


def test_halfway_a_blend_has_two_peaks_and_a_transport_one_between_them():
    one, other = bump(20), bump(60)
    blended = morphing.blend(one, other, 0.5)
    assert blended[20] == pytest.approx(0.5)
    assert blended[40] == pytest.approx(0, abs=1e-6)
    moved = morphing.transport(one, other, 0.5)
    assert moved.argmax() == 40
    assert moved.sum() == pytest.approx(one.sum(), rel=1e-4)


def test_a_basis_becomes_as_strong_as_another():
    made = morphing.as_strong(bump(20), 3 * bump(60))
    assert np.linalg.norm(made) == pytest.approx(3 * np.linalg.norm(bump(60)), rel=1e-5)
    assert not morphing.as_strong(np.zeros(5, np.float32), bump(2, 5)).any()

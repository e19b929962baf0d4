"""Starts: they fit the sound's level, repeat themselves, and singular vectors are singular vectors."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.factorize import factorize
from oscfactor.dsp.nmf.given import Given
from oscfactor.dsp.nmf.start import cuts_of, nndsvd_start, random_start, singular_vectors
from oscfactor.machine.threads import Crew


def low_rank(rank, n_frames=120, n_bins=77):
    random = np.random.default_rng(5)
    return (random.gamma(0.4, 1, (n_frames, rank)) @ random.gamma(0.4, 1, (rank, n_bins))).astype(np.float32)


def test_a_random_start_has_the_level_of_the_sound():
    W, H = random_start(200, 100, 7, 3, 0.25)
    assert (H @ W).mean() == pytest.approx(0.25, rel=0.05)
    np.testing.assert_allclose(W.sum(axis=1), 1, rtol=1e-5)
    assert np.array_equal(random_start(200, 100, 7, 3, 0.25)[0], W)
    assert not np.array_equal(random_start(200, 100, 7, 4, 0.25)[0], W)


def test_singular_vectors_are_those_of_numpy():
    V = low_rank(6)
    with Crew(2) as crew:
        left, values, right = singular_vectors(V, 6, 0, crew)
    np.testing.assert_allclose(values, np.linalg.svd(V)[1][:6], rtol=1e-3)
    np.testing.assert_allclose(left * values @ right, V, atol=1e-3 * V.max())


@pytest.mark.parametrize("n_components", [1, 3, 9])
def test_the_svd_start_is_positive_and_nearer_than_a_random_one(n_components):
    V = low_rank(5)
    with Crew(1) as crew:
        W, H = nndsvd_start(V, n_components, 0, crew)
    assert (W > 0).all()
    assert (H > 0).all()
    near = factorize(V, n_components, iterations=0, given=Given(W=W, H=H)).loss
    assert near < factorize(V, n_components, iterations=0).loss


def test_parts_cover_all_frames_once():
    for n_frames in (1, 31, 32, 100, 5000):
        for n_components in (1, 10, 300):
            cuts = cuts_of(n_frames, n_components)
            assert cuts[0] == 0
            assert cuts[-1] == n_frames
            assert (np.diff(cuts) > 0).all()


def test_singular_values_stand_out_of_noise_as_exactly_as_numpys():
    noisy = low_rank(6) + 2 * np.random.default_rng(6).random((120, 77), np.float32)
    with Crew(1) as crew:
        _, values, _ = singular_vectors(noisy, 6, 0, crew)
    np.testing.assert_allclose(values, np.linalg.svd(noisy)[1][:6], rtol=1e-4)

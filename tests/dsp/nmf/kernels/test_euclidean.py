"""Euclidean distance: multiplicative updates and alternating least squares against the textbook."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels.euclidean import BLOCK, N_INNER, renew_euclidean, sweep_euclidean
from tests.support import naive
from tests.support.sweeps import COUNTS, assert_other_parts_stay, assert_textbook, drawn, update

KERNELS = sweep_euclidean, renew_euclidean


@pytest.mark.parametrize("moves", ["H", "W", "HW"])
@pytest.mark.parametrize("n_components", COUNTS)
def test_an_update_is_the_textbooks(n_components, moves):
    assert_textbook(KERNELS, naive.euclidean_update, n_components, moves, scale=0.5)


@pytest.mark.parametrize("n_components", COUNTS)
def test_least_squares_go_as_many_rounds_as_they_say(n_components):
    V, W, H = drawn(n_components, n_frames=2 * BLOCK + 3)  # more than a block in a part
    cuts = (0, BLOCK + 2, 2 * BLOCK + 3)
    found = update(*KERNELS, V, W, H, textbook=False, parts=(0, 2), cuts=cuts)
    expected = naive.hals_update(V.astype(float), W.astype(float), H.astype(float), N_INNER)
    np.testing.assert_allclose(found[0], expected[0], atol=1e-4 * expected[0].max())
    np.testing.assert_allclose(found[1], expected[1], atol=1e-4 * expected[1].max())


@pytest.mark.parametrize("n_components", COUNTS)
def test_the_loss_keeps_its_last_digits_where_the_fit_is_good(n_components):
    V, W, H = drawn(n_components)
    V = (H.astype(float) @ W * 1.001).astype(np.float32)
    found = update(*KERNELS, V, W, H, "")[2]
    assert found == pytest.approx(naive.euclidean_loss(V.astype(float), W, H), rel=1e-3)


def test_frames_of_other_parts_are_left_alone():
    assert_other_parts_stay(KERNELS)


@pytest.mark.parametrize("textbook", [True, False])
def test_a_component_without_a_basis_or_an_activation_stays_finite(textbook):
    V, W, H = drawn(5)
    W[1], H[:, 3] = 0, 0
    for _ in range(3):
        W, H, loss = update(*KERNELS, V, W, H, textbook=textbook)
        assert np.isfinite([loss, W.max(), H.max()]).all()

"""Kullback-Leibler: one sweep against the textbook."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels.kl import TINY, renew_kl, sweep_kl
from tests.support import naive
from tests.support.sweeps import COUNTS, drawn, update


@pytest.mark.parametrize("moves", ["H", "W", "HW"])
@pytest.mark.parametrize("n_components", COUNTS)
def test_an_update_is_the_textbooks(n_components, moves):
    V, W, H = drawn(n_components)
    found = update(sweep_kl, renew_kl, V, W, H, moves, scale=0.5)
    expected = naive.kl_update(0.5 * V.astype(float), W, H, moves)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-4)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-4)


@pytest.mark.parametrize("n_components", COUNTS)
def test_the_loss_is_the_textbooks_but_for_a_constant_of_the_sound(n_components):
    V, W, H = drawn(n_components)
    found = update(sweep_kl, renew_kl, V, W, H, "", scale=0.5)[2]
    assert found == pytest.approx(naive.kl_loss(0.5 * V.astype(float), W, H), rel=1e-5)


def test_frames_of_other_parts_are_left_alone():
    V, W, H = drawn(7)
    found = update(sweep_kl, renew_kl, V, W, H, "H", parts=(1, 2))[1]
    assert np.array_equal(found[:5], H[:5])
    assert np.array_equal(found[9:], H[9:])
    assert not np.isclose(found[5:9], H[5:9]).any()


def test_zeros_stay_zero_and_what_decays_stays_above_nothing():
    V, W, H = drawn(5)
    V[:8], W[2, :9], H[20:, 1] = 0, 0, 0
    found_W, found_H, loss = update(sweep_kl, renew_kl, V, W, H)
    assert not found_W[2, :9].any()
    assert not found_H[20:, 1].any()
    assert (found_H[:8] == TINY).all(), "a silent frame: as good as nothing, and able to come back"
    assert np.isfinite(loss)

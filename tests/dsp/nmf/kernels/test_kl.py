"""Kullback-Leibler: one sweep against the textbook."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels.kl import TINY, renew_kl, sweep_kl
from tests.support import naive
from tests.support.sweeps import COUNTS, assert_other_parts_stay, assert_textbook, drawn, update

KERNELS = sweep_kl, renew_kl


@pytest.mark.parametrize("moves", ["H", "W", "HW"])
@pytest.mark.parametrize("n_components", COUNTS)
def test_an_update_is_the_textbooks(n_components, moves):
    assert_textbook(KERNELS, naive.kl_update, n_components, moves, scale=0.5)


@pytest.mark.parametrize("n_components", COUNTS)
def test_the_loss_is_the_textbooks_but_for_a_constant_of_the_sound(n_components):
    V, W, H = drawn(n_components)
    found = update(*KERNELS, V, W, H, "", scale=0.5)[2]
    assert found == pytest.approx(naive.kl_loss(0.5 * V.astype(float), W, H), rel=1e-5)


def test_frames_of_other_parts_are_left_alone():
    assert_other_parts_stay(KERNELS)


def test_zeros_stay_zero_and_what_decays_stays_above_nothing():
    V, W, H = drawn(5)
    V[:8], W[2, :9], H[20:, 1] = 0, 0, 0
    found_W, found_H, loss = update(*KERNELS, V, W, H)
    assert not found_W[2, :9].any()
    assert not found_H[20:, 1].any()
    assert (found_H[:8] == TINY).all(), "a silent frame: as good as nothing, and able to come back"
    assert np.isfinite(loss)

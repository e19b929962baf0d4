"""Itakura-Saito: one sweep against the textbook, with the square root."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels.itakura_saito import renew_is, sweep_is
from tests.support import naive
from tests.support.sweeps import COUNTS, assert_other_parts_stay, assert_textbook, drawn, update

KERNELS = sweep_is, renew_is


@pytest.mark.parametrize("moves", ["H", "W", "HW"])
@pytest.mark.parametrize("n_components", COUNTS)
def test_an_update_is_the_textbooks(n_components, moves):
    assert_textbook(KERNELS, naive.is_update, n_components, moves, scale=2.0)


@pytest.mark.parametrize("n_components", COUNTS)
def test_the_loss_is_the_textbooks(n_components):
    V, W, H = drawn(n_components)
    found = update(*KERNELS, V, W, H, "", scale=2.0)[2]
    assert found == pytest.approx(naive.is_loss(2.0 * V.astype(float), W, H), rel=1e-4)


def test_frames_of_other_parts_are_left_alone():
    assert_other_parts_stay(KERNELS)


def test_silence_weighs_finitely_and_what_explains_it_decays():
    V, W, H = drawn(5)
    V[:] = 0
    for _ in range(60):
        W, H, loss = update(*KERNELS, V, W, H)
        assert np.isfinite(loss)
    assert (H @ W).max() < 1e-7, "below the background"

"""Itakura-Saito: one sweep against the textbook, with the square root."""

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.nmf.kernels.itakura_saito import renew_is, sweep_is
from tests.support import naive
from tests.support.sweeps import COUNTS, drawn, update


@pytest.mark.parametrize("moves", ["H", "W", "HW"])
@pytest.mark.parametrize("n_components", COUNTS)
def test_an_update_is_the_textbooks(n_components, moves):
    V, W, H = drawn(n_components)
    found = update(sweep_is, renew_is, V, W, H, moves, scale=2.0)
    expected = naive.is_update(2.0 * V.astype(float), W, H, moves)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-4)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-4)


@pytest.mark.parametrize("n_components", COUNTS)
def test_the_loss_is_the_textbooks(n_components):
    V, W, H = drawn(n_components)
    found = update(sweep_is, renew_is, V, W, H, "", scale=2.0)[2]
    assert found == pytest.approx(naive.is_loss(2.0 * V.astype(float), W, H), rel=1e-4)


def test_frames_of_other_parts_are_left_alone():
    V, W, H = drawn(7)
    found = update(sweep_is, renew_is, V, W, H, "H", parts=(1, 2))[1]
    assert np.array_equal(found[:5], H[:5])
    assert np.array_equal(found[9:], H[9:])
    assert not np.isclose(found[5:9], H[5:9]).any()


def test_silence_weighs_finitely_and_what_explains_it_decays():
    V, W, H = drawn(5)
    V[:] = 0
    for _ in range(60):
        W, H, loss = update(sweep_is, renew_is, V, W, H)
        assert np.isfinite(loss)
    assert (H @ W).max() < 1e-7, "below the background"

"""The activations of a frame, against many multiplicative updates in double precision."""

import numpy as np
import pytest

from oscfactor.dsp.live.following import follow_frame, scratch_for
from oscfactor.dsp.live.match import Bases
from tests.support.naive import converged, kl_loss


def follow(v, W, h, n_sweeps=3, n_newton=2):
    bases = Bases(W)
    follow_frame(v, float(v.sum()), bases.W, h, n_sweeps, n_newton, scratch_for(*W.shape))
    return h


@pytest.mark.parametrize(("n_components", "n_bins"), [(1, 40), (5, 65), (16, 129)])
@pytest.mark.parametrize("level", [1e-6, 1.0, 1e6])
def test_from_nothing_two_calls_come_close_to_the_least_loss_at_any_level(n_components, n_bins, level):
    rng = np.random.default_rng(n_components)
    W = rng.random((n_components, n_bins)) ** 4
    W = (W / W.sum(axis=1, keepdims=True)).astype(np.float32)
    right = rng.random(n_components) * (rng.random(n_components) < 0.6)
    v = ((right @ W + 1e-3) * rng.uniform(0.5, 1.5, n_bins) * level).astype(np.float32)
    h = follow(v, W, follow(v, W, np.zeros(n_components, np.float32)))
    assert h.min() >= 0
    assert h.sum() == pytest.approx(v.sum(), rel=0.02)
    best = converged(v[None].astype(float), W.astype(float))
    losses = [kl_loss(v[None], W + 1e-12, x) for x in (h[None].astype(float), best)]
    assert losses[0] < 1.01 * losses[1]


def test_a_component_that_was_silent_comes_back_at_once():
    W = np.eye(4, dtype=np.float32)
    h = follow(np.array([0, 0, 0, 5], np.float32), W, np.array([3, 0, 0, 0], np.float32))
    assert np.allclose(h, [0, 0, 0, 5], atol=1e-3)


def test_bins_that_no_basis_has_do_no_harm():
    W = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
    h = follow(np.array([2, 1, 7], np.float32), W, np.zeros(2, np.float32))
    assert np.isfinite(h).all()
    assert h[0] / h[1] == pytest.approx(2, rel=1e-3)

"""Scales of factors: whatever they came in, they go back to it."""

import numpy as np
import pytest

from oscfactor.dsp.nmf.given import Given
from oscfactor.dsp.nmf.units import Units

RANDOM = np.random.default_rng(3)
W = RANDOM.uniform(0.1, 1, (3, 8)).astype(np.float32)
H = RANDOM.uniform(0.1, 1, (5, 3)).astype(np.float32)
DRAWN = np.full((3, 8), 0.125, np.float32), np.ones((5, 3), np.float32)


@pytest.mark.parametrize("mean", [1e-30, 1.0, 3e4])
def test_given_factors_come_back_as_the_same_product_with_bases_that_sum_to_one(mean):
    units = Units(mean, DRAWN, Given(W=W, H=H))
    bases, activations = units.take(DRAWN)
    np.testing.assert_allclose(bases.sum(axis=1), 1, rtol=1e-5)
    assert 0.5 < mean * units.scale < 2
    found_W, found_H = units.give_back(bases, activations)
    np.testing.assert_allclose(found_W.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(found_H @ found_W, H @ W, rtol=1e-5)


def test_fixed_factors_come_back_unchanged():
    units = Units(1.0, DRAWN, Given(W=W, W_fixed=True))
    assert units.give_back(*units.take(DRAWN))[0] is W
    units = Units(1.0, DRAWN, Given(H=H, H_fixed=True))
    bases, activations = units.take(DRAWN)
    np.testing.assert_allclose(activations.mean(axis=0), 1, rtol=1e-5)
    assert units.give_back(bases, activations)[1] is H

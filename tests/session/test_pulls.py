"""Pulled ranges: the same samples however they are cut, rendered once while they are kept."""

import numpy as np
import pytest

from oscfactor.compute.factorize import factorize
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer
from oscfactor.session import pulls as module
from oscfactor.session.pulls import BLOCK, Pulls
from tests.session.test_session import options


@pytest.fixture
def pulls():
    samples = 0.1 * np.random.default_rng(1).standard_normal((2, 3 * BLOCK + 100)).astype(np.float32)
    samples.flags.writeable = False
    buffer = Buffer(samples, 48000)
    return Pulls(Layers(buffer, factorize(buffer, options(2))))


def test_a_range_over_blocks_is_put_together_of_them(pulls):
    whole = pulls.render(1, 1, 0, 3 * BLOCK + 100)
    assert whole.shape == (3 * BLOCK + 100,)
    for start, stop in ((0, 1), (BLOCK - 3, BLOCK + 5), (10, 3 * BLOCK + 100), (BLOCK, 2 * BLOCK)):
        np.testing.assert_array_equal(pulls.kept(1, 1, start, stop), whole[start:stop])
    assert pulls.kept(1, 1, 50, 50).size == 0


def test_only_rendered_blocks_are_at_hand(pulls):
    assert pulls.kept(0, 0, 0, 10) is None
    pulls.render(0, 0, 5, 10)
    assert pulls.kept(0, 1, 0, BLOCK) is not None
    assert pulls.kept(0, 0, 0, BLOCK + 1) is None
    assert pulls.kept(1, 0, 0, 10) is None


def test_the_oldest_block_goes_when_there_are_too_many(pulls, monkeypatch):
    monkeypatch.setattr(module, "MAX_BLOCKS", 2)
    for start in (0, BLOCK, 2 * BLOCK):
        pulls.render(0, 0, start, start + 1)
    assert [pulls.kept(0, 0, at, at + 1) is None for at in (0, BLOCK, 2 * BLOCK)] == [True, False, False]

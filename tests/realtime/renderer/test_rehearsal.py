"""The rehearsal plays every kind of sound in every way, so that nothing is compiled while a buffer plays."""

import gc

import numpy as np
import pytest

from oscfactor.realtime.orders import BLOCK
from oscfactor.realtime.renderer import rehearsal


@pytest.fixture
def thawed():
    """Whatever was set aside from the collection of garbage comes back."""
    yield
    gc.unfreeze()


def test_each_way_is_played_and_heard(thawed):
    before = gc.get_freeze_count()
    heard = rehearsal.rehearse()
    assert len(heard) == 9  # unedited, edited, edited with an exponent; plain, stretched, resampled
    for block in heard:
        assert block.shape == (2, BLOCK)
        assert np.isfinite(block).all()
        assert np.abs(block).max() > 1e-3
    assert len({block.tobytes() for block in heard}) == 9
    assert gc.get_freeze_count() > before

from __future__ import annotations

import numpy as np
import pytest

from oscfactor.dsp.arrays import frozen


@pytest.mark.parametrize(
    "array",
    [np.zeros((3, 4)), np.zeros((3, 4), np.float32).T, np.zeros((3, 8), np.float32)[:, ::2], np.arange(5)],
)
def test_what_is_frozen_is_contiguous_float32_and_read_only(array):
    result = frozen(array)
    assert result.dtype == np.float32
    assert result.flags.c_contiguous
    np.testing.assert_array_equal(result, array)
    with pytest.raises(ValueError, match="read-only"):
        result[...] = 1


def test_freezing_takes_no_memory_where_nothing_must_be_copied():
    array = np.zeros((3, 4), np.float32)
    assert np.shares_memory(frozen(array), array)
    assert array.flags.writeable


def test_a_frozen_copy_does_not_change_with_the_array():
    array = np.zeros(3, np.float32)
    result = frozen(array, copy=True)
    array[:] = 1
    assert not result.any()


def test_switches_stay_switches():
    assert frozen(np.zeros(3, np.bool_), np.bool_).dtype == np.bool_

"""Numbers that enter a sound or its components."""

import numpy as np
import pytest

from oscfactor.dsp.bounds import RANGES, checked, fault
from oscfactor.errors import ArgumentError


@pytest.mark.parametrize("kind", RANGES)
def test_the_ends_of_a_range_are_in_it(kind):
    ends = np.array(RANGES[kind], np.float32)
    assert fault(ends, kind) == ""
    assert checked(ends, kind) is ends


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (np.nan, "no finite number"),
        (np.inf, "no finite number"),
        (-1, "the least is 0"),
        (17, "the most is 16"),
    ],
)
def test_a_bad_number_is_named(number, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        checked(np.array([1, number, 2], np.float32), "matrix")


def test_nothing_has_no_fault():
    assert fault(np.zeros((2, 0), np.float32), "sound") == ""

"""Values written over a part of an array."""

import numpy as np
import pytest

from oscfactor.dsp.edit.writing import written
from oscfactor.errors import ArgumentError


def test_values_stand_at_their_place_in_a_copy():
    old = np.ones((2, 4), np.float32)
    new = written(old, 1, [5, -0.0], "activation", "frames")
    assert new.tolist() == [[1, 5, 0, 1]] * 2
    assert not np.signbit(new).any()
    assert (old == 1).all()


@pytest.mark.parametrize(
    ("offset", "values", "sentence"),
    [
        (3, [1, 2], "2 values from 3 do not fit: there are 4 bins"),
        (0, [1, -2], "value 1 is -2"),
        (0, [1, 1e38], "or less; value 1 is more"),
    ],
)
def test_values_that_do_not_fit_or_are_out_of_range_are_refused(offset, values, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        written(np.ones(4, np.float32), offset, values, "basis", "bins")

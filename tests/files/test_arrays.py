"""Arrays of a session file: put end to end, and taken out again."""

import numpy as np

from oscfactor.files.arrays import Arrays
from oscfactor.files.run import shape_of
from tests.support.numbers import run_of_all


def test_arrays_come_back_from_the_places_that_they_were_given():
    arrays, parts = Arrays(), [np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(4, np.float32)]
    places = [arrays.put(part) for part in parts]
    run = run_of_all(arrays)
    for place, part in zip(places, parts, strict=True):
        assert shape_of(place) == part.shape
        np.testing.assert_array_equal(run.array(place, "activation", part.shape), part)

"""Which object each component is in."""

import numpy as np

from oscfactor.model import objects
from oscfactor.model.mix import ALL

NOBODY = np.full(5, -1, np.float32)


def test_a_component_leaves_the_object_that_it_was_in():
    first = objects.assigned(NOBODY, 0, [0, 1, 2])
    second = objects.assigned(first, 1, [2, 3])
    assert second.tolist() == [0, 0, 1, 1, -1]
    assert objects.every(second) == [[0, 1], [2, 3]]
    assert objects.members(second, 1) == [2, 3]
    assert NOBODY.max() == -1


def test_an_object_consists_of_just_these_components():
    assert objects.assigned(np.float32([0, 0, 1, 1, -1]), 0, [4]).tolist() == [-1, -1, 1, 1, 0]
    assert objects.assigned(NOBODY, 2, [ALL]).tolist() == [2] * 5


def test_objects_keep_their_numbers_where_one_is_cleared():
    now = np.float32([0, 0, 1, 1, 2])
    assert objects.cleared(now, 1).tolist() == [0, 0, -1, -1, 2]
    assert objects.count(objects.cleared(now, 1)) == 3
    assert objects.count(objects.cleared(now, 2)) == 2
    assert objects.cleared(now, ALL).tolist() == [-1] * 5


def test_components_with_other_numbers_stay_in_their_objects():
    now = np.float32([0, 0, 1, -1])
    split = objects.renumbered(now, [0, 1, 2, 3, 2])  # the half of component 2 that is the last now
    assert split.tolist() == [0, 0, 1, -1, 1]
    merged = objects.renumbered(now, [0, 2, 3])
    assert merged.tolist() == [0, 1, -1]
    assert objects.renumbered(now, [1, -1]).tolist() == [0, -1]

"""Which change each value was last told, and how long that change takes."""

import numpy as np
import pytest

from oscfactor.model.glides import Glides

FIRST = np.array([True, False, False])
LAST = np.array([False, False, True])


def test_while_everything_is_as_fast_as_possible_there_is_nothing_to_keep():
    assert Glides.after(None, FIRST, 0.0) is None


def test_a_change_touches_what_it_names_and_nothing_else():
    first = Glides.after(None, FIRST, 2.0)
    both = Glides.after(first, LAST, 0.5)
    assert both.seconds.tolist() == [2.0, 0.0, 0.5]
    assert both.changes[:2].tolist() == first.changes[:2].tolist() == [first.changes[0], 0]
    assert both.changes[2] > first.changes[0] > 0


def test_the_same_change_told_again_is_another_one():
    first = Glides.after(None, FIRST, 2.0)
    again = Glides.after(first, FIRST, 2.0)
    assert again.changes[0] > first.changes[0]


def test_a_plain_change_ends_a_glide():
    first = Glides.after(None, FIRST, 2.0)
    plain = Glides.after(first, FIRST, 0.0)
    assert plain.seconds.tolist() == [0.0, 0.0, 0.0]
    assert plain.changes[0] > first.changes[0]


def test_what_others_hold_cannot_be_changed():
    glides = Glides.after(None, FIRST, 2.0)
    for values in (glides.changes, glides.seconds):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1

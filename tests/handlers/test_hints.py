"""Painting by the command table: told, listed, forgotten."""

import numpy as np
import pytest

from oscfactor.errors import ArgumentError

PLACE = (0.1, 0.2, 500.0, 1000.0)


@pytest.fixture
def painted(bench):
    """The module's session, whose hints are undone at the end."""
    yield bench
    while bench.session.editing.history("n").done:
        bench.run(bench.session.editing.undo("n"))


def test_a_hint_is_told_listed_and_forgotten(painted):
    before = painted.layers.factorization.W
    n_steps = len(painted.session.editing.history("n").done)
    assert painted.ask("/component/hint", "n", 2, *PLACE, 1.0)[0] == ("n", 2, n_steps + 1)
    assert painted.ask("/component/hint", "n", 0, *PLACE, -0.5)[0] == ("n", 0, n_steps + 2)
    assert not np.array_equal(before, painted.layers.factorization.W)
    done, sent = painted.ask("/hint/list", "n")
    assert done == ("n", 2)
    assert sent == [("/oscfactor/hint", "n", 2, *PLACE, 1.0), ("/oscfactor/hint", "n", 0, *PLACE, -0.5)]
    assert painted.ask("/hint/clear", "n")[0] == ("n", n_steps + 3)
    assert painted.ask("/hint/list", "n") == (("n", 0), [])


def test_a_hint_outside_the_sound_changes_nothing(painted):
    before = painted.layers
    for place in ((0.5, 0.6, 0.0, 100.0), (0.1, 0.2, 4000.0, 5000.0), (0.2, 0.1, 0.0, 100.0)):
        with pytest.raises(ArgumentError):
            painted.ask("/component/hint", "n", 0, *place, 1.0)
    with pytest.raises(ArgumentError, match="no component 3"):
        painted.ask("/component/hint", "n", 3, *PLACE, 1.0)
    assert painted.layers is before

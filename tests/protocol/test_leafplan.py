"""Which leaves a pattern sets, and that all are set or none."""

import numpy as np
import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leafplan import Plan
from oscfactor.protocol.leafrows import IS_OFF, TAKEN, LeafRows
from oscfactor.protocol.rows import Row


class Done:
    """Handlers that note what they are given."""

    def __init__(self):
        self.given = []
        rows = {address: Row(row, self.handler(address), waits=False) for address, row in COMMANDS.items()}
        handlers = {TAKEN: lambda _, **given: given["sent"], IS_OFF: lambda _, **__: False}
        self.rows, self.leaf_rows = rows, LeafRows(rows, handlers)

    def handler(self, address):
        def handle(_request, **bound):
            self.given.append((address, bound))
            return ()

        return handle

    def plan(self, *values):
        return Plan(self.rows, self.leaf_rows.row, values)

    def run(self, plan):
        for step in plan.steps():
            result = step(None)
            if not isinstance(result, tuple):
                with pytest.raises(StopIteration):
                    result.send(None)
        return self.given


def test_each_leaf_is_set_by_its_command():
    done = Done()
    plan = done.plan(0.5)
    for address in ("/sound/a/gain", "/sound/a/2/gain", "/sound/a/2/level"):
        plan.add(address)
    assert plan.count == 2
    assert done.run(plan) == [
        ("/player/gain", {"name": "a", "gain": 0.5, "seconds": 0.0}),
        ("/component/gain", {"name": "a", "k": 2, "gain": 0.5, "seconds": 0.0}),
    ]


def test_cells_of_one_sound_are_set_in_one_step():
    done = Done()
    plan = done.plan(0.5)
    for cell in ("0/1", "2/3"):
        plan.add(f"/sound/a/matrix/{cell}")
    plan.add("/sound/b/matrix/0/0")
    (_, first), (_, second) = done.run(plan)
    np.testing.assert_array_equal(first["activation"], [0, 2])
    np.testing.assert_array_equal(first["basis"], [1, 3])
    assert (second["name"], list(second["activation"])) == ("b", [0])


def test_what_does_not_fit_one_of_them_is_refused_before_any_is_set():
    done = Done()
    plan = done.plan(2.0)
    plan.add("/sound/a/0/gain")
    with pytest.raises(ArgumentError, match="at most 1"):
        plan.add("/sound/a/0/pan")
    assert done.given == []


def test_what_can_only_be_read_is_left_out():
    done = Done()
    plan = done.plan(2.0)
    plan.add("/sound/a/0/level")
    with pytest.raises(ArgumentError, match="only be read"):
        done.run(plan)

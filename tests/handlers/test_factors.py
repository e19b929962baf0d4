"""An edit of one component's factor, or of each: a step under the command's name."""

import numpy as np

from oscfactor.handlers.factors import edit_activation, edit_basis
from tests.handlers.conftest import FakeRequest


def test_a_step_has_the_commands_name_and_says_how_many_there_are(bench):
    session, request = bench.session, FakeRequest("/activation/double")
    n_steps = len(session.editing.history("n").done)
    done = bench.run(edit_activation(session, request, "n", 1, lambda h: 2 * h))
    assert done == ("n", 1, n_steps + 1)
    assert session.editing.history("n").done[-1].what == "/activation/double"


def test_with_a_seed_each_array_gets_a_seed_of_its_own(bench):
    seeds = []

    def change(w, seed):
        seeds.append(seed)
        return w * 0.5

    before = [bench.layers.basis(k) for k in range(3)]
    bench.run(edit_basis(bench.session, FakeRequest("/basis/halve"), "n", -1, change, seed=7))
    assert len(set(seeds)) == 3
    for k in range(3):
        np.testing.assert_array_equal(bench.layers.basis(k), before[k] * np.float32(0.5))

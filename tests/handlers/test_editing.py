"""Edits are taken back and done again by their commands, and masks are shaped."""

import numpy as np
import pytest

from oscfactor.errors import NotFoundError
from oscfactor.session.factors import ACTIVATIONS


def test_undo_and_redo_tell_which_command_and_how_many_are_left(bench):
    bench.run(bench.session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", lambda h: h * 2))
    edited = bench.layers.activation(0)
    done, _ = bench.ask("/edit/undo", "n")
    assert done[:2] == ("n", "/activation/scale")
    n_undo, n_redo = done[2:]
    assert n_redo == 1
    np.testing.assert_array_equal(2 * bench.layers.activation(0), edited)
    assert bench.ask("/edit/redo", "n")[0] == ("n", "/activation/scale", n_undo + 1, 0)
    np.testing.assert_array_equal(bench.layers.activation(0), edited)
    with pytest.raises(NotFoundError):
        bench.ask("/edit/redo", "n")


def test_a_reset_is_a_step_too(bench):
    found = bench.layers.basis(1)
    bench.ask("/basis/sharpen", "n", 1, 3.0)
    sharpened = bench.layers.basis(1)
    name, n_undo = bench.ask("/edit/reset", "n")[0]
    assert name == "n"
    np.testing.assert_array_equal(bench.layers.basis(1), found)
    assert bench.ask("/edit/undo", "n")[0] == ("n", "/edit/reset", n_undo - 1, 1)
    np.testing.assert_array_equal(bench.layers.basis(1), sharpened)


def test_masks_that_are_not_given_are_the_plain_ones(bench):
    bench.ask("/edit/masks", "n", "exponent", 2.0, "threshold", 0.25, "residual", 1)
    r = bench.layers.recombination
    assert (r.exponent, r.threshold, r.residual) == (2.0, 0.25, True)
    bench.ask("/edit/masks", "n")
    r = bench.layers.recombination
    assert (r.exponent, r.threshold, r.residual) == (1.0, 0.0, False)
    assert bench.ask("/edit/undo", "n")[0][1] == "/edit/masks"

"""Every edit of a basis does what its function does, of the component that is named."""

import numpy as np
import pytest

from oscfactor.dsp.edit import bases as edits
from oscfactor.model.layers import Layers

WIDTH = 8000 / 256  # Hz of a bin

EDITS = [
    ("set", (3, 0.5, 0.25), lambda w: edits.write(w, 3, [0.5, 0.25])),
    ("transpose", (7.0,), lambda w: edits.transpose(w, 7.0)),
    ("shift", (110.0,), lambda w: edits.shift(w, 110.0 / WIDTH)),
    ("blur", (100.0,), lambda w: edits.blur(w, 100.0 / WIDTH)),
    ("sharpen", (1.5,), lambda w: edits.sharpen(w, 1.5)),
    ("filter", (500.0, 2000.0), lambda w: edits.band(w, 500.0 / WIDTH, 2000.0 / WIDTH)),
]


@pytest.mark.parametrize(("word", "args", "edit"), EDITS)
def test_an_edit_is_that_of_its_function(bench, word, args, edit):
    before, after = bench.edited(Layers.basis, f"/basis/{word}", *args)
    np.testing.assert_allclose(after[1], edit(before[1]), rtol=1e-5, atol=1e-12)
    np.testing.assert_array_equal(after[::2], before[::2])


def test_each_component_takes_a_step_of_its_own(bench):
    found = [bench.layers.basis(k) for k in range(3)]
    one, again, other = bench.by_chance(Layers.basis, "/basis/random", 12.0)
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)
    steps = [after / (before + 1e-9) for after, before in zip(one, found, strict=True)]
    assert not np.allclose(steps[0], steps[1])
    assert not np.allclose(steps[1], steps[2])


def test_bases_are_exchanged_and_copied(bench):
    mine, others = bench.layers.basis(2), bench.session.components.layers["other"].basis(1)
    assert bench.ask("/basis/swap", "n", 0, 2)[0][:3] == ("n", 0, 2)
    np.testing.assert_array_equal(bench.layers.basis(0), mine)
    bench.ask("/basis/copy", "n", 1, 0)
    np.testing.assert_array_equal(bench.layers.basis(1), mine)
    bench.ask("/basis/copy", "n", 1, 1, "other")
    np.testing.assert_array_equal(bench.layers.basis(1), others)

"""Every edit of an activation does what its function does, of the component that is named."""

import numpy as np
import pytest

from oscfactor.dsp.edit import activations as edits
from oscfactor.dsp.edit import events
from oscfactor.model.layers import Layers

RATE = 8000 / 64  # frames a second

EDITS = [
    ("set", (10, 1.0, 2.0), lambda h: edits.write(h, 10, [1.0, 2.0])),
    ("shift", (0.1, "wrap", 0), lambda h: edits.shift(h, 12, wrap=False)),
    ("shift", (5, "unit", "frames"), lambda h: edits.shift(h, 5, wrap=True)),
    ("reverse", (), edits.reverse),
    ("stretch", (0.5, "loop", 1), lambda h: edits.stretch(h, 0.5, loop=True)),
    ("stretch", (0.5,), lambda h: edits.stretch(h, 0.5, loop=False)),
    ("smooth", (0.01, 0.02), lambda h: edits.smooth(h, 0.01 * RATE, 0.02 * RATE)),
    ("threshold", (0.5,), lambda h: edits.threshold(h, 0.5)),
    (
        "quantize",
        (120.0, 2, "swing", 0.5, "strength", 0.75, "offset", 0.01),
        lambda h: events.quantize(h, RATE / 4, swing=0.5, strength=0.75, first=0.01 * RATE),
    ),
    ("scale", (0.25,), lambda h: edits.scale(h, 0.25)),
    ("power", (2.0,), lambda h: edits.power(h, 2.0)),
]


@pytest.mark.parametrize(("word", "args", "edit"), EDITS)
def test_an_edit_is_that_of_its_function(bench, word, args, edit):
    before, after = bench.edited(Layers.activation, f"/activation/{word}", *args)
    np.testing.assert_allclose(after[1], edit(before[1]), rtol=1e-5, atol=1e-12)
    np.testing.assert_array_equal(after[::2], before[::2])


def test_chance_moves_events_alike_with_one_seed_and_otherwise_with_another(bench):
    one, again, other = bench.by_chance(Layers.activation, "/activation/random", 0.1, "grid", 0.016)
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_copy_is_of_the_same_buffer_or_of_another(bench):
    mine, others = bench.layers.activation(2), bench.session.components.layers["other"].activation(1)
    bench.ask("/activation/copy", "n", 0, 2)
    np.testing.assert_array_equal(bench.layers.activation(0), mine)
    bench.ask("/activation/copy", "n", 0, 1, "other")
    np.testing.assert_array_equal(bench.layers.activation(0), others)


def test_a_maximum_is_given(bench):
    strongest = max(bench.layers.activation(k).max() for k in range(3))
    bench.ask("/activation/normalize", "n", 1, 0.5)
    assert bench.layers.activation(1).max() == pytest.approx(strongest / 2)

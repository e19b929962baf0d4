"""A sound is made out of two, and can be used at once."""

import numpy as np
import pytest

from oscfactor.errors import NotFoundError


def test_a_cross_has_components_at_once_and_tells_how_far_it_is(bench):
    done, sent = bench.ask("/cross/make", "new", "n", "other", "phase", "source")
    assert done == ("new", 1, 3000, 8000, 3), "the times and the number of the first"
    assert sent[-1] == ("/oscfactor/progress", "new", 1.0, 0, 0.0)
    assert (*sent[-1], "the asker") in bench.events
    layers = bench.session.components.layers["new"]
    shape = [np.corrcoef(layers.activation(k)[0], bench.layers.activation(k)[0])[0, 1] for k in range(3)]
    assert min(shape) > 0.999, "its activations are those of the first"
    bench.ask("/buffer/free", "new")


def test_the_options_reach_the_cross(bench):
    bench.ask("/cross/make", "new", "n", "other", "morph", 0.0, "phase", "source")
    kept = bench.session.components.layers["new"]
    for k in range(3):
        np.testing.assert_allclose(kept.basis(k), bench.layers.basis(k), atol=1e-6)
    bench.ask("/buffer/free", "new")


def test_a_sound_without_components_is_named(bench):
    bench.ask("/buffer/alloc", "bare", 100)
    with pytest.raises(NotFoundError, match="'bare' has no components yet"):
        bench.ask("/cross/make", "new", "n", "bare")
    bench.ask("/buffer/free", "bare")

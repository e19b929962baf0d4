"""Components split and merged: what is not meant stays to the bit."""

import numpy as np
import pytest

from oscfactor.compute import shaping
from oscfactor.compute.factorize import factorize
from tests.compute.test_tries import sound
from tests.session.test_session import options


@pytest.mark.parametrize(("k", "into"), [(1, 2), (2, 3)])
def test_only_the_split_component_changes_and_the_loss_falls(k, into):
    buffer = sound()
    f = factorize(buffer, options(3, iterations=60))
    g, renumbering = shaping.split(buffer, f, k, into)
    assert g.n_components == 3 + into - 1
    others = [i for i in range(3) if i != k]
    np.testing.assert_array_equal(g.W[others], f.W[others])
    np.testing.assert_array_equal(g.H[..., others], f.H[..., others])
    assert g.loss_value < f.loss_value
    assert renumbering.sources == (0, 1, 2, *[k] * (into - 1))
    assert g.W.sum(axis=1) == pytest.approx(np.ones(2 + into), abs=1e-4)


def test_without_a_number_the_one_with_the_largest_masked_loss_is_split():
    buffer = sound()
    f = factorize(buffer, options(3))
    V = shaping.stacked_magnitudes(buffer, f.stft, n_threads=1)
    mix = f.H[0] @ f.W
    losses = [
        float(((f.H[0][:, [k]] * f.W[k] / mix) * (V * np.log(V / mix) - V + mix)).sum()) for k in range(3)
    ]
    assert shaping.masked_losses(V, f.W, f.H[0]) == pytest.approx(losses, rel=1e-2)
    _, renumbering = shaping.split(buffer, f, None, 2)
    assert renumbering.sources == (0, 1, 2, int(np.argmax(losses)))


def test_a_merged_component_is_as_much_as_its_parts_and_undoes_a_split():
    buffer = sound()
    f = factorize(buffer, options(4))
    g, renumbering = shaping.merge(buffer, f, [3, 1])
    assert renumbering.sources == (0, 1, 2)
    np.testing.assert_array_equal(g.W[[0, 2]], f.W[[0, 2]])
    np.testing.assert_array_equal(g.H[..., [0, 2]], f.H[..., [0, 2]])
    whole = f.H[0][:, [1, 3]] @ f.W[[1, 3]]
    merged = g.H[0][:, [1]] * g.W[1]
    assert merged.sum(axis=0) == pytest.approx(whole.sum(axis=0), rel=1e-4)
    assert merged.sum(axis=1) == pytest.approx(whole.sum(axis=1), rel=1e-4)
    assert g.loss_value > f.loss_value


def test_silence_can_be_split_and_merged():
    buffer = sound()
    silent = type(buffer)(np.zeros_like(buffer.samples), 8000)
    f = factorize(silent, options(2))
    g, _ = shaping.split(silent, f, None, 2)
    h, _ = shaping.merge(silent, g, [0, 2])
    assert np.isfinite(h.W).all()
    assert np.isfinite(h.H).all()

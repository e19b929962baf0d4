"""Masks sum to one wherever there is a bin, whatever the factors hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from oscfactor.dsp.render.masks import write_mask, write_reciprocals
from tests.support import naive

FACTORS = st.one_of(
    st.floats(0, 1e3, width=32),
    st.sampled_from([0.0, 1e-45, 1e-38, 1e-30, 1e30, 3e38]),
)


def masks(W, H, gains):
    """Return the mask of each frame and output, float32 (n_frames, n_outputs, n_bins)."""
    reciprocals = np.empty((len(H), W.shape[1]), np.float32)
    write_reciprocals(W, H, reciprocals)
    result = np.empty((len(H), len(gains), W.shape[1]), np.float32)
    for t in range(len(H)):
        for o in range(len(gains)):
            write_mask(W, H[t], gains[o], reciprocals[t], result[t, o])
    return result


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_masks_sum_to_one_in_every_bin(data):
    n_components, n_bins, n_frames = (data.draw(st.integers(1, n)) for n in (6, 20, 4))
    W = data.draw(hnp.arrays(np.float32, (n_components, n_bins), elements=FACTORS))
    H = data.draw(hnp.arrays(np.float32, (n_frames, n_components), elements=FACTORS))
    with np.errstate(over="ignore"):  # which only the interpreted kernel would tell
        each = masks(W, H, np.eye(n_components, dtype=np.float32))
    assert (each >= 0).all()
    np.testing.assert_allclose(each.sum(axis=1), 1.0, atol=1e-6)


def test_masks_are_those_of_the_definition():
    rng = np.random.default_rng(2)
    W, H = rng.random((5, 33), dtype=np.float32), rng.random((7, 5), dtype=np.float32)
    gains = rng.standard_normal((3, 5)).astype(np.float32)
    np.testing.assert_allclose(masks(W, H, gains), naive.masks(W, H, gains), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("n_components", [1, 3, 64])
def test_where_there_is_no_component_all_share_equally(n_components):
    W, H = np.ones((n_components, 4), np.float32), np.zeros((2, n_components), np.float32)
    each = masks(W, H, np.eye(n_components, dtype=np.float32))
    np.testing.assert_allclose(each, 1 / n_components, rtol=1e-6)


def test_gains_scale_the_masks_of_their_components_alone():
    rng = np.random.default_rng(3)
    W, H = rng.random((3, 9), dtype=np.float32), rng.random((4, 3), dtype=np.float32)
    each = masks(W, H, np.eye(3, dtype=np.float32))
    mixed = masks(W, H, np.array([[0.5, 0.0, -2.0]], np.float32))
    np.testing.assert_allclose(mixed[:, 0], 0.5 * each[:, 0] - 2.0 * each[:, 2], atol=1e-6)

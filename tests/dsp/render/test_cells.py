"""Spectra of recombined layers against the formulas, in plain NumPy."""

import numpy as np
import pytest

from oscfactor.dsp.render.cells import N_ROWS, Recombined, SomeFrames, write_new, write_shaped, write_soft

K, N_FRAMES, N_BINS = 3, 5, 7
RNG = np.random.default_rng(0)
W, W_NEW = RNG.random((2, K, N_BINS), np.float32)
H, H_NEW = RNG.random((2, N_FRAMES, K), np.float32)
MATRIX = RNG.random((K, K), np.float32)
GAINS = RNG.random((2, K + 1), np.float32)
X = (RNG.random((N_FRAMES, N_BINS)) + 1j * RNG.random((N_FRAMES, N_BINS))).astype(np.complex64)
PHASORS = np.exp(2j * np.pi * RNG.random((N_FRAMES, N_BINS))).astype(np.complex64)
EDITED = np.array([True, False, True])
W_NEW[1], H_NEW[:, 1] = W[1], H[:, 1]  # the component that is not edited


def recombined(exponent=1.0, threshold=0.0):
    diagonal = np.diag(MATRIX).copy()
    others = MATRIX - np.diag(diagonal)
    return Recombined(W, W_NEW, EDITED, diagonal, others, np.float32(exponent), np.float32(threshold))


def written(write, made, gains):
    frames = SomeFrames(X, H, H_NEW, 1 / (H @ W), PHASORS)
    Y = np.empty((N_FRAMES, len(gains), N_BINS), np.complex64)
    write(made, frames, gains, np.empty((N_ROWS, N_BINS), np.float32), Y)
    return Y


def expected(made, gains):
    """Return the spectra as docs/recombine.md gives them."""
    was, becomes = H.T[:, :, None] * W[:, None], H_NEW.T[:, :, None] * W_NEW[:, None]
    masks = was / (H @ W)
    masks = np.where(masks > made.threshold, masks**made.exponent, 0)
    kept = masks * np.minimum(1, becomes / was)
    Y = []
    for g in gains:
        d = g[:K] * np.diag(MATRIX)
        new = np.einsum("k,ktf->tf", d, np.maximum(becomes - was, 0))
        new += np.einsum("i,ij,ti,jf->tf", g[:K], made.others, H_NEW, W_NEW)
        rest = g[K] * np.maximum(1 - masks.sum(axis=0), 0)
        Y.append((np.einsum("k,ktf->tf", d, kept) + rest) * X + new * PHASORS)
    return np.stack(Y, axis=1)


def test_layers_without_shaped_masks_are_those_of_the_formula():
    gains = GAINS.copy()
    gains[:, K] = 0
    made = recombined()
    np.testing.assert_allclose(written(write_soft, made, gains), expected(made, gains), rtol=1e-4)
    np.testing.assert_allclose(written(write_shaped, made, gains), expected(made, gains), rtol=1e-4)


@pytest.mark.parametrize(("exponent", "threshold"), [(2.0, 0.0), (1.0, 0.3), (3.0, 0.2)])
def test_layers_with_shaped_masks_and_residual_are_those_of_the_formula(exponent, threshold):
    made = recombined(exponent, threshold)
    np.testing.assert_allclose(written(write_shaped, made, GAINS), expected(made, GAINS), rtol=1e-4)


def test_where_nothing_was_analysed_all_masks_are_the_same():
    frames = SomeFrames(X, 0 * H, 0 * H_NEW, np.zeros((N_FRAMES, N_BINS), np.float32), PHASORS)
    gains = np.ones((1, K + 1), np.float32)
    gains[:, K] = 0
    share = np.diag(MATRIX).sum() / K
    for write in (write_soft, write_shaped):
        Y = np.empty((N_FRAMES, 1, N_BINS), np.complex64)
        write(recombined(), frames, gains, np.empty((N_ROWS, N_BINS), np.float32), Y)
        np.testing.assert_allclose(Y[:, 0], share * X, rtol=1e-5)


def test_new_sound_is_what_edits_add_and_what_cells_drive():
    made = recombined()
    out = np.zeros((N_FRAMES, N_BINS), np.float32)
    write_new(made, H, H_NEW, out)
    was, becomes = H.T[:, :, None] * W[:, None], H_NEW.T[:, :, None] * W_NEW[:, None]
    new = np.einsum("k,ktf->tf", np.diag(MATRIX), np.maximum(becomes - was, 0))
    new += np.einsum("ij,ti,jf->tf", made.others, H_NEW, W_NEW)
    np.testing.assert_allclose(out, new, rtol=1e-5)

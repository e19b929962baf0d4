"""Spectra of recombined layers: kept sound by its mask, new sound by its magnitude."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


class Recombined(NamedTuple):
    """The bases and gains of a recombined sound: the same for all of its frames."""

    W: Matrix  # (n_components, n_bins), as analysed
    W_new: Matrix  # (n_components, n_bins), as edited
    edited: NDArray[np.bool_]  # (n_components,)
    diagonal: Matrix  # (n_components,), of the matrix
    others: Matrix  # (n_components, n_components), the matrix with zeros on its diagonal
    exponent: np.float32  # of the masks
    threshold: np.float32  # below which a mask is 0


class SomeFrames(NamedTuple):
    """Frames of the sound, to be recombined."""

    X: NDArray[np.complex64]  # (n_frames, n_bins)
    H: Matrix  # (n_frames, n_components), as analysed
    H_new: Matrix  # (n_frames, n_components), as edited
    reciprocals: Matrix  # (n_frames, n_bins), of `H @ W`
    phasors: NDArray[np.complex64]  # (n_frames, n_bins), phases of new sound


KEEP, NEW, LEFT = range(3)
"""Rows of scratch for one frame: factors of its spectrum, magnitudes of new sound, the rest of the masks."""
N_ROWS = 3


@njit(nogil=True, cache=True, error_model="numpy")
def write_new(made: Any, H: Any, H_new: Any, out: Any) -> None:
    """Add up the magnitudes of new sound in each bin, with all faders at 1.

    Parameters
    ----------
    made : Recombined
    H, H_new : float32 (n_frames, n_components), as analysed and as edited
    out : float32 (n_frames, n_bins), added to
    """
    W, W_new, edited, diagonal, others = made.W, made.W_new, made.edited, made.diagonal, made.others
    n_components, n_bins = W.shape
    amounts, gains = np.empty(n_components, np.float32), np.ones(n_components, np.float32)
    crossed = others.any()
    for t in range(H.shape[0]):
        row = out[t]
        for k in range(n_components):
            h, g, d = H[t, k], H_new[t, k], diagonal[k]
            if edited[k] and d != 0.0:
                for f in range(n_bins):
                    row[f] += d * max(W_new[k, f] * g - W[k, f] * h, np.float32(0.0))
        if crossed:
            _add_cells(W_new, H_new[t], others, gains, amounts, row)


@njit(nogil=True, cache=True, error_model="numpy")
def write_soft(made: Any, frames: Any, gains: Any, rows: Any, Y: Any) -> None:
    """Write `sum_k g_k d_k min(m_k, m'_k) / (W H) X + (sum_k g_k d_k max(m'_k - m_k, 0) + cells) phasors`.

    There `m_k = W_k H_k` as analysed and `m'_k` as edited, `d` the diagonal of the matrix, and the cells off
    it are `sum_j W'_j sum_i g_i M_ij H'_i`.

    Parameters
    ----------
    made : Recombined
    frames : SomeFrames
    gains : float32 (n_outputs, n_components + 1)
    rows : float32 (N_ROWS, n_bins), scratch
    Y : complex64 (n_frames, n_outputs, n_bins), overwritten
    """
    W, W_new, edited, diagonal, others, _, _ = made
    X, H, H_new, reciprocals, phasors = frames
    keep, new = rows[KEEP], rows[NEW]
    n_components, n_bins = W.shape
    amounts, crossed = np.empty(n_components, np.float32), others.any()
    for t in range(H.shape[0]):
        for o in range(gains.shape[0]):
            keep[:] = 0.0
            new[:] = 0.0
            share = np.float32(0.0)
            for k in range(n_components):
                gain = gains[o, k] * diagonal[k]
                if gain == 0.0:
                    continue
                share += gain
                basis, amount = W[k], gain * H[t, k]
                if not edited[k]:
                    for f in range(n_bins):
                        keep[f] += amount * basis[f]
                    continue
                basis_new, amount_new = W_new[k], gain * H_new[t, k]
                for f in range(n_bins):
                    was, becomes = amount * basis[f], amount_new * basis_new[f]
                    kept = min(was, becomes)
                    keep[f] += kept
                    new[f] += becomes - kept
            if crossed:
                _add_cells(W_new, H_new[t], others, gains[o], amounts, new)
            share /= np.float32(n_components)
            for f in range(n_bins):
                part = keep[f] * reciprocals[t, f] if reciprocals[t, f] > 0.0 else share
                Y[t, o, f] = X[t, f] * part + phasors[t, f] * new[f]


@njit(nogil=True, cache=True, error_model="numpy")
def _add_cells(W_new: Any, h_new: Any, others: Any, gains: Any, amounts: Any, new: Any) -> None:
    """Add the magnitudes of the cells off the diagonal in one frame.

    Parameters
    ----------
    W_new : float32 (n_components, n_bins)
    h_new : float32 (n_components,)
    others : float32 (n_components, n_components), zero on the diagonal
    gains : float32 (at least n_components,)
    amounts : float32 (n_components,), scratch
    new : float32 (n_bins,), added to
    """
    n_components, n_bins = W_new.shape
    amounts[:] = 0.0
    for i in range(n_components):
        if gains[i] != 0.0:  # of the file of one component, all others are 0
            for j in range(n_components):
                amounts[j] += gains[i] * others[i, j] * h_new[i]
    for j in range(n_components):
        if amounts[j] != 0.0:
            for f in range(n_bins):
                new[f] += amounts[j] * W_new[j, f]


@njit(nogil=True, cache=True, error_model="numpy")
def write_shaped(made: Any, frames: Any, gains: Any, rows: Any, Y: Any) -> None:
    """Write spectra as `write_soft` does, with masks raised to `exponent`, and 0 below `threshold`.

    The rest that the masks leave over is the residual; its gain is the last of each output.
    """
    W, W_new, edited, diagonal, others, exponent, threshold = made
    X, H, H_new, reciprocals, phasors = frames
    keep, new, left = rows[KEEP], rows[NEW], rows[LEFT]
    n_components, n_bins = W.shape
    flat = np.float32(1.0) / np.float32(n_components)
    amounts, crossed = np.empty(n_components, np.float32), others.any()
    for t in range(H.shape[0]):
        for o in range(gains.shape[0]):
            keep[:] = 0.0
            new[:] = 0.0
            left[:] = 1.0
            rest = gains[o, n_components]
            for k in range(n_components):
                gain = gains[o, k] * diagonal[k]
                if gain == 0.0 and rest == 0.0:
                    continue
                h, g = H[t, k], H_new[t, k]
                for f in range(n_bins):
                    was = h * W[k, f]
                    mask = was * reciprocals[t, f] if reciprocals[t, f] > 0.0 else flat
                    mask = mask**exponent if mask > threshold else np.float32(0.0)
                    left[f] -= mask
                    if not edited[k]:
                        keep[f] += gain * mask
                        continue
                    becomes = g * W_new[k, f]
                    if becomes < was:
                        mask *= becomes / was
                    keep[f] += gain * mask
                    new[f] += gain * max(becomes - was, np.float32(0.0))
            if crossed:
                _add_cells(W_new, H_new[t], others, gains[o], amounts, new)
            for f in range(n_bins):
                Y[t, o, f] = (
                    X[t, f] * (keep[f] + rest * max(left[f], np.float32(0.0))) + phasors[t, f] * new[f]
                )

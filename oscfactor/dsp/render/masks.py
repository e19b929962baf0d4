"""Soft masks: each bin of the sound is shared out among the components in proportion to `W[k] H[k]`."""

from typing import Any

import numpy as np
from numba import njit

_SMALLEST = np.float32(np.finfo(np.float32).tiny)  # below it a float has too few digits left to share out


@njit(nogil=True, cache=True, error_model="numpy")
def write_reciprocals(W: Any, H: Any, reciprocals: Any) -> None:
    """Write `1 / (W H)`, and 0 where `W H` is too small to divide by: there components share equally.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    H : float32 (n_frames, n_components)
    reciprocals : float32 (n_frames, n_bins), overwritten
    """
    n_components, n_bins = W.shape
    for t in range(H.shape[0]):
        row = reciprocals[t]
        row[:] = 0.0
        for k in range(n_components):
            h, basis = H[t, k], W[k]
            for f in range(n_bins):
                row[f] += h * basis[f]
        for f in range(n_bins):
            row[f] = np.float32(1.0) / row[f] if row[f] >= _SMALLEST else np.float32(0.0)


@njit(nogil=True, cache=True, error_model="numpy")
def write_mask(W: Any, h: Any, gains: Any, reciprocals: Any, mask: Any) -> None:
    """Write one frame's mask for a mix of the components; the masks of all components sum to one in each bin.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    h : float32 (n_components,), the activations of this frame
    gains : float32 (n_components,), of each component in the mix
    reciprocals : float32 (n_bins,), from `write_reciprocals`
    mask : float32 (n_bins,), overwritten
    """
    n_components, n_bins = W.shape
    mask[:] = 0.0
    share = np.float32(0.0)
    for k in range(n_components):
        if gains[k] == 0.0:
            continue
        share += gains[k]
        basis, amount = W[k], gains[k] * h[k]
        for f in range(n_bins):
            mask[f] += amount * basis[f]
    share /= np.float32(n_components)
    for f in range(n_bins):
        mask[f] = mask[f] * reciprocals[f] if reciprocals[f] > 0.0 else share


@njit(nogil=True, cache=True, error_model="numpy")
def mask_spectra(W: Any, H: Any, gains: Any, reciprocals: Any, X: Any, mask: Any, Y: Any) -> None:
    """Write the masked spectra of each output.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    H : float32 (n_frames, n_components)
    gains : float32 (n_outputs, n_components)
    reciprocals : float32 (n_frames, n_bins)
    X : complex64 (n_frames, n_bins)
    mask : float32 (n_bins,), scratch
    Y : complex64 (n_frames, n_outputs, n_bins), overwritten
    """
    for t in range(H.shape[0]):
        spectrum = X[t]
        for o in range(gains.shape[0]):
            write_mask(W, H[t], gains[o], reciprocals[t], mask)
            masked = Y[t, o]
            for f in range(mask.size):  # by parts: else the mask becomes complex too
                masked[f] = complex(spectrum[f].real * mask[f], spectrum[f].imag * mask[f])

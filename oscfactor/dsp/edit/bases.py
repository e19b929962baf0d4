"""Edits of one basis: arrays in, new arrays out, the same seed giving the same result.

A basis is float32 (n_bins,), never negative; frequencies are in bins.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct, idct
from scipy.ndimage import gaussian_filter1d

from oscfactor.dsp.edit.writing import written

Array = NDArray[np.float32]

_NARROWEST = 0.1  # bins: a Gaussian below this is a single bin
_WIDEST = 64.0  # bins: a Gaussian above this has too many terms to add them up one by one
_WALK_BINS = 24  # from one step of the random walk to the next: broad enough to be heard as colour


def write(w: Array, offset: int, values: Sequence[float]) -> Array:
    """Return the basis with `values` from bin `offset` on.

    Raises
    ------
    ArgumentError
        They are negative or do not fit.
    """
    return written(w, offset, values, "basis", "bins")


def transpose(w: Array, semitones: float) -> Array:
    """Return the basis higher by so many semitones, its energy kept; partials beyond the range are lost.

    The magnitudes are stretched along frequency, which is a shift along its logarithm.
    """
    return _with_energy_of(w, stretched(w, 2.0 ** (semitones / 12), w.size))


def stretched(w: Array, factor: float, n_bins: int) -> Array:
    """Return the basis with each bin's magnitude at `factor` times its frequency, in `n_bins` bins.

    Downwards several bins are gathered into one, so that no partial falls between the bins.
    """
    edges = (np.arange(n_bins + 1) - 0.5) / factor + 0.5
    heap = np.r_[0.0, np.cumsum(w, dtype=np.float64)]
    if factor >= 1:
        new = np.interp(np.arange(n_bins) / factor, np.arange(w.size), w, right=0.0)
    else:
        new = np.diff(np.interp(edges, np.arange(w.size + 1), heap))
    return np.asarray(new, np.float32)


def shift(w: Array, bins: float) -> Array:
    """Return the basis higher by so many bins, its energy kept; partials beyond the range are lost."""
    places = np.arange(w.size) - bins
    moved = np.interp(places, np.arange(w.size), w, left=0.0, right=0.0).astype(np.float32)
    return _with_energy_of(w, moved)


def blur(w: Array, bins: float) -> Array:
    """Return the basis with every partial spread over a Gaussian of that deviation, its sum kept."""
    if bins < _NARROWEST:
        return w.copy()
    if bins <= _WIDEST:
        spread = gaussian_filter1d(w.astype(np.float64), bins, mode="reflect")
    else:  # the same convolution, reflected at the ends, as a product of spectra: no slower when it is wider
        places = np.pi * np.arange(w.size) / w.size
        spread = idct(dct(w.astype(np.float64)) * np.exp(-0.5 * (bins * places) ** 2))
    return np.asarray(np.maximum(spread, 0.0), np.float32)


def sharpen(w: Array, exponent: float) -> Array:
    """Return the basis raised to `exponent`, its sum kept: above 1 peaks stand out, below 1 they drown."""
    peak = float(w.max(initial=0.0))
    if peak == 0.0:
        return w.copy()
    raised = (w / np.float64(peak)) ** exponent
    return np.asarray(raised * (w.sum(dtype=np.float64) / raised.sum()), np.float32)


def band(w: Array, low: float, high: float) -> Array:
    """Return the basis with nothing below bin `low` and above bin `high`."""
    bins = np.arange(w.size)
    return np.where((bins >= low) & (bins <= high), w, np.float32(0.0))


def wander(w: Array, amount_db: float, *, seed: int = 0) -> Array:
    """Return the basis after a step of a random walk: regions up or down by some `amount_db`, sum kept."""
    rng = np.random.default_rng(seed)
    n_points = w.size // _WALK_BINS + 2
    curve = np.interp(np.arange(w.size) / _WALK_BINS, np.arange(n_points), rng.standard_normal(n_points))
    walked = w * 10.0 ** (amount_db * curve / 20)
    total = walked.sum()
    return (walked * (w.sum(dtype=np.float64) / total)).astype(np.float32) if total > 0 else w.copy()


def resample(w: Array, ratio: float, n_bins: int) -> Array:
    """Return the basis for another transform: `n_bins` bins, each `ratio` times as wide; sum kept."""
    new = stretched(w, 1 / ratio, n_bins).astype(np.float64)
    total = new.sum()
    return (
        (new * (w.sum(dtype=np.float64) / total)).astype(np.float32) if total > 0 else new.astype(np.float32)
    )


def _with_energy_of(old: Array, new: Array) -> Array:
    """Return `new` with the energy, the sum of squares, of `old`; silence stays silent."""
    before = float(np.linalg.norm(old.astype(np.float64)))
    after = float(np.linalg.norm(new.astype(np.float64)))
    # The factor may be beyond float32 where the products are not.
    return (new * np.float64(before / after)).astype(np.float32) if after > 0 else new

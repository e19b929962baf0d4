"""Sound read at any speed: band-limited interpolation between samples, so that the pitch moves with it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen

N_CROSSINGS: Final = 24  # zero crossings of the kernel on each side
_N_STEPS: Final = 512  # table entries between two crossings; between them the table is read straight
_KAISER_BETA: Final = 9.0  # some 90 dB of stop band
_ROLL_OFF: Final = 0.94  # of half the sample rate, where the pass band ends


def reach(step: float) -> int:
    """Return how many samples on each side of a place are needed to read there at a speed."""
    return int(np.ceil(N_CROSSINGS * max(step, 1.0) / _ROLL_OFF)) + 1


def read_at(samples: NDArray[np.float32], place: float, step: float, n_samples: int) -> NDArray[np.float32]:
    """Return samples read at `place`, `place + step`, and so on.

    Parameters
    ----------
    samples : float32 (n_channels, n_given), which must reach `reach(step)` beyond the places on both sides
    place : float
        In samples.
    step : float
        In samples; above 1 the kernel is widened, so that nothing folds back.
    n_samples : int

    Returns
    -------
    float32 (n_channels, n_samples)

    References
    ----------
    Smith & Gossett, "A flexible sampling-rate conversion method", ICASSP 1984.
    """
    out = np.empty((samples.shape[0], n_samples), np.float32)
    _read(np.ascontiguousarray(samples), place, step, _table(), out)
    return out


@lru_cache(maxsize=1)
def _table() -> NDArray[np.float32]:
    """Return the right half of the kernel, a sinc under a Kaiser window, and one zero more."""
    x = np.arange(N_CROSSINGS * _N_STEPS + 2) / _N_STEPS
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0.0, 1.0 - (x / N_CROSSINGS) ** 2))) / np.i0(
        _KAISER_BETA
    )
    return frozen(np.sinc(x) * np.where(x <= N_CROSSINGS, window, 0.0))


@njit(cache=True, error_model="numpy")
def _read(samples: Any, place: float, step: float, table: Any, out: Any) -> None:
    """Write `out[c, n]`, the sound of channel `c` at `place + n * step`.

    Parameters
    ----------
    samples : float32 (n_channels, n_given)
    table : float32 (n_entries,)
    out : float32 (n_channels, n_samples), overwritten
    """
    scale = _ROLL_OFF / max(step, 1.0)
    half = N_CROSSINGS / scale
    for n in range(out.shape[1]):
        at = place + n * step
        first = max(int(np.ceil(at - half)), 0)
        last = min(int(np.floor(at + half)), samples.shape[1] - 1)
        for channel in range(out.shape[0]):
            out[channel, n] = 0.0
        for i in range(first, last + 1):
            x = abs(at - i) * scale * _N_STEPS
            j = int(x)
            rest = np.float32(x - j)
            weight = (table[j] + rest * (table[j + 1] - table[j])) * np.float32(scale)
            for channel in range(out.shape[0]):
                out[channel, n] += weight * samples[channel, i]

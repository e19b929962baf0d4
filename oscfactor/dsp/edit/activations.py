"""Edits of one activation: arrays in, new arrays out, the same seed giving the same result.

An activation is float32 (n_channels, n_frames), never negative; times are in frames. Channels move together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.edit.fitting import between
from oscfactor.dsp.edit.writing import written

Array = NDArray[np.float32]


def write(h: Array, offset: int, values: Sequence[float]) -> Array:
    """Return the activation with `values` from frame `offset` on, in every channel.

    Raises
    ------
    ArgumentError
        They are negative or do not fit.
    """
    return written(h, offset, values, "activation", "frames")


def shift(h: Array, frames: int, *, wrap: bool = True) -> Array:
    """Return the activation so many frames later; its end comes in at the beginning, or is lost."""
    new = np.roll(h, frames, axis=1)
    if not wrap:
        new[:, slice(None, frames) if frames >= 0 else slice(frames, None)] = 0.0
    return new


def reverse(h: Array) -> Array:
    """Return the activation backwards."""
    return h[:, ::-1].copy()


def stretch(h: Array, factor: float, *, loop: bool = False) -> Array:
    """Return the activation `factor` times as slow; behind its end it begins anew, or there is silence."""
    n_frames = h.shape[1]
    places = np.arange(n_frames) / factor
    if loop:  # the first frame follows on the last
        return between(np.concatenate([h, h[:, :1]], axis=1), places % n_frames)
    return between(h, places)


def smooth(h: Array, attack: float, release: float) -> Array:
    """Return the activation following with a lag: `attack` upwards and `release` downwards.

    Parameters
    ----------
    attack, release : float
        In frames: after so long, 63 % of a step is done; 0 follows at once.
    """
    rise, fall = (float(np.exp(-1 / t)) if t > 0 else 0.0 for t in (attack, release))
    followed = np.array([list(_followed(channel.tolist(), rise, fall)) for channel in h], np.float32)
    return np.maximum(followed.reshape(h.shape), 0.0)


def _followed(values: list[float], rise: float, fall: float) -> Iterator[float]:
    """Yield the smoothed values of one channel, as plain numbers: arrays of one number are far slower."""
    state = 0.0
    for now in values:
        state = now + (rise if now > state else fall) * (state - now)
        yield state


def threshold(h: Array, level: float) -> Array:
    """Return the activation with values below `level` of its maximum set to 0."""
    return np.where(h >= np.float32(level) * h.max(initial=0.0), h, np.float32(0.0))


def scale(h: Array, gain: float) -> Array:
    """Return the activation `gain` times as strong."""
    return _times(h, gain)


def normalize(h: Array, peak: float) -> Array:
    """Return the activation with a maximum of `peak`; silence stays silent."""
    loudest = float(h.max(initial=0.0))
    return _times(h, peak / loudest) if loudest > 0.0 else h.copy()


def power(h: Array, exponent: float) -> Array:
    """Return the activation raised to `exponent`, with its maximum kept: above 1 sharper, below 1 flatter."""
    peak = h.max(initial=0.0)
    if peak == 0.0:
        return h.copy()
    new: Array = peak * (h / peak) ** np.float32(exponent)
    return new


def _times(h: Array, factor: float) -> Array:
    """Multiply in double precision: the factor may be beyond float32 where the products are not."""
    with np.errstate(over="ignore"):  # a product too large for a float32 is refused where the edit is kept
        return (h * np.float64(factor)).astype(np.float32)

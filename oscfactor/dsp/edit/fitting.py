"""Activations brought to other lengths, frame rates and channels: arrays in, new arrays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def fit(h: Array, n_frames: int, how: str, ratio: float = 1.0) -> Array:
    """Return the activation with another number of frames: looped, stretched or cut; silent behind its end.

    Nothing longer than the result is made on the way.

    Parameters
    ----------
    how : 'loop', 'stretch' or 'truncate'
    ratio : float
        Of the frame rates: frame `t` of the result is frame `t * ratio` of `h`, unless it is stretched.
    """
    if how == "stretch":
        return between(h, np.linspace(0, h.shape[1] - 1, n_frames))
    frames, n_there = np.arange(n_frames), int(np.floor((h.shape[1] - 1) / ratio)) + 1
    if how == "loop":
        frames %= n_there
    if ratio == 1.0:
        new = np.zeros((len(h), n_frames), np.float32)
        new[:, frames < n_there] = h[:, frames[frames < n_there]]
        return new
    new = between(h, frames * np.float64(ratio))
    new[:, frames >= n_there] = 0.0
    return new


def with_channels(h: Array, n_channels: int) -> Array:
    """Return the activation with another number of channels: all of them the mean of the given ones."""
    if len(h) == n_channels:
        return h
    return np.repeat(h.mean(axis=0, keepdims=True, dtype=np.float64).astype(np.float32), n_channels, axis=0)


def between(h: Array, places: NDArray[np.float64]) -> Array:
    """Return the activation at places between frames; behind the last there is silence."""
    n_frames = h.shape[1]
    below = np.minimum(places.astype(np.intp), n_frames - 1)
    above = np.minimum(below + 1, n_frames - 1)
    share = (places - below).astype(np.float32)
    new: Array = h[:, below] + np.minimum(share, 1.0) * (h[:, above] - h[:, below])
    new[:, places > n_frames - 1 + 0.5] = 0.0
    return np.maximum(new, 0.0)

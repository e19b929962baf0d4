"""Events of an activation, which edits move: found by their rise, moved onto a grid or by chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_RISE = 0.1  # of the loudest frame: a smaller rise is no event
_PASSES = 32  # at most, until all events stand on lines; in thousands of random sounds 4 were enough


def quantize(
    h: Array, grid: float, *, swing: float = 0.0, strength: float = 1.0, first: float = 0.0
) -> Array:
    """Return the activation with its events moved towards a grid; at full strength, again changes nothing.

    Lines stand on whole frames within the sound: an event whose line lies beyond an end takes the last, or
    the first, that does not. Where none does, nothing moves.

    Parameters
    ----------
    grid : float
        From line to line, in frames.
    swing : float
        By how much of `grid` every second line is late, 0 to 1.
    strength : float
        0 leaves the events where they are, 1 moves them onto the lines.
    first : float
        Where the first line stands, in frames.
    """
    n_frames = h.shape[1]
    lines = np.arange(np.floor(-first / grid) - 2, (n_frames - first) / grid + 3)
    places = np.unique(np.rint(first + grid * (lines + np.float64(swing) * (lines % 2))))
    places = places[(places >= 0) & (places < n_frames)]
    if not places.size:
        return h.copy()

    def move(onsets: NDArray[np.float64]) -> NDArray[np.float64]:
        nearest = places[np.abs(onsets[:, None] - places).argmin(axis=1)]
        moved: NDArray[np.float64] = onsets + strength * (nearest - onsets)
        return moved

    new = _moved(h, move)
    # Where a moved event meets another, the louder is heard: its rise may then begin in another frame.
    for _ in range(_PASSES if strength == 1.0 else 0):
        before, new = new, _moved(new, move)
        if np.array_equal(before, new):
            break
    return new


def scatter(h: Array, reach: float, *, grid: float = 0.0, seed: int = 0) -> Array:
    """Return the activation with each event moved by chance, at most `reach` frames, in steps of `grid`.

    An event that would leave the sound goes as far the other way, or stays where it would leave there, too.
    """
    n_frames = h.shape[1]

    def move(onsets: NDArray[np.float64]) -> NDArray[np.float64]:
        steps = np.random.default_rng(seed).uniform(-1.0, 1.0, onsets.size) * reach
        if grid > 1.0:  # on a finer grid every frame is a step
            steps = np.trunc(steps / grid) * grid
        here, there = ((onsets + way >= 0) & (onsets + way <= n_frames - 1) for way in (steps, -steps))
        moved: NDArray[np.float64] = onsets + np.where(here, steps, np.where(there, -steps, 0.0))
        return moved

    return _moved(h, move)


def events(h: Array) -> NDArray[np.intp]:
    """Return the frames in which events begin, in order: where it has risen by a tenth of its maximum.

    A rise that takes several frames is one event; it begins with the first frame that is a tenth of the
    maximum above the foot of the rise, so that a creep before an attack is no part of it.
    """
    total = h.sum(axis=0, dtype=np.float64)
    peak = total.max(initial=0.0)
    if peak == 0.0:
        return np.zeros(0, np.intp)
    before = np.r_[0.0, total[:-1]]
    rising = total > before
    starts = rising & ~np.r_[False, rising[:-1]]
    frames = np.arange(total.size)
    feet = before[np.maximum.accumulate(np.where(starts, frames, 0))]
    risen = rising & (total - feet >= _RISE * peak)
    begins: NDArray[np.intp] = np.flatnonzero(risen & ~np.r_[False, risen[:-1]])
    return begins


def _moved(h: Array, move: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Array:
    """Return the activation with its events where `move` puts them; where two meet, the louder is heard.

    `move` keeps them within the sound.
    """
    onsets = events(h)
    n_frames = h.shape[1]
    new = np.zeros_like(h)
    bounds = np.r_[onsets, n_frames]
    new[:, : bounds[0]] = h[:, : bounds[0]]
    places = np.rint(move(onsets.astype(np.float64))).astype(np.intp)
    for begin, end, place in zip(bounds[:-1], bounds[1:], places, strict=True):
        n = min(end - begin, n_frames - place)
        new[:, place : place + n] = np.maximum(new[:, place : place + n], h[:, begin : begin + n])
    return new

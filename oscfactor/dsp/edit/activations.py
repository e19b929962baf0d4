"""Edits of one activation: arrays in, new arrays out, the same seed giving the same result.

An activation is float32 (n_channels, n_frames), never negative; times are in frames. Channels move together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import RANGES, fault
from oscfactor.errors import ArgumentError

Array = NDArray[np.float32]

_RISE = 0.1  # of the loudest frame: what rises by less is no event
_PASSES = 32  # at most, until all events stand on lines; in thousands of random sounds 4 were enough


def write(h: Array, offset: int, values: Sequence[float]) -> Array:
    """Return the activation with `values` from frame `offset` on, in every channel.

    Raises
    ------
    ArgumentError
        They are negative or do not fit.
    """
    return written(h, offset, values, "activation", "frames")


def written(old: Array, offset: int, values: Sequence[float], kind: str, unit: str) -> Array:
    """Return an array with `values` from place `offset` of its last axis on; it has so many of `unit`.

    Raises
    ------
    ArgumentError
        They do not fit, or are out of range for the kind, which is one of `bounds.RANGES`.
    """
    given, total = np.asarray(values, np.float32), old.shape[-1]
    if offset + given.size > total:
        raise ArgumentError(f"{given.size} values from {offset} do not fit: there are {total} {unit}")
    if given.size and given.min() < 0:
        raise ArgumentError(f"values must be 0 or more; value {int(given.argmin())} is {given.min():g}")
    if fault(given, kind):
        most = RANGES[kind][1]
        raise ArgumentError(f"values must be {most:g} or less; value {int(given.argmax())} is more")
    new = old.copy()
    new[..., offset : offset + given.size] = np.maximum(given, 0.0)  # which also makes -0.0 a 0.0
    return new


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
    """Yield what follows the values of one channel; plain numbers, since arrays of one are far slower."""
    state = 0.0
    for now in values:
        state = now + (rise if now > state else fall) * (state - now)
        yield state


def threshold(h: Array, level: float) -> Array:
    """Return the activation with 0 for all that is below `level` of its maximum."""
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
    # Where a moved event meets another, the louder is heard: what rises out of it is then an event elsewhere.
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
        if grid > 1.0:  # on a finer one every frame is a step
            steps = np.trunc(steps / grid) * grid
        here, there = ((onsets + way >= 0) & (onsets + way <= n_frames - 1) for way in (steps, -steps))
        moved: NDArray[np.float64] = onsets + np.where(here, steps, np.where(there, -steps, 0.0))
        return moved

    return _moved(h, move)


def fit(h: Array, n_frames: int, how: str) -> Array:
    """Return the activation with another number of frames: looped, stretched or cut; silent behind its end.

    Parameters
    ----------
    how : 'loop', 'stretch' or 'truncate'
    """
    if how == "loop":
        return np.ascontiguousarray(h[:, np.arange(n_frames) % h.shape[1]])
    if how == "stretch":
        return between(h, np.linspace(0, h.shape[1] - 1, n_frames))
    new = np.zeros((len(h), n_frames), np.float32)
    n = min(n_frames, h.shape[1])
    new[:, :n] = h[:, :n]
    return new


def resample(h: Array, ratio: float) -> Array:
    """Return the activation at another frame rate: frame `t` of the result is frame `t * ratio` of `h`."""
    return between(h, np.arange(np.floor((h.shape[1] - 1) / ratio) + 1, dtype=np.float64) * ratio)


def with_channels(h: Array, n_channels: int) -> Array:
    """Return the activation with another number of channels: all of them the mean of the given ones."""
    if len(h) == n_channels:
        return h
    return np.repeat(h.mean(axis=0, keepdims=True, dtype=np.float64).astype(np.float32), n_channels, axis=0)


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


def between(h: Array, places: NDArray[np.float64]) -> Array:
    """Return the activation at places between frames; behind the last there is silence."""
    n_frames = h.shape[1]
    below = np.minimum(places.astype(np.intp), n_frames - 1)
    above = np.minimum(below + 1, n_frames - 1)
    share = (places - below).astype(np.float32)
    new: Array = h[:, below] + np.minimum(share, 1.0) * (h[:, above] - h[:, below])
    new[:, places > n_frames - 1 + 0.5] = 0.0
    return np.maximum(new, 0.0)


def _times(h: Array, factor: float) -> Array:
    """Multiply in double precision: the factor may be beyond float32 where the products are not."""
    with np.errstate(over="ignore"):  # what is too large for a float32 is refused where it is to be kept
        return (h * np.float64(factor)).astype(np.float32)

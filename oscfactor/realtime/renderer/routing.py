"""Which mixes of a buffer's components are rendered, and to which channels of the output they go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.mix import N_SIDES, Levels
from oscfactor.realtime.orders import MIX, OBJECTS, Playable


class Route(NamedTuple):
    """A feed on its way to a channel of the output."""

    feed: int
    channel: int
    gain: np.float32


Row = tuple[int, NDArray[np.float32], tuple[tuple[int, np.float32], ...]]
"""A feed: the sound's channel, the gains of the components, and to which channels it goes at which gain."""


class Feeds(NamedTuple):
    """The mixes of components that are rendered, and where they go."""

    gains: NDArray[np.float32]  # (n_feeds, n_components)
    channels: tuple[int, ...]  # of the sound, ascending, one for each feed
    routes: tuple[Route, ...]


def n_rows(n_outputs: int) -> int:
    """Return how many channels a player renders: those of the output, and two for the cue if it has room.

    A cue needs channels of its own, beside a pair for what the audience hears.
    """
    return n_outputs + N_SIDES if n_outputs >= 2 * N_SIDES else n_outputs


def feeds(
    sound: Playable,
    levels: Levels,
    outputs: str,
    n_outputs: int,
    grouping: NDArray[np.int64] | None = None,
) -> Feeds:
    """Return the feeds of a sound for `n_outputs` output channels, and for the cue behind them.

    `mix` is a stereo pair: even channels of the sound go left, odd ones right, a mono sound to both.
    `components` gives component `k` the channels `2k` and `2k + 1`, as far as there are any; `objects` gives
    each object such a pair, and the components in none, by `grouping`, the next. An output with one channel
    gets the mean of left and right. The cue is a pair as `mix` is, before the faders.
    """
    if outputs == OBJECTS:
        rows = _grouped(sound, levels.sides, n_outputs, grouping)
    else:
        rows = (_mixed if outputs == MIX else _apart)(sound, levels.sides, n_outputs)
    if n_rows(n_outputs) > n_outputs and levels.cues.any():
        rows += [
            (channel, levels.cues, tuple((n_outputs + side, np.float32(1.0)) for side in sides))
            for channel, sides in _pairs(sound.buffer.n_channels)
        ]
        rows.sort(key=lambda row: row[0])  # which leaves the rows of one channel in their order
    routes = [
        Route(feed, channel, gain) for feed, (_, _, targets) in enumerate(rows) for channel, gain in targets
    ]
    nothing = np.zeros((0, sound.n_components), np.float32)
    gains = np.array([gains for _, gains, _ in rows]) if rows else nothing
    return Feeds(gains, tuple(channel for channel, _, _ in rows), tuple(routes))


def _pairs(n_channels: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return each channel of a sound, and the sides that it goes to."""
    return [(c, (0, 1) if n_channels == 1 else (c % N_SIDES,)) for c in range(n_channels)]


def _mixed(sound: Playable, sides: NDArray[np.float32], n_outputs: int) -> list[Row]:
    scale = np.float32(1.0 if n_outputs > 1 else 0.5)
    rows: list[Row] = []
    for channel, heard_on in _pairs(sound.buffer.n_channels):
        targets = [(side, (min(side, n_outputs - 1), scale)) for side in heard_on]
        if len(targets) > 1 and np.array_equal(sides[0], sides[1]):
            rows.append((channel, sides[0], tuple(target for _, target in targets)))
        else:
            rows += [(channel, sides[side], (target,)) for side, target in targets]
    return rows


def _apart(sound: Playable, sides: NDArray[np.float32], n_outputs: int) -> list[Row]:
    n_layers = min(sound.n_components, n_outputs // N_SIDES)
    alone = np.eye(n_layers, sound.n_components, dtype=np.float32)
    return [
        (channel, alone[k], tuple((N_SIDES * k + side, sides[side, k]) for side in heard_on))
        for channel, heard_on in _pairs(sound.buffer.n_channels)
        for k in range(n_layers)
    ]


def _grouped(
    sound: Playable, sides: NDArray[np.float32], n_outputs: int, grouping: NDArray[np.int64] | None
) -> list[Row]:
    """Return a row for each side of each object, and of the components that are in none."""
    objects = np.full(sound.n_components, -1) if grouping is None else grouping
    numbers = [*range(int(objects.max(initial=-1)) + 1), *([-1] if (objects < 0).any() else [])]
    pairs = list(enumerate(objects == o for o in numbers[: n_outputs // N_SIDES]))
    return [
        (channel, np.where(inside, sides[side], np.float32(0.0)), ((N_SIDES * i + side, np.float32(1.0)),))
        for channel, heard_on in _pairs(sound.buffer.n_channels)
        for i, inside in pairs
        for side in heard_on
    ]

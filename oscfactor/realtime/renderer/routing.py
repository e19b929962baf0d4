"""Which mixes of a buffer's components are rendered, and to which channels of the output they go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.mix import N_SIDES, Mix
from oscfactor.realtime.orders import MIX, Playable


class Route(NamedTuple):
    """A feed on its way to a channel of the output."""

    feed: int
    channel: int
    gain: np.float32


class Feeds(NamedTuple):
    """The mixes of components that are rendered, and where they go."""

    gains: NDArray[np.float32]  # (n_feeds, n_components)
    channels: tuple[int, ...]  # of the sound, ascending, one for each feed
    routes: tuple[Route, ...]


def feeds(sound: Playable, mix: Mix, outputs: str, n_outputs: int) -> Feeds:
    """Return the feeds of a sound for `n_outputs` output channels.

    `mix` is a stereo pair: even channels of the sound go left, odd ones right, a mono sound to both.
    `components` gives component `k` the channels `2k` and `2k + 1`, as far as there are any. An output with
    one channel gets the mean of left and right.
    """
    sides = mix.sides()
    n_channels = sound.buffer.n_channels
    if outputs == MIX:
        scale = np.float32(1.0 if n_outputs > 1 else 0.5)
        gains, channels, routes = [], [], []
        for channel in range(n_channels):
            for side in range(N_SIDES) if n_channels == 1 else (channel % N_SIDES,):
                if n_channels > 1 or side == 0 or not np.array_equal(sides[0], sides[1]):
                    gains.append(sides[side])
                    channels.append(channel)
                routes.append(Route(len(gains) - 1, min(side, n_outputs - 1), scale))
        return Feeds(np.array(gains), tuple(channels), tuple(routes))
    n_layers = min(sound.n_components, n_outputs // N_SIDES)
    one_each = np.eye(n_layers, sound.n_components, dtype=np.float32)
    routes = [
        Route(channel * n_layers + k, N_SIDES * k + side, sides[side, k])
        for channel in range(n_channels)
        for k in range(n_layers)
        for side in (range(N_SIDES) if n_channels == 1 else (channel % N_SIDES,))
    ]
    channels = [channel for channel in range(n_channels) for _ in range(n_layers)]
    return Feeds(np.tile(one_each, (n_channels, 1)), tuple(channels), tuple(routes))

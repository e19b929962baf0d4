"""Ranges of a component's sound for clients that pull them, rendered in blocks that are kept for a while."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.layers import Layers

BLOCK = (
    8192  # samples: long enough that the frames shared by neighbours cost little, short enough to be quick
)
MAX_BLOCKS = 128  # four megabytes for each channel

Part = int | tuple[int, ...]
"""A layer, or the layers of an object."""


class Pulls:
    """Rendered blocks of the layers of one sound, the oldest forgotten first.

    Render on any thread but one at a time; `kept` only looks, and may be called on the event loop.
    """

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._renderer = layers.renderer()
        self._blocks: OrderedDict[tuple[Part, int], NDArray[np.float32]] = OrderedDict()

    def kept(self, k: Part, channel: int, start: int, stop: int) -> NDArray[np.float32] | None:
        """Return the samples from `start` up to `stop` if all are at hand."""
        blocks = [self._blocks.get((k, b)) for b in self._indices(start, stop)]
        if any(block is None for block in blocks):
            return None
        return self._cut([b for b in blocks if b is not None], channel, start, stop)

    def render(self, k: Part, channel: int, start: int, stop: int) -> NDArray[np.float32]:
        """Return the samples from `start` up to `stop`, rendering blocks that are not at hand."""
        blocks = [self._blocks.get((k, b)) for b in self._indices(start, stop)]
        rendered = [
            self._render_block(k, b) if block is None else block
            for b, block in zip(self._indices(start, stop), blocks, strict=True)
        ]
        return self._cut(rendered, channel, start, stop)

    def _indices(self, start: int, stop: int) -> range:
        return range(start // BLOCK, -(-stop // BLOCK))

    def _cut(
        self, blocks: list[NDArray[np.float32]], channel: int, start: int, stop: int
    ) -> NDArray[np.float32]:
        if not blocks:
            return np.zeros(0, np.float32)
        first = start // BLOCK * BLOCK
        rows = blocks[0][channel] if len(blocks) == 1 else np.concatenate([b[channel] for b in blocks])
        return rows[start - first : stop - first]

    def _render_block(self, k: Part, index: int) -> NDArray[np.float32]:
        gains = np.zeros((1, self._layers.n_layers), np.float32)
        gains[0, np.array(k, np.int64)] = 1.0
        stop = min((index + 1) * BLOCK, self._layers.buffer.n_samples)
        block: NDArray[np.float32] = self._renderer.render(gains, index * BLOCK, stop)[0]
        self._blocks[k, index] = block
        while len(self._blocks) > MAX_BLOCKS:
            self._blocks.popitem(last=False)
        return block

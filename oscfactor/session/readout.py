"""The components of a sound as numbers and samples: described, and read range by range."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute.factorize import describe
from oscfactor.limits import Limits, check_index, check_offset
from oscfactor.model.layers import GRIDS, Layers
from oscfactor.model.mix import ALL
from oscfactor.model.values import Component
from oscfactor.session.components import Components, layer_indices
from oscfactor.session.pulls import Part, Pulls

MatrixPart = tuple[int, int, NDArray[np.float32]]
"""An activation, the first basis, and the gains from that basis on."""
Cell = tuple[int, int, int, int]
"""An activation, a basis, and whether their cell is muted and soloed."""


class Readout:
    """Gives components to clients that ask for a range of them; waits for components that are being found."""

    def __init__(self, limits: Limits, components: Components) -> None:
        self._limits, self._components = limits, components
        self._pulls: dict[str, Pulls] = {}
        # Pulls are short and serial: beside the worker they need not wait until a factorisation has ended.
        self._puller = ThreadPoolExecutor(1, thread_name_prefix="pull")
        self._n_rendering = 0  # ranges that are being rendered

    async def describe(self, name: str, k: int = ALL) -> list[Component]:
        """Describe one component, or all."""
        layers = await self._components.layers_of(name)
        described = describe(layers.buffer, layers.as_edited)
        if layers.n_layers > len(described):
            described.append(Component(len(described), 0.0, 0.0, 0.0, 0.0))
        return [described[i] for i in layer_indices(layers, k)]

    async def audio(
        self, name: str, k: int, channel: int, offset: int, count: int
    ) -> tuple[int, NDArray[np.float32]]:
        """Return a component's length and a range of its samples, cut at the end and to one answer."""
        layers = await self._components.layers_of(name)
        check_index("component", k, layers.n_layers)
        return await self.samples(name, layers, k, channel, offset, count)

    async def samples(
        self, name: str, layers: Layers, k: Part, channel: int, offset: int, count: int
    ) -> tuple[int, NDArray[np.float32]]:
        """Return the same of a component, or of several as one."""
        buffer = layers.buffer
        check_index("channel", channel, buffer.n_channels)
        check_offset(offset, buffer.n_samples)
        stop = min(offset + self._limits.cut(count), buffer.n_samples)
        if name not in self._pulls:
            self._pulls[name] = Pulls(layers)
        pulls = self._pulls[name]
        # A range at hand overtakes none that is being rendered: clients take answers in order.
        samples = None if self._n_rendering else pulls.kept(k, channel, offset, stop)
        if samples is None:
            loop = asyncio.get_running_loop()
            self._n_rendering += 1
            try:
                samples = await loop.run_in_executor(self._puller, pulls.render, k, channel, offset, stop)
            finally:
                self._n_rendering -= 1
        return buffer.n_samples, samples

    async def activation(
        self, name: str, k: int, offset: int, count: int, channel: int = ALL
    ) -> tuple[int, NDArray[np.float32]]:
        """Return the number of frames and a range of an activation; channel -1 is the mean of all."""
        layers = await self._components.layers_of(name)
        check_index("component", k, layers.n_layers)
        activation = layers.activation(k)
        n_channels, n_frames = activation.shape
        if channel != ALL:
            check_index("channel", channel, n_channels)
        check_offset(offset, n_frames)
        values = activation[:, offset : offset + self._limits.cut(count)]
        mean = values.mean(axis=0, dtype=np.float64)  # of equal values, exactly that value
        return n_frames, np.asarray(mean, np.float32) if channel == ALL else values[channel]

    async def basis(self, name: str, k: int, offset: int, count: int) -> tuple[int, NDArray[np.float32]]:
        """Return the number of bins and a range of a basis."""
        layers = await self._components.layers_of(name)
        check_index("component", k, layers.n_layers)
        basis = layers.basis(k)
        check_offset(offset, basis.size)
        return basis.size, basis[offset : offset + self._limits.cut(count)]

    async def matrix(self, name: str) -> tuple[int, list[MatrixPart], list[Cell]]:
        """Return the number of components, the gains in parts of one answer each, and the switched cells."""
        layers = await self._components.layers_of(name)
        gains, mutes, solos = (layers.grid(kind) for kind in GRIDS)
        n = self._limits.chunk
        parts = [(i, j, row[j : j + n]) for i, row in enumerate(gains) for j in range(0, row.size, n)]
        switched = np.argwhere(mutes + solos).tolist()
        return len(gains), parts, [(i, j, int(mutes[i, j]), int(solos[i, j])) for i, j in switched]

    def forget(self, name: str) -> None:
        """Let go of a buffer's rendered blocks, because its components have changed."""
        self._pulls.pop(name, None)

    def close(self) -> None:
        """End the thread that renders pulls."""
        self._puller.shutdown(cancel_futures=True)

"""The names and colours of all sounds and their components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oscfactor.limits import check_index
from oscfactor.model.labels import COLOURS, Labels
from oscfactor.model.mix import ALL
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components

Change = Callable[[Labels], Labels]


class Labeller:
    """Labels by their sound's name; they stay where they are when a sound is factorized again.

    `on_change` is called with the name of a sound that is labelled otherwise.
    """

    def __init__(self, buffers: Buffers, components: Components, on_change: Callable[[str], None]) -> None:
        self._buffers, self._components, self._on_change = buffers, components, on_change
        self._labels: dict[str, Labels] = {}
        self._resized: dict[str, tuple[Labels, Labels]] = {}  # for another number of components

    def labels(self, name: str) -> Labels:
        """Return the labels of a sound that there is; at first those of the palette."""
        kept = self._labels.get(name)
        if kept is None:
            kept = self._labels[name] = Labels(name, self._free_colour())
        layers = self._components.layers.get(name)
        n = layers.n_layers if layers else 0
        if kept.n_components == n:
            return kept
        resized = self._resized.get(name)
        if resized is None or resized[0] is not kept or resized[1].n_components != n:
            resized = self._resized[name] = kept, kept.resized(n)
        return resized[1]

    async def label(self, name: str, *, text: str | None = None, colour: str | None = None) -> str:
        """Name or colour a sound; return its name, which is the buffer's where the text is empty."""
        await self._buffers.get(name)
        labels = self.labels(name)
        if text is not None:
            labels = replace(labels, name=text or name)
        self._put(name, replace(labels, colour=colour or labels.colour))
        return labels.name

    async def change(self, name: str, k: int, change: Change) -> None:
        """Name or colour component `k` of a sound, or all.

        Raises
        ------
        NotFoundError, ArgumentError
            As `Mixer.change` says.
        """
        layers = await self._components.layers_of(name)
        if k >= layers.n_layers:
            layers = await self._components.newest_layers_of(name)
        if k != ALL:
            check_index("component", k, layers.n_layers)
        self._put(name, change(self.labels(name)))

    def saved(self, name: str) -> Labels:
        """Return a sound's labels."""
        return self.labels(name)

    def restore(self, name: str, labels: Labels) -> None:
        """Label a sound as it was."""
        self._put(name, labels)

    def prepare(self, name: str, labels: Labels) -> None:
        """Take over the labels of components that are put in place next."""
        self._labels[name] = labels

    def drop(self, name: str) -> None:
        """Forget a sound that is no more."""
        self._labels.pop(name, None)
        self._resized.pop(name, None)

    def _put(self, name: str, labels: Labels) -> None:
        self._labels[name] = labels
        self._on_change(name)

    def _free_colour(self) -> str:
        """Return the first colour of the palette that the fewest sounds have."""
        used = [labels.colour for name, labels in self._labels.items() if name in self._buffers.by_name]
        return min(COLOURS, key=used.count)

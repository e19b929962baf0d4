"""Objects of the named sounds: which components are in each, and its faders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.edit import grouping
from oscfactor.errors import ArgumentError, NotFoundError
from oscfactor.files.paths import GivenPath
from oscfactor.limits import check_index, edit_bytes
from oscfactor.model import objects
from oscfactor.model.layers import OBJECTS, Layers, Recombination, with_grid
from oscfactor.model.mix import ALL, Mix
from oscfactor.model.objects import Array
from oscfactor.session.components import Components
from oscfactor.session.editing import Editing
from oscfactor.session.editsizes import EditSize
from oscfactor.session.exporter import Exporter
from oscfactor.session.handover import File, Handover, Part
from oscfactor.session.mixer import Mixer
from oscfactor.session.readout import Readout

SUFFIX: Final = "-object"
"""What stands after a sound's name in the names of its objects' files."""

Change = Callable[[Mix], Mix]

SIZE: Final = EditSize(
    lambda layers: edit_bytes(1, layers.factorization.n_components),
    lambda layers: layers.factorization.n_components,
)


FINDING: Final = EditSize(
    lambda layers: edit_bytes(2, layers.factorization.n_components**2),
    lambda layers: layers.factorization.H.size,
)


class Objects:
    """Groups components into objects, which are a part of the edits; moves their faders, gives them back."""

    def __init__(
        self,
        components: Components,
        editing: Editing,
        mixer: Mixer,
        readout: Readout,
        exporter: Exporter,
        handover: Handover,
    ) -> None:
        self._components, self._editing, self._mixer = components, editing, mixer
        self._readout, self._exporter, self._handover = readout, exporter, handover

    def names(self) -> list[str]:
        """Return the names of the sounds that have objects."""
        return [
            name
            for name, layers in self._components.layers.items()
            if layers.recombination.objects is not None
        ]

    def members(self, name: str, o: int) -> list[int]:
        """Return the components of an object of a sound that has components."""
        return objects.members(self._components.layers[name].grid(OBJECTS), o)

    async def listed(self, name: str) -> list[list[int]]:
        """Return the components of each object."""
        return objects.every((await self._components.layers_of(name)).grid(OBJECTS))

    async def find(self, name: str, n: int, by: str, *, what: str) -> tuple[int, int]:
        """Group a sound's components, by `pan` or `timbre`; return how many objects and steps there are.

        Parameters
        ----------
        n : 0 chooses
        by : `auto` is `pan`, or for a mono sound `timbre`

        Raises
        ------
        NotFoundError
            As `Components.get` says.
        ArgumentError
            There are fewer components, or the sound is mono and stands nowhere else than in the middle.
        """

        def grouped(layers: Layers) -> Recombination:
            check_count(n, layers)
            found = grouping_of(layers, n, by)
            return with_grid(layers.recombination, OBJECTS, found.astype(np.float32))

        n_undo = await self._editing.edit(name, what, grouped, FINDING)
        return objects.count(self._components.layers[name].grid(OBJECTS)), n_undo

    async def assign(self, name: str, o: int, components: Sequence[int], *, what: str) -> int:
        """Let an object consist of components; return how many steps can be undone.

        Raises
        ------
        NotFoundError
            As `Components.get` says.
        ArgumentError
            There is no such component, or there would be more objects than components.
        """

        def assigned(now: Array) -> Array:
            check_index("object", o, len(now))
            for k in components:
                if k != ALL:
                    check_index("component", k, len(now))
            return objects.assigned(now, o, components)

        return await self._edit(name, what, assigned)

    async def clear(self, name: str, o: int, *, what: str) -> int:
        """Let an object, or all, have no components; as `assign` does. Raises as `existing` does."""
        await self.existing(name, o)
        return await self._edit(name, what, lambda now: objects.cleared(now, o))

    async def existing(self, name: str, o: int) -> Layers:
        """Return the components of a sound that has an object `o`, or any.

        Raises
        ------
        NotFoundError
            The sound has no components, or no objects.
        ArgumentError
            It has no object `o`.
        """
        layers = await self._components.layers_of(name)
        n_objects = objects.count(layers.grid(OBJECTS))
        if not n_objects:
            raise NotFoundError(f"{name!r} has no objects yet; send /object/find {name} 4")
        if o != ALL:
            check_index("object", o, n_objects)
        return layers

    async def change(self, name: str, o: int, row: int, change: Change, seconds: float) -> None:
        """Move a fader of an object, or of all, as `Mix.with_object` says; raises as `existing` does."""
        await self.existing(name, o)
        self._mixer.put(name, self._mixer.mix(name).with_object(o, row, change, seconds))

    async def audio(
        self, name: str, o: int, channel: int, offset: int, count: int
    ) -> tuple[int, NDArray[np.float32]]:
        """Return an object's length and a range of its samples, as `Readout.audio` does."""
        layers = await self.existing(name, o)
        members = tuple(objects.members(layers.grid(OBJECTS), o))
        return await self._readout.samples(name, layers, members, channel, offset, count)

    async def files(self, name: str, o: int) -> list[File]:
        """Return an object, or all, as files, as `Handover.files` does."""
        layers = await self.existing(name, o)
        return await self._handover.handed(name, layers, _parts(layers, o))

    async def export(
        self, name: str, o: int, directory: GivenPath, *, format: str, subtype: str
    ) -> Sequence[tuple[int, Path]]:
        """Write an object, or all, to sound files; return their numbers and absolute paths."""
        layers = await self.existing(name, o)
        parts = _parts(layers, o)
        return await self._exporter.write(
            *(name, layers, [part.k for part in parts], directory),
            stem=name + SUFFIX,
            format=format,
            subtype=subtype,
            parts=[part.members for part in parts],
        )

    async def _edit(self, name: str, what: str, change: Callable[[Array], Array]) -> int:
        def changed(layers: Layers) -> Recombination:
            return with_grid(layers.recombination, OBJECTS, change(layers.grid(OBJECTS)))

        return await self._editing.edit(name, what, changed, SIZE)


def _parts(layers: Layers, o: int) -> list[Part]:
    """Return what goes into the file of an object, or of each."""
    parts = [Part(k, tuple(members), SUFFIX) for k, members in enumerate(objects.every(layers.grid(OBJECTS)))]
    return parts if o == ALL else [parts[o]]


def check_count(n: int, layers: Layers) -> None:
    """Raise `ArgumentError` if there are fewer components than objects are wanted."""
    n_components = layers.factorization.n_components
    if n > n_components:
        raise ArgumentError(f"{n} objects cannot be made of {n_components} components; factorize into more")


def grouping_of(layers: Layers, n: int, by: str) -> NDArray[np.int64]:
    """Return the object of each component, found by `pan`, `timbre` or `auto`; -1 is none."""
    sums = sums_of(layers)
    if by == "timbre" or (by == "auto" and len(sums) == 1):
        return grouping.by_timbre(layers.bases(), sums.sum(axis=0), layers.bin_hz, n)
    if len(sums) == 1:
        raise ArgumentError("a mono sound stands in the middle; find its objects by timbre")
    return grouping.by_place(sums, n)


def sums_of(layers: Layers) -> NDArray[np.float64]:
    """Return the sum over time of each activation as edited, float64 (n_channels, n_components)."""
    sums: NDArray[np.float64] = layers.factorization.H.sum(axis=1, dtype=np.float64)
    for k, activation in layers.recombination.activations.items():
        sums[:, k] = activation.sum(axis=1, dtype=np.float64)
    return sums

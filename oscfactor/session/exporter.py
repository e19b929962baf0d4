"""Components into files: of sound, and of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from oscfactor.compute import datafile, export
from oscfactor.files.paths import GivenPath, absolute
from oscfactor.limits import Limits, Memory, check_index
from oscfactor.machine.kernels import Kernels
from oscfactor.model.layers import Layers
from oscfactor.session.components import Components, layer_indices
from oscfactor.session.jobs import Job, Jobs

INSTEAD: Final = "choose /matrix/phase source, or free a buffer"


class Exporter:
    """Writes components to files; a buffer whose components are being written is busy."""

    def __init__(self, jobs: Jobs, limits: Limits, memory: Memory, components: Components) -> None:
        self._jobs, self._limits, self._memory = jobs, limits, memory
        self._components = components

    async def export(
        self,
        name: str,
        k: int,
        directory: GivenPath,
        *,
        format: str,
        subtype: str,
    ) -> Sequence[tuple[int, Path]]:
        """Write one component, or all, to sound files; return their indices and absolute paths."""
        layers = await self._components.layers_of(name)
        indices = layer_indices(layers, k)
        return await self.write(name, layers, indices, directory, stem=name, format=format, subtype=subtype)

    async def write(
        self,
        name: str,
        layers: Layers,
        indices: list[int],
        directory: GivenPath,
        *,
        stem: str,
        format: str,
        subtype: str = "",
        parts: Sequence[Sequence[int]] | None = None,
    ) -> Sequence[tuple[int, Path]]:
        """Write some components of a buffer to files that begin with `stem`; return as `export` does.

        Where there are `parts`, each file is a sum of components, and `indices` are its numbers.
        """
        self._memory.check(export.cost(layers, len(indices), n_threads=self._limits.n_threads), INSTEAD)

        def work(job: Job[list[Path]]) -> list[Path]:
            return export.export_components(
                layers.buffer,
                layers.factorization,
                indices,
                absolute(directory),
                name=stem,
                format=format,
                subtype=subtype or None,
                recombination=layers.recombination,
                parts=parts,
                n_threads=self._limits.n_threads,
                progress=job.progress,
            )

        return list(zip(indices, await self._written(name, work, layers.needs), strict=True))

    async def export_cell(
        self, name: str, activation: int, basis: int, directory: GivenPath, *, format: str, subtype: str
    ) -> Path:
        """Write one activation through one basis to a sound file; return its absolute path."""
        layers = await self._components.layers_of(name)
        for k in (activation, basis):
            check_index("component", k, layers.factorization.n_components)
        n_threads = self._limits.n_threads
        self._memory.check(export.cell_cost(layers, activation, basis, n_threads=n_threads), INSTEAD)

        def work(job: Job[list[Path]]) -> list[Path]:
            return [
                export.export_cell(
                    layers,
                    activation,
                    basis,
                    absolute(directory),
                    name=name,
                    format=format,
                    subtype=subtype or None,
                    n_threads=self._limits.n_threads,
                    progress=job.progress,
                )
            ]

        return (await self._written(name, work, Kernels.ALL))[0]

    async def data(self, name: str, k: int, path: GivenPath, *, tempo: float) -> Path:
        """Write activations and bases of one component, or of all, to a file; return its absolute path."""
        layers = await self._components.layers_of(name)
        indices = layer_indices(layers, k)
        self._memory.check(datafile.cost(layers, len(indices)))

        def work(job: Job[list[Path]]) -> list[Path]:
            return [datafile.write_data(layers, indices, path, name=name, tempo=tempo, progress=job.progress)]

        return (await self._written(name, work, Kernels.NONE))[0]

    async def _written(
        self, name: str, work: Callable[[Job[list[Path]]], list[Path]], needs: Kernels
    ) -> list[Path]:
        """Return the files that a job on a buffer wrote."""
        job = self._jobs.submit(work, subject=name, needs=needs)
        with self._components.read_by(name, job):
            return await job.future

"""Components into sound files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from oscfactor.compute import export, phases
from oscfactor.limits import Limits, Memory, check_index, export_bytes, mixed_bytes
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
        directory: str,
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
        directory: str | Path,
        *,
        stem: str,
        format: str,
        subtype: str = "",
    ) -> Sequence[tuple[int, Path]]:
        """Write some components of a buffer to files that begin with `stem`; return as `export` does."""
        n_threads = self._limits.n_threads
        self._memory.check(
            export_bytes(len(indices), n_threads, phases.cost(layers, n_threads=n_threads)), INSTEAD
        )

        def work(job: Job[list[Path]]) -> list[Path]:
            return export.export_components(
                layers.buffer,
                layers.factorization,
                indices,
                directory,
                name=stem,
                format=format,
                subtype=subtype or None,
                recombination=layers.recombination,
                n_threads=self._limits.n_threads,
                progress=job.progress,
            )

        needs = Kernels.DEFAULT if layers.recombination.plain else Kernels.ALL
        return list(zip(indices, await self._written(name, work, needs), strict=True))

    async def export_cell(
        self, name: str, activation: int, basis: int, directory: str, *, format: str, subtype: str
    ) -> Path:
        """Write one activation through one basis to a sound file; return its absolute path."""
        layers = await self._components.layers_of(name)
        for k in (activation, basis):
            check_index("component", k, layers.factorization.n_components)
        buffer = layers.buffer
        cost = phases.cost(layers, n_threads=self._limits.n_threads)
        self._memory.check(mixed_bytes(buffer.n_channels, buffer.n_samples, cost), INSTEAD)

        def work(job: Job[list[Path]]) -> list[Path]:
            return [
                export.export_cell(
                    layers,
                    activation,
                    basis,
                    directory,
                    name=name,
                    format=format,
                    subtype=subtype or None,
                    n_threads=self._limits.n_threads,
                    progress=job.progress,
                )
            ]

        return (await self._written(name, work, Kernels.ALL))[0]

    async def _written(
        self, name: str, work: Callable[[Job[list[Path]]], list[Path]], needs: Kernels
    ) -> list[Path]:
        """Return the files that a job on a buffer wrote."""
        job = self._jobs.submit(work, subject=name, needs=needs)
        with self._components.read_by(name, job):
            return await job.future

"""The components of the named sounds: finding them, and giving them back as numbers, samples and files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute import export, lending
from oscfactor.compute import factorize as analysis
from oscfactor.compute.resultcache import ResultCache
from oscfactor.errors import BusyError, NotFoundError
from oscfactor.limits import Limits, check_index, check_offset
from oscfactor.machine.kernels import Kernels
from oscfactor.model.layers import PLAIN, Layers, Recombination
from oscfactor.model.values import Buffer, Component, Factorization
from oscfactor.session.buffers import Buffers
from oscfactor.session.jobs import Job, Jobs, ProgressListener
from oscfactor.session.pulls import Pulls

ALL = -1
"""The component index that means every one."""


class Components:
    """Factorizations by their buffer's name, and the layers that were made of them.

    A value in `layers` is never changed, only replaced: so any thread may render from the one it took.
    Components that are being found are waited for if there are no others.
    """

    def __init__(
        self, jobs: Jobs, limits: Limits, buffers: Buffers, results: ResultCache | None = None
    ) -> None:
        self.by_name: dict[str, Factorization] = {}
        self.layers: dict[str, Layers] = {}
        self.on_change: Callable[[str], None] = lambda _name: None  # told whose layers are new ones
        self._jobs = jobs
        self._limits = limits
        self._buffers = buffers
        self._results = results
        self._factorizing: dict[str, Job[Factorization]] = {}
        self._exporting: dict[str, set[Job[list[Path]]]] = {}
        self._pulls: dict[str, Pulls] = {}
        # Pulls are short and serial: beside the worker they need not wait until a factorisation has ended.
        self._puller = ThreadPoolExecutor(1, thread_name_prefix="pull")

    @property
    def n_bytes(self) -> int:
        """Memory that all bases and activations take, edited ones as well."""
        return sum(v.factorization.n_bytes + v.recombination.n_bytes for v in self.layers.values())

    async def factorize(
        self,
        name: str,
        options: analysis.Options,
        *,
        bases: str = "",
        activations: str = "",
        cache: bool = True,
        on_progress: ProgressListener | None = None,
    ) -> Factorization:
        """Find the buffer's components; what was there stays until the new ones have been found.

        With `cache`, what was found before with the same sound and settings is not found again.

        Raises
        ------
        BusyError
            If the buffer is being factorized already.
        ArgumentError, LimitError
            As `analysis.check` and `lending.check` say.
        """
        bases_of = await self.layers_of(bases) if bases else None
        activations_of = await self.layers_of(activations) if activations else None
        buffer = await self._buffers.get(name, newest=True)
        if name in self._factorizing:
            raise BusyError(f"{name!r} is being factorized already; wait, or send /buffer/cancel {name}")
        free_bytes = self._limits.max_bytes - self._buffers.n_bytes - self.n_bytes
        analysis.check(
            buffer,
            options,
            bases=bases_of.factorization if bases_of else None,
            activations=activations_of.factorization if activations_of else None,
            max_bytes=free_bytes,
        )
        if activations_of:
            lending.check(activations_of, buffer, options.stft)
        find = self._results.factorize if cache and self._results else analysis.factorize

        def work(job: Job[Factorization]) -> Factorization:
            rate, stft = buffer.sample_rate, options.stft
            return find(
                buffer,
                options,
                bases=lending.lent_bases(bases_of, rate, stft) if bases_of else None,
                activations=lending.lent_activations(activations_of, buffer, stft)
                if activations_of
                else None,
                n_threads=self._limits.n_threads,
                progress=job.progress,
            )

        job = self._jobs.submit(work, subject=name, needs=options.needs, on_progress=on_progress)
        self._factorizing[name] = job
        try:
            result = await job.future
        finally:
            if self._factorizing.get(name) is job:
                del self._factorizing[name]
        self.put(name, buffer, result)
        if on_progress is not None:
            on_progress(1.0, result.n_iterations, result.loss_value)
        return result

    def cancel(self, name: str) -> None:
        """Stop every job on a buffer: loading, factorizing, exporting.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        reason = f"the job on {name!r} was cancelled"
        if not (self._buffers.cancel_load(name) | self._cancel_jobs(name, reason)):
            self._buffers.existing(name)
            raise NotFoundError(f"nothing is being done to {name!r}")

    def drop(self, name: str, why: str) -> None:
        """Forget a buffer's components and cancel the jobs on it, because its sound is another one now."""
        self._cancel_jobs(name, why)
        self.by_name.pop(name, None)
        self.layers.pop(name, None)
        self._pulls.pop(name, None)

    def check_idle(self, name: str) -> None:
        """Raise `BusyError` if a job needs the buffer as it is."""
        if name in self._factorizing or name in self._exporting:
            raise BusyError(f"{name!r} is being worked on; wait, or send /buffer/cancel {name}")

    async def get(self, name: str) -> Factorization:
        """Return a buffer's components, waiting for them if they are being found and there are no others.

        Raises
        ------
        NotFoundError
            If there is no such buffer, or it has not been factorized.
        """
        await self._buffers.get(name)
        if name not in self.by_name and name in self._factorizing:
            await asyncio.wait([self._factorizing[name].future])
        if name not in self.by_name:
            self._buffers.existing(name)
            raise NotFoundError(f"{name!r} has no components yet; send /buffer/factorize {name} 8")
        return self.by_name[name]

    async def layers_of(self, name: str) -> Layers:
        """Return a buffer's components as they sound by now; waits and raises as `get` does."""
        await self.get(name)
        return self.layers[name]

    async def newest_layers_of(self, name: str) -> Layers:
        """Return a buffer's components, waiting also for new ones where there are others."""
        if (job := self._factorizing.get(name)) is not None:
            await asyncio.wait([job.future])
        return await self.layers_of(name)

    async def describe(self, name: str, k: int = ALL) -> list[Component]:
        """Return what can be said of one component, or of all."""
        layers = await self.layers_of(name)
        described = analysis.describe(layers.buffer, layers.as_edited)
        if layers.n_layers > len(described):
            described.append(Component(len(described), 0.0, 0.0, 0.0, 0.0))
        return [described[i] for i in _indices(layers, k)]

    async def audio(
        self, name: str, k: int, channel: int, offset: int, count: int
    ) -> tuple[int, NDArray[np.float32]]:
        """Return a component's length and a range of its samples, cut at the end and to one answer."""
        layers = await self.layers_of(name)
        buffer = layers.buffer
        check_index("component", k, layers.n_layers)
        check_index("channel", channel, buffer.n_channels)
        check_offset(offset, buffer.n_samples)
        stop = min(offset + self._limits.cut(count), buffer.n_samples)
        if name not in self._pulls:
            self._pulls[name] = Pulls(layers)
        pulls = self._pulls[name]
        samples = pulls.kept(k, channel, offset, stop)
        if samples is None:
            loop = asyncio.get_running_loop()
            samples = await loop.run_in_executor(self._puller, pulls.render, k, channel, offset, stop)
        return buffer.n_samples, samples

    async def activation(
        self, name: str, k: int, offset: int, count: int, channel: int = -1
    ) -> tuple[int, NDArray[np.float32]]:
        """Return the number of frames and a range of an activation; channel -1 is the mean of all."""
        layers = await self.layers_of(name)
        check_index("component", k, layers.n_layers)
        activation = layers.activation(k)
        n_channels, n_frames = activation.shape
        if channel != -1:
            check_index("channel", channel, n_channels)
        check_offset(offset, n_frames)
        values = activation[:, offset : offset + self._limits.cut(count)]
        mean = values.mean(axis=0, dtype=np.float64)  # of equal values, exactly that value
        return n_frames, np.asarray(mean, np.float32) if channel == -1 else values[channel]

    async def basis(self, name: str, k: int, offset: int, count: int) -> tuple[int, NDArray[np.float32]]:
        """Return the number of bins and a range of a basis."""
        layers = await self.layers_of(name)
        check_index("component", k, layers.n_layers)
        basis = layers.basis(k)
        check_offset(offset, basis.size)
        return basis.size, basis[offset : offset + self._limits.cut(count)]

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
        layers = await self.layers_of(name)
        indices = _indices(layers, k)

        def work(job: Job[list[Path]]) -> list[Path]:
            return export.export_components(
                layers.buffer,
                layers.factorization,
                indices,
                directory,
                name=name,
                format=format,
                subtype=subtype or None,
                recombination=layers.recombination,
                n_threads=self._limits.n_threads,
                progress=job.progress,
            )

        needs = Kernels.DEFAULT if layers.recombination.plain else Kernels.ALL
        return list(zip(indices, await self._exported(name, work, needs), strict=True))

    async def _exported(
        self, name: str, work: Callable[[Job[list[Path]]], list[Path]], needs: Kernels
    ) -> list[Path]:
        """Return the files that a job on a buffer wrote."""
        job = self._jobs.submit(work, subject=name, needs=needs)
        self._exporting.setdefault(name, set()).add(job)
        try:
            return await job.future
        finally:
            self._exporting[name].discard(job)
            if not self._exporting[name]:
                del self._exporting[name]

    async def export_cell(
        self, name: str, activation: int, basis: int, directory: str, *, format: str, subtype: str
    ) -> Path:
        """Write what one activation sounds like with one basis to a sound file; return its absolute path."""
        layers = await self.layers_of(name)
        for k in (activation, basis):
            check_index("component", k, layers.factorization.n_components)

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

        return (await self._exported(name, work, Kernels.ALL))[0]

    def close(self) -> None:
        """End the thread that renders pulls."""
        self._puller.shutdown(cancel_futures=True)

    def recombine(self, name: str, recombination: Recombination) -> None:
        """Let a buffer's components sound in another way from now on."""
        layers = self.layers[name]
        self.layers[name] = Layers(layers.buffer, layers.factorization, recombination)
        self._pulls.pop(name, None)
        self.on_change(name)

    def put(self, name: str, buffer: Buffer, factorization: Factorization) -> None:
        """Let a buffer have these components from now on."""
        self.by_name[name] = factorization
        self.layers[name] = Layers(buffer, factorization, PLAIN)
        self._pulls.pop(name, None)
        self.on_change(name)

    def _cancel_jobs(self, name: str, reason: str) -> bool:
        jobs: list[Job[Factorization] | Job[list[Path]]] = [*self._exporting.get(name, ())]
        if name in self._factorizing:
            jobs.append(self._factorizing.pop(name))
        for job in jobs:
            job.cancel(reason)
        return bool(jobs)


def _indices(layers: Layers, k: int) -> list[int]:
    if k == ALL:
        return list(range(layers.n_layers))
    check_index("component", k, layers.n_layers)
    return [k]

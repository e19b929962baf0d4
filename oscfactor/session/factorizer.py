"""Finding the components of a named sound."""

from __future__ import annotations

from oscfactor.compute import factorize, lending
from oscfactor.compute.factorize import Options
from oscfactor.compute.resultcache import ResultCache
from oscfactor.errors import BusyError
from oscfactor.limits import Limits, Memory, components_bytes
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer, Factorization
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components
from oscfactor.session.jobs import Job, Jobs, ProgressListener


class Factorizer:
    """Breaks buffers into components, one job at a time on a buffer."""

    def __init__(
        self,
        jobs: Jobs,
        limits: Limits,
        memory: Memory,
        buffers: Buffers,
        components: Components,
        results: ResultCache | None = None,
    ) -> None:
        self._jobs, self._limits, self._memory = jobs, limits, memory
        self._buffers, self._components = buffers, components
        self._results = results

    async def factorize(
        self,
        name: str,
        options: Options,
        *,
        bases: str = "",
        activations: str = "",
        cache: bool = True,
        on_progress: ProgressListener | None = None,
    ) -> Factorization:
        """Find the buffer's components; older components stay until the new ones have been found.

        With `cache`, components that were found before with the same sound and settings are not sought again.

        Raises
        ------
        BusyError
            If the buffer is being factorized already.
        ArgumentError, LimitError
            As `compute.factorize.check` and `lending.check` say.
        """
        bases_of = await self._components.layers_of(bases) if bases else None
        activations_of = await self._components.layers_of(activations) if activations else None
        buffer = await self._buffers.get(name, newest=True)
        self._check(name, buffer, options, bases_of, activations_of)

        def work(job: Job[Factorization]) -> Factorization:
            return self._found(job, buffer, options, bases_of, activations_of, cache=cache)

        job = self._jobs.submit(work, subject=name, needs=options.needs, on_progress=on_progress)
        with self._memory.promised(_left(buffer, options)), self._components.found_by(name, job):
            result = await job.result()
        self._components.put(name, buffer, result)
        if on_progress is not None:
            on_progress(1.0, result.n_iterations, result.loss_value)
        return result

    def _check(
        self,
        name: str,
        buffer: Buffer,
        options: Options,
        bases_of: Layers | None,
        activations_of: Layers | None,
    ) -> None:
        """Raise the error that the job would end in."""
        if self._components.is_sought(name):
            raise BusyError(f"{name!r} is being factorized already; wait, or send /buffer/cancel {name}")
        factorize.check(
            buffer,
            options,
            bases=bases_of.factorization if bases_of else None,
            activations=activations_of.factorization if activations_of else None,
            max_bytes=self._memory.n_free_bytes,
        )
        if activations_of:
            lending.check(activations_of, buffer, options.stft)

    def _found(
        self,
        job: Job[Factorization],
        buffer: Buffer,
        options: Options,
        bases_of: Layers | None,
        activations_of: Layers | None,
        *,
        cache: bool,
    ) -> Factorization:
        """Return the components, starting from those of other sounds; runs on the worker."""
        rate, stft = buffer.sample_rate, options.stft
        find = self._results.factorize if cache and self._results else factorize.factorize
        return find(
            buffer,
            options,
            bases=lending.lent_bases(bases_of, rate, stft) if bases_of else None,
            activations=lending.lent_activations(activations_of, buffer, stft) if activations_of else None,
            n_threads=self._limits.n_threads,
            progress=job.progress,
            look=job.look,
        )


def _left(buffer: Buffer, options: Options) -> int:
    """Return how many bytes the components take when they are found."""
    stft = options.stft
    n_frames = stft.n_frames(buffer.n_samples)
    return components_bytes(buffer.n_channels, n_frames, stft.n_bins, options.components)

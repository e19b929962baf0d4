"""Finding the components of a named sound."""

from __future__ import annotations

from collections.abc import Callable

from oscfactor.compute import factorize, lending
from oscfactor.compute.keeping import KeptComponents
from oscfactor.compute.options import Options, Progress
from oscfactor.compute.resultcache import ResultCache
from oscfactor.limits import Limits, Memory, components_bytes
from oscfactor.machine.kernels import Kernels
from oscfactor.model.layers import PLAIN, Layers
from oscfactor.model.renumbering import Renumbering
from oscfactor.model.values import Buffer, Factorization
from oscfactor.session.beyond import Moved
from oscfactor.session.buffers import Buffers
from oscfactor.session.components import Components
from oscfactor.session.jobs import Job, Jobs, ProgressListener
from oscfactor.session.labeller import Labeller
from oscfactor.session.shapes import Shapes


class Factorizer:
    """Breaks buffers into components, one job at a time on a buffer."""

    def __init__(
        self,
        jobs: Jobs,
        limits: Limits,
        memory: Memory,
        buffers: Buffers,
        components: Components,
        labeller: Labeller,
        shapes: Shapes,
        results: ResultCache | None = None,
    ) -> None:
        self._jobs, self._limits, self._memory = jobs, limits, memory
        self._buffers, self._components = buffers, components
        self._labeller, self._shapes = labeller, shapes
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
        on_moved: Moved = lambda _old, _new: None,
    ) -> Factorization:
        """Find the buffer's components; older components stay until the new ones have been found.

        With `cache`, components that were found before with the same sound and settings are not sought again.
        Where there were components, the new ones are a step of undo; those that are kept stay.
        Raises BusyError if the buffer is being factorized already, and what `check` raises.
        """
        bases_of = await self._components.layers_of(bases) if bases else None
        activations_of = await self._components.layers_of(activations) if activations else None
        buffer = await self._buffers.get(name, newest=True)
        kept = self.kept(name)
        self.check(name, buffer, options, bases_of, activations_of, kept=kept)

        def work(job: Job[Factorization]) -> Factorization:
            return self.found(
                *(buffer, options, bases_of, activations_of),
                kept=kept,
                progress=job.progress,
                look=job.look,
                cache=cache,
            )

        needs = options.needs if kept is None else Kernels.ALL
        job = self._jobs.submit(work, subject=name, needs=needs, on_progress=on_progress)
        with self._memory.promised(_left(buffer, options)), self._components.found_by(name, job):
            result = await job.result()
        self.put(name, buffer, result, kept, "/buffer/factorize", on_moved)
        if on_progress is not None:
            on_progress(1.0, result.n_iterations, result.loss_value)
        return result

    def kept(self, name: str) -> KeptComponents | None:
        """Return the components of a buffer that are kept, None where none is."""
        factorization = self._components.by_name.get(name)
        if factorization is None:
            return None
        kept = self._labeller.labels(name).kept[: factorization.n_components]
        return KeptComponents(factorization, kept) if any(kept) else None

    def put(
        self,
        name: str,
        buffer: Buffer,
        found: Factorization,
        kept: KeptComponents | None,
        what: str,
        on_moved: Moved,
    ) -> None:
        """Let a buffer have the components that were found, as a step of undo where it had others."""
        before = self._components.layers.get(name)
        if before is None:
            self._components.put(name, buffer, found)
            return
        same = kept is not None and kept.factorization.n_components == before.factorization.n_components
        numbers = kept.numbers if kept is not None and same else []
        renumbering = Renumbering.of_kept(before.factorization.n_components, found.n_components, numbers)
        recombination = renumbering.recombined(before) if numbers else PLAIN
        self._shapes.step(name, what, found, renumbering, recombination, on_moved)

    def check(
        self,
        name: str,
        buffer: Buffer,
        options: Options,
        bases_of: Layers | None = None,
        activations_of: Layers | None = None,
        *,
        kept: KeptComponents | None = None,
    ) -> None:
        """Raise the error that the job would end in."""
        self._components.check_not_sought(name)
        factorize.check(
            buffer,
            options,
            bases=bases_of.factorization if bases_of else None,
            activations=activations_of.factorization if activations_of else None,
            kept=kept,
            n_threads=self._limits.n_threads,
            max_bytes=self._memory.n_free_bytes,
        )
        if activations_of:
            lending.check(activations_of, buffer, options.stft)

    def found(
        self,
        buffer: Buffer,
        options: Options,
        bases_of: Layers | None = None,
        activations_of: Layers | None = None,
        *,
        kept: KeptComponents | None,
        progress: Progress,
        look: Callable[[], None],
        cache: bool = True,
    ) -> Factorization:
        """Return the components, starting from those of other sounds; runs on the worker."""
        rate, stft = buffer.sample_rate, options.stft
        find = self._results.factorize if cache and self._results else factorize.factorize
        return find(
            buffer,
            options,
            bases=lending.lent_bases(bases_of, rate, stft) if bases_of else None,
            activations=lending.lent_activations(activations_of, buffer, stft) if activations_of else None,
            kept=kept,
            n_threads=self._limits.n_threads,
            progress=progress,
            look=look,
        )


def _left(buffer: Buffer, options: Options) -> int:
    """Return how many bytes the components take when they are found."""
    stft = options.stft
    n_frames = stft.n_frames(buffer.n_samples)
    return components_bytes(buffer.n_channels, n_frames, stft.n_bins, options.components)

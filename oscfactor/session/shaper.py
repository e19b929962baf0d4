"""Shaping the components of a sound by hand: split, merged, kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from oscfactor.compute import shaping
from oscfactor.compute.shaping import Shaped
from oscfactor.errors import ArgumentError, BusyError
from oscfactor.files.savedcomponents import MAX_COMPONENTS
from oscfactor.limits import Limits, Memory, check_index, components_bytes, factorization_bytes
from oscfactor.machine.kernels import Kernels
from oscfactor.model.labels import ALSO_ACTIVATIONS, BASES
from oscfactor.model.layers import Layers
from oscfactor.model.mix import ALL
from oscfactor.session.beyond import Moved
from oscfactor.session.components import Components
from oscfactor.session.jobs import Job, Jobs, ProgressListener
from oscfactor.session.labeller import Labeller
from oscfactor.session.shapes import Shapes


class Shaper:
    """Splits and merges components, one job at a time on a buffer; each is a step of undo."""

    def __init__(
        self,
        jobs: Jobs,
        limits: Limits,
        memory: Memory,
        components: Components,
        labeller: Labeller,
        shapes: Shapes,
    ) -> None:
        self._jobs, self._limits, self._memory = jobs, limits, memory
        self._components, self._labeller, self._shapes = components, labeller, shapes

    async def split(
        self,
        name: str,
        k: int | None,
        into: int,
        *,
        what: str,
        on_progress: ProgressListener | None = None,
        on_moved: Moved = lambda _old, _new: None,
    ) -> int:
        """Split component `k`, or else the one that fits worst, in parts; return how many there are then.

        Raises
        ------
        ArgumentError
            There is no such component, or there would be too many.
        BusyError
            Components of the buffer are being found, or become others meanwhile.
        """
        layers = await self._idle(name)
        f = layers.factorization
        if k is not None:
            check_index("component", k, f.n_components)
        n_after = f.n_components + into - 1
        most = min(f.stft.n_bins, f.n_frames * len(f.H), MAX_COMPONENTS)
        if n_after > most:
            raise ArgumentError(f"there would be {n_after} components, and at most {most} fit this sound")
        shape = partial(shaping.split, layers.buffer, f, k, into)
        return await self._shaped(name, layers, n_after, shape, what, on_progress, on_moved)

    async def merge(
        self,
        name: str,
        merged: list[int],
        *,
        what: str,
        on_progress: ProgressListener | None = None,
        on_moved: Moved = lambda _old, _new: None,
    ) -> int:
        """Make one of several components; return how many there are then. Raises as `split` does."""
        layers = await self._idle(name)
        f = layers.factorization
        for k in merged:
            check_index("component", k, f.n_components)
        if len(set(merged)) < len(merged):
            raise ArgumentError(f"component {merged[0]} cannot be merged with itself; name another one")
        shape = partial(shaping.merge, layers.buffer, f, merged)
        return await self._shaped(name, layers, f.n_components, shape, what, on_progress, on_moved)

    async def keep(self, name: str, k: int, *, on: bool, activations: bool) -> None:
        """Keep component `k`, or all, when the others are found anew; raises as `Labeller.change` does."""
        layers = await self._components.layers_of(name)
        if k != ALL:
            check_index("component", k, layers.factorization.n_components)
        kept = (ALSO_ACTIVATIONS if activations else BASES) if on else 0
        await self._labeller.change(name, k, lambda labels: labels.with_kept(k, kept))

    async def _idle(self, name: str) -> Layers:
        """Return a buffer's components while nothing else is finding any."""
        layers = await self._components.layers_of(name)
        self._components.check_not_sought(name)
        return layers

    async def _shaped(
        self,
        name: str,
        layers: Layers,
        n_after: int,
        shape: Callable[..., Shaped],
        what: str,
        on_progress: ProgressListener | None,
        on_moved: Moved,
    ) -> int:
        """Shape components as a job, and let the buffer have what comes of it, as one step."""
        f, n_threads = layers.factorization, self._limits.n_threads

        def work(job: Job[Shaped]) -> Shaped:
            return shape(n_threads=n_threads, progress=job.progress, look=job.look)

        size = len(f.H), f.n_frames, f.stft.n_bins, n_after
        self._memory.check(2 * factorization_bytes(*size))  # the part that is split is a spectrogram, too
        job = self._jobs.submit(work, subject=name, needs=Kernels.ALL, on_progress=on_progress)
        with self._memory.promised(components_bytes(*size)), self._components.found_by(name, job):
            found, renumbering = await job.result()
        now = self._components.layers.get(name)
        if now is None or now.factorization is not f:
            raise BusyError(f"the components of {name!r} became others meanwhile; ask again")
        self._shapes.step(name, what, found, renumbering, renumbering.recombined(now), on_moved)
        if on_progress is not None:
            on_progress(1.0, found.n_iterations, found.loss_value)
        return found.n_components

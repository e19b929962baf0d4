"""Hints on the spectrograms of named sounds: what belongs to a component, what does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from oscfactor.compute import paint
from oscfactor.errors import LimitError
from oscfactor.limits import Limits, Memory
from oscfactor.machine.kernels import Kernels
from oscfactor.model.hints import MAX_HINTS, Hint
from oscfactor.model.layers import Layers
from oscfactor.model.values import Factorization
from oscfactor.session.components import Components
from oscfactor.session.editing import Editing
from oscfactor.session.jobs import Job, Jobs, ProgressListener
from oscfactor.session.locks import Locks

INSTEAD: Final = "paint in a sound cut shorter, or free a buffer"


class Painter:
    """Lets components follow hints, which stay with them; each hint is a step that can be undone."""

    def __init__(
        self, jobs: Jobs, limits: Limits, memory: Memory, components: Components, editing: Editing
    ) -> None:
        self._jobs, self._limits, self._memory = jobs, limits, memory
        self._components, self._editing = components, editing
        self._locks = Locks()  # hints of one sound follow each other; edits may come between

    async def hint(
        self, name: str, hint: Hint, *, what: str, on_progress: ProgressListener | None = None
    ) -> int:
        """Let components follow one more hint; return how many steps can be undone.

        The components go on from where they are. Where they become others meanwhile, these are led.

        Raises
        ------
        NotFoundError
            As `Components.get` says.
        ArgumentError
            There is no such component, or nothing of the sound lies in the hint's rectangle.
        BusyError
            The components are being found anew.
        LimitError
            There is no memory for it, or there are too many hints.
        """
        async with self._locks.of(name):
            while True:
                layers = await self._components.layers_of(name)
                self._components.check_not_sought(name)
                found = await self._led(name, layers, hint, on_progress)
                async with self._editing.turn(name):
                    if self._components.by_name.get(name) is layers.factorization:
                        n_undo = self._editing.lead(name, what, found)
                        break
        if on_progress is not None:
            on_progress(1.0, found.n_iterations, found.loss_value)
        return n_undo

    async def hints(self, name: str) -> tuple[Hint, ...]:
        """Return the hints that a buffer's components follow, in the order in which they were given."""
        return (await self._components.layers_of(name)).factorization.hints

    async def clear(self, name: str, *, what: str) -> int:
        """Forget a buffer's hints, as a step; its components stay as they are. Return as `hint` does."""
        async with self._locks.of(name), self._editing.turn(name):
            layers = await self._components.layers_of(name)
            if not layers.factorization.hints:
                return self._editing.counts(name)[0]
            return self._editing.lead(name, what, replace(layers.factorization, hints=()))

    async def _led(
        self, name: str, layers: Layers, hint: Hint, on_progress: ProgressListener | None
    ) -> Factorization:
        """Return components that follow their hints and one more."""
        buffer, f, n_threads = layers.buffer, layers.factorization, self._limits.n_threads
        paint.check(buffer, f, hint)
        if len(f.hints) >= MAX_HINTS:
            raise LimitError(f"{name!r} has {MAX_HINTS} hints; send /hint/clear {name}: what they did stays")
        self._memory.check(paint.cost(buffer, f), INSTEAD)

        def work(job: Job[Factorization]) -> Factorization:
            hints = (*f.hints, hint)
            return paint.paint(buffer, f, hints, n_threads=n_threads, progress=job.progress, look=job.look)

        job = self._jobs.submit(work, subject=name, needs=Kernels.DEFAULT, on_progress=on_progress)
        with self._memory.promised(f.n_bytes), self._components.found_by(name, job):
            return await job.result()

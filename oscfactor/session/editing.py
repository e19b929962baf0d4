"""Edits of components: each edit of a named sound is a step that can be undone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np

from oscfactor.dsp.edit import activations, matrices
from oscfactor.dsp.edit.matrices import Index
from oscfactor.limits import Memory, check_index
from oscfactor.machine.kernels import Kernels
from oscfactor.model.history import History, Step, difference, edited, found_anew
from oscfactor.model.layers import PLAIN, Layers, Recombination, with_basis, with_glide, with_grid
from oscfactor.model.mix import ALL
from oscfactor.model.scene import Grids
from oscfactor.model.values import Factorization
from oscfactor.session.beyond import Beyond, Moved
from oscfactor.session.changes import NOBODY, Asked
from oscfactor.session.components import Components
from oscfactor.session.editsizes import CELLS, NOTHING, RESET, EditSize, indices, of_activations, of_bases
from oscfactor.session.factors import (
    ACTIVATIONS,
    BASES,
    Array,
    Factor,
    activation_fitted,
    basis_fitted,
    seeded,
)
from oscfactor.session.jobs import Jobs
from oscfactor.session.locks import Locks

SHORT: Final = 10_000  # numbers: an edit of so many is done on the event loop, in less than two milliseconds


class Editing:
    """The histories of the named sounds; each belongs to the factorization that it began with.

    A sound that is factorized anew has another history, which begins empty; `beyond` leads back.
    A long edit is computed in a thread of its own, so that it holds up nobody and waits for no job; edits of
    one sound follow each other.
    """

    def __init__(
        self,
        jobs: Jobs,
        components: Components,
        memory: Memory,
        asked: Callable[[], Asked] = lambda: NOBODY,
    ) -> None:
        self._jobs, self._components, self._memory = jobs, components, memory
        self._asked = asked  # returns the request under way
        self.beyond: Beyond | None = None
        self._histories: dict[str, tuple[object, History]] = {}
        self._locks = Locks()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="edit")

    @property
    def n_bytes(self) -> int:
        """Memory that all steps take."""
        return sum(history.n_bytes for _, history in self._histories.values())

    def history(self, name: str) -> History:
        """Return the steps of a buffer that has components."""
        factorization = self._components.by_name[name]
        kept = self._histories.get(name)
        if kept is None or kept[0] is not factorization:
            kept = self._histories[name] = factorization, History()
        return kept[1]

    def prepare(self, name: str, factorization: Factorization, history: History) -> None:
        """Take over the steps of a factorization that is put in place next."""
        self._histories[name] = factorization, history

    def counts(self, name: str) -> tuple[int, int]:
        """Return how many steps can be undone, and done again."""
        history, beyond = self.history(name), self.beyond
        n_before, n_after = (beyond.n_undo(name), beyond.n_redo(name)) if beyond else (0, 0)
        return n_before + len(history.done), len(history.undone) + n_after

    def _record(self, name: str, step: Step, **gesture: Any) -> None:
        self.history(name).record(step, **gesture)
        if self.beyond is not None:
            self.beyond.forget_undone(name)

    def saved(self, name: str) -> tuple[Recombination, tuple[Step, ...], tuple[Step, ...]]:
        """Return a buffer's recombination, the steps that led there, and those that were undone."""
        layers = self._components.layers.get(name)
        if layers is None:
            return PLAIN, (), ()
        history = self.history(name)
        return layers.recombination, tuple(history.done), tuple(history.undone)

    def restore(
        self, name: str, recombination: Recombination, done: Sequence[Step], undone: Sequence[Step]
    ) -> None:
        """Restore a buffer's recombination, with the steps that led there and the undone steps."""
        self._histories[name] = self._components.by_name[name], History(list(done), list(undone))
        for found in (f for step in (*done, *undone) for f in step.found or ()):
            self._components.hold(found)
        self._components.recombine(name, recombination)

    async def layers(self, name: str) -> Layers:
        """Return a buffer's components as they sound by now; waits and raises as `Components.get` does."""
        return await self._components.layers_of(name)

    async def edit(
        self, name: str, what: str, change: Callable[[Layers], Recombination], size: EditSize
    ) -> int:
        """Replace a buffer's recombination as one step; return how many steps can be undone.

        On a first start the edit waits for the kernels that render it. Where the buffer gets other components
        before the edit is computed, it is computed again for these.

        Parameters
        ----------
        change : makes the new recombination; called in another thread if the edit is long, and perhaps again
        size : how much the edit makes: whether there is memory for it, and whether it is long

        Raises
        ------
        NotFoundError
            As `Components.get` says.
        LimitError
            There is no memory for it.
        """
        async with self.turn(name):
            await self.layers(name)
            await self._jobs.ready(Kernels.ALL)
            while True:
                layers = await self.layers(name)
                self._memory.check(size.n_bytes(layers))
                job = partial(edited, what, layers, change)
                if size.n_numbers(layers) <= SHORT:
                    after, step = job()
                else:
                    after, step = await asyncio.get_running_loop().run_in_executor(self._thread, job)
                if self._components.layers.get(name) is layers:
                    break
            asked = self._asked()
            gesture = (asked.client, asked.address) if asked.address else None
            self._record(name, step, gesture=gesture, now=time.monotonic())
            self._components.recombine(name, after)
            return self.counts(name)[0]

    async def edit_each(
        self,
        factor: Factor,
        name: str,
        k: int,
        what: str,
        change: Callable[..., Array],
        *,
        seed: int | None = None,
        cost: float = 1,
    ) -> int:
        """Replace one activation or basis, or with -1 each, by `change(array)`; as `edit` does.

        With a `seed`, `change` takes a seed of its own for each. `cost` is 1 or `HEAVY`.
        """

        def changed(layers: Layers) -> Recombination:
            return factor.each(layers, k, change if seed is None else seeded(change, seed))

        return await self.edit(name, what, changed, factor.size(k, cost=cost))

    async def normalize_activations(self, name: str, k: int, peak: float, *, what: str) -> int:
        """Give one activation, or all, a maximum relative to the strongest; as `edit` does."""

        def changed(layers: Layers) -> Recombination:
            strongest = max(float(layers.activation(i).max()) for i in indices(layers, ALL))
            return ACTIVATIONS.each(layers, k, lambda h: activations.normalize(h, peak * strongest))

        return await self.edit(name, what, changed, of_activations(k, looks_at=ALL))

    async def edit_matrix(self, name: str, what: str, change: Callable[[Array], Array]) -> int:
        """Replace the matrix; as `edit` does."""
        return await self.edit(
            name,
            what,
            lambda layers: with_grid(layers.recombination, "matrix", change(layers.matrix)),
            CELLS,
        )

    async def set_cell(
        self,
        name: str,
        activation: Index,
        basis: Index,
        value: float,
        *,
        what: str,
        kind: str = "matrix",
        seconds: float = 0.0,
    ) -> int:
        """Set a cell of one of `GRIDS`, one a pair, or with -1 a row, a column or all; as `edit` does."""

        def changed(layers: Layers) -> Recombination:
            for k in (activation, basis):
                indices(layers, int(np.max(k)))
            grid = matrices.with_cell(layers.grid(kind), activation, basis, value)
            named = matrices.with_cell(np.zeros_like(grid), activation, basis, 1.0) > 0.0
            return with_glide(with_grid(layers.recombination, kind, grid), layers, named, seconds)

        return await self.edit(name, what, changed, CELLS)

    def put_grids(self, name: str, what: str, grids: Grids, seconds: float) -> None:
        """Set the whole matrix and its switches, at once, as one step; call it in the buffer's `turn`."""
        layers = self._components.layers[name]
        named = np.ones((layers.factorization.n_components,) * 2, np.bool_)
        after = with_glide(replace(layers.recombination, **grids), layers, named, seconds)  # type: ignore[arg-type]
        step = difference(what, layers, after)
        if step.changes:  # else what glides there goes on in other seconds
            self._record(name, step)
        self._components.recombine(name, after)

    async def copy_activation(
        self, name: str, k: int, source: int, buffer: str, length: str, *, what: str
    ) -> int:
        """Replace an activation by that of component `source` of a buffer; as `edit` does."""
        given = await self.layers(buffer)
        check_index("component", source, given.factorization.n_components)

        def changed(layers: Layers) -> Recombination:
            h = activation_fitted(given, source, layers, length)
            return ACTIVATIONS.each(layers, k, lambda _old: h)

        return await self.edit(name, what, changed, of_activations(k, n_channels=given.buffer.n_channels))

    async def copy_basis(self, name: str, k: int, source: int, buffer: str, *, what: str) -> int:
        """Replace a basis by that of component `source` of a buffer; as `edit` does."""
        given = await self.layers(buffer)
        check_index("component", source, given.factorization.n_components)

        def changed(layers: Layers) -> Recombination:
            w = basis_fitted(given, source, layers)
            return BASES.each(layers, k, lambda _old: w)

        return await self.edit(name, what, changed, of_bases(k))

    async def swap_bases(self, name: str, k: int, other: int, *, what: str) -> int:
        """Exchange the bases of two components; as `edit` does."""

        def changed(layers: Layers) -> Recombination:
            for i in (k, other):
                check_index("component", i, layers.factorization.n_components)
            r = with_basis(layers.recombination, layers, k, layers.basis(other))
            return with_basis(r, layers, other, layers.basis(k))

        return await self.edit(name, what, changed, of_bases(ALL))

    async def set(self, name: str, what: str, **settings: object) -> int:
        """Set the phase, or how the masks are shaped; as `edit` does."""
        return await self.edit(
            name,
            what,
            lambda layers: replace(layers.recombination, **settings),  # type: ignore[arg-type]
            NOTHING,
        )

    async def undo(self, name: str, on_moved: Moved = lambda _old, _new: None) -> tuple[str, int, int]:
        """Take the last step back; return its command, and how many steps can be undone and redone.

        `on_moved` hears of components that have another number then.
        """
        async with self.turn(name):
            layers = await self.layers(name)
            if not self.history(name).done and self.beyond is not None and self.beyond.n_undo(name):
                return self.beyond.undo(name, on_moved), *self.counts(name)
            self._check_step(layers, self.history(name).done)
            what, before = self.history(name).undo(layers)
            found = self.history(name).undone[-1].found
            return self._went(name, what, before, found and found[0])

    async def redo(self, name: str, on_moved: Moved = lambda _old, _new: None) -> tuple[str, int, int]:
        """Do the step again that was undone last; return the same as `undo`."""
        async with self.turn(name):
            layers = await self.layers(name)
            if not self.history(name).undone and self.beyond is not None and self.beyond.n_redo(name):
                return self.beyond.redo(name, on_moved), *self.counts(name)
            self._check_step(layers, self.history(name).undone)
            what, after = self.history(name).redo(layers)
            found = self.history(name).done[-1].found
            return self._went(name, what, after, found and found[1])

    def lead(self, name: str, what: str, found: Factorization) -> int:
        """Let a buffer have other components, as many, at once, as one step; call it in the buffer's `turn`.

        Return how many steps can be undone.
        """
        layers = self._components.layers[name]
        self._record(name, found_anew(what, layers, found))
        self._put(name, layers.recombination, found)
        return self.counts(name)[0]

    async def reset(self, name: str) -> int:
        """Let the components sound as they were found, as one step that can be undone; objects stay."""
        return await self.edit(name, "/edit/reset", _reset, RESET)

    def _check_step(self, layers: Layers, steps: Sequence[Step]) -> None:
        """Raise `LimitError` if there is no memory for arrays that the last of these steps makes anew."""
        self._memory.check(sum(step.n_new_bytes(layers.recombination) for step in steps[-1:]))

    def close(self) -> None:
        """Begin no more long edits."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def turn(self, name: str) -> asyncio.Lock:
        """Return the lock by which the edits of one buffer follow each other."""
        return self._locks.of(name)

    def _went(
        self, name: str, what: str, recombination: Recombination, found: Factorization | None
    ) -> tuple[str, int, int]:
        if found is None:
            self._components.recombine(name, recombination)
        else:
            self._put(name, recombination, found)
        return what, *self.counts(name)

    def _put(self, name: str, recombination: Recombination, found: Factorization) -> None:
        """Let a buffer have components that are in its history."""
        buffer, history = self._components.layers[name].buffer, self.history(name)
        if self.beyond is not None:
            self.beyond.led(name, found)
        self._histories[name] = found, history
        self._components.put(name, buffer, found, recombination)

    def forget(self, name: str) -> None:
        """Forget the steps of a sound that is another one now, or gone."""
        self._histories.pop(name, None)


def _reset(layers: Layers) -> Recombination:
    return replace(PLAIN, objects=layers.recombination.objects)

"""The undo history of one sound: steps, each of which holds only the numbers that it changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import NotFoundError
from oscfactor.model.layers import (
    GRIDS,
    Layers,
    MaskSettings,
    Recombination,
    with_activation,
    with_basis,
    with_grid,
)

MAX_STEPS = 1000
MAX_BYTES = 64_000_000  # of one sound's steps; the last hundred steps are kept whatever they take
MIN_STEPS = 100

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A range of one array, before and after; the array is `kind` and, of activations and bases, `k`."""

    kind: str  # activation, basis or one of GRIDS
    k: int
    offset: int  # along the last axis
    before: Array
    after: Array


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The changes of one edit."""

    what: str  # the command
    changes: tuple[Change, ...]
    before: MaskSettings
    after: MaskSettings

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        return sum(c.before.nbytes + c.after.nbytes for c in self.changes)


class History:
    """The steps of one sound: `done` can be undone, `undone` can be done again."""

    def __init__(self, done: list[Step] | None = None, undone: list[Step] | None = None) -> None:
        self.done: list[Step] = done or []
        self.undone: list[Step] = undone or []
        self.n_bytes = sum(step.n_bytes for step in (*self.done, *self.undone))
        """Memory that all steps take; kept up to date, since hundreds of edits may come in a second."""

    def record(self, step: Step) -> None:
        """Keep an edit as the last step, and forget the steps that had been undone."""
        self.n_bytes -= sum(step.n_bytes for step in self.undone)
        self.undone.clear()
        self.done.append(step)
        self.n_bytes += self.done[-1].n_bytes
        while len(self.done) > MAX_STEPS or (len(self.done) > MIN_STEPS and self.n_bytes > MAX_BYTES):
            self.n_bytes -= self.done.pop(0).n_bytes

    def undo(self, layers: Layers) -> tuple[str, Recombination]:
        """Return the last step's command, and the recombination as it was before.

        Raises
        ------
        NotFoundError
            There is nothing to undo.
        """
        if not self.done:
            raise NotFoundError("there is nothing to undo")
        step = self.done.pop()
        self.undone.append(step)
        return step.what, applied(step, layers, forward=False)

    def redo(self, layers: Layers) -> tuple[str, Recombination]:
        """Return the command of the step undone last, and the recombination as it was after it.

        Raises
        ------
        NotFoundError
            There is nothing to redo.
        """
        if not self.undone:
            raise NotFoundError("there is nothing to redo")
        step = self.undone.pop()
        self.done.append(step)
        return step.what, applied(step, layers, forward=True)


def difference(what: str, before: Layers, after: Recombination) -> Step:
    """Return the step from one recombination to another of the same sound."""
    then = Layers(before.buffer, before.factorization, after)
    was = before.recombination
    changes = [
        _change("activation", k, before.activation(k), then.activation(k))
        for k in sorted({*was.activations, *after.activations})
        if was.activations.get(k) is not after.activations.get(k)
    ]
    changes += [
        _change("basis", k, before.basis(k), then.basis(k))
        for k in sorted({*was.bases, *after.bases})
        if was.bases.get(k) is not after.bases.get(k)
    ]
    changes += [
        _change(kind, 0, before.grid(kind).ravel(), then.grid(kind).ravel())
        for kind in GRIDS
        if getattr(was, kind) is not getattr(after, kind)
    ]
    return Step(what, tuple(c for c in changes if c is not None), was.settings, after.settings)


def applied(step: Step, layers: Layers, *, forward: bool) -> Recombination:
    """Return a sound's recombination with a step done to it, or undone."""
    r = layers.recombination
    r = r.with_settings(step.after if forward else step.before)
    for change in step.changes:
        part = change.after if forward else change.before
        reach = slice(change.offset, change.offset + part.shape[-1])
        if change.kind in GRIDS:
            grid = layers.grid(change.kind).copy()
            grid.ravel()[reach] = part
            r = with_grid(r, change.kind, grid)
        else:
            old = layers.activation(change.k) if change.kind == "activation" else layers.basis(change.k)
            new = old.copy()
            new[..., reach] = part
            edit = with_activation if change.kind == "activation" else with_basis
            r = edit(r, layers, change.k, new)
    return r


def _change(kind: str, k: int, before: Array, after: Array) -> Change | None:
    """Return the range in which two arrays differ, None if they do not."""
    different = np.flatnonzero((before != after).reshape(-1, before.shape[-1]).any(axis=0))
    if not different.size:
        return None
    reach = slice(int(different[0]), int(different[-1]) + 1)
    return Change(kind, k, reach.start, before[..., reach].copy(), after[..., reach].copy())

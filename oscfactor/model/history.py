"""The undo history of one sound: steps, each of which holds only the numbers that it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import NotFoundError
from oscfactor.model.layers import (
    SETTINGS_OF_ALL,
    Layers,
    MaskSettings,
    Recombination,
    with_activation,
    with_basis,
    with_grid,
)
from oscfactor.model.values import Factorization

MAX_STEPS = 1000
MAX_BYTES = 64_000_000  # of one sound's steps; the last hundred steps are kept whatever they take
MIN_STEPS = 100
GESTURE = 0.5  # seconds without another set of the same value, after which the next set is a step of its own

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A range of one array, before and after; the array is `kind` and, of activations and bases, `k`."""

    kind: str  # activation, basis or one of SETTINGS_OF_ALL
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
    found: tuple[Factorization, Factorization] | None = None  # where it finds the components anew

    @property
    def n_bytes(self) -> int:
        """Memory that its changes take."""
        return sum(c.before.nbytes + c.after.nbytes for c in self.changes)

    @property
    def n_found_bytes(self) -> int:
        """Memory that components take which it finds anew; those before are the ones of an earlier step."""
        return 0 if self.found is None or self.found[1].W is self.found[0].W else self.found[1].n_bytes

    def n_new_bytes(self, now: Recombination) -> int:
        """Return the memory of arrays that it changes and that the present edits do not hold."""
        held = {"activation": now.activations, "basis": now.bases}
        return sum(c.after.nbytes for c in self.changes if c.k not in held.get(c.kind, (c.k,)))

    def joined(self, after: Step) -> Step | None:
        """Return this step and the one right after it as one, None if they touch different ranges."""
        if not (self.changes and after.changes):
            return Step(self.what, self.changes or after.changes, self.before, after.after)
        if len(self.changes) > 1 or len(after.changes) > 1:
            return None
        change = _joined(self.changes[0], after.changes[0])
        return None if change is None else Step(self.what, (change,), self.before, after.after)


class History:
    """The steps of one sound: `done` can be undone, `undone` can be done again."""

    def __init__(self, done: list[Step] | None = None, undone: list[Step] | None = None) -> None:
        self.done: list[Step] = done or []
        self.undone: list[Step] = undone or []
        self.n_bytes = sum(step.n_bytes for step in (*self.done, *self.undone))
        """Memory that all steps take; kept up to date, since hundreds of edits may come in a second."""
        self._gesture: tuple[object, float] = None, 0.0  # whose the last step is, and when it was recorded

    @property
    def n_found_bytes(self) -> int:
        """Memory that components take which steps find anew."""
        return sum(step.n_found_bytes for step in (*self.done, *self.undone))

    def record(self, step: Step, *, gesture: object = None, now: float = 0.0) -> None:
        """Keep an edit as the last step, and forget the steps that had been undone.

        Parameters
        ----------
        gesture : what was moved, and by whom; None is no gesture. Moves of one gesture are one step, as long
            as each comes within `GESTURE` seconds of the one before it
        now : seconds
        """
        last, at = self._gesture
        self._gesture = gesture, now
        if gesture is not None and gesture == last and now - at <= GESTURE and self.done and not self.undone:
            joined = self.done[-1].joined(step)
            if joined is not None:
                self.n_bytes -= self.done.pop().n_bytes
                step = joined
        self.forget_undone()
        self.done.append(step)
        self.n_bytes += self.done[-1].n_bytes
        while len(self.done) > MAX_STEPS or (len(self.done) > MIN_STEPS and self.n_bytes > MAX_BYTES):
            self.n_bytes -= self.done.pop(0).n_bytes
        # Each time that components are found anew there are all their numbers: of these no hundred are kept.
        while step.found and len(self.done) > 1 and sum(s.n_found_bytes for s in self.done) > MAX_BYTES:
            self.n_bytes -= self.done.pop(0).n_bytes

    def forget_undone(self) -> None:
        """Forget the steps that can be done again."""
        self.n_bytes -= sum(step.n_bytes for step in self.undone)
        self.undone.clear()

    def undo(self, layers: Layers) -> tuple[str, Recombination]:
        """Return the last step's command, and the recombination as it was before.

        Raises
        ------
        NotFoundError
            There is nothing to undo.
        """
        if not self.done:
            raise NotFoundError("there is nothing to undo")
        self._gesture = None, 0.0
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
        self._gesture = None, 0.0
        step = self.undone.pop()
        self.done.append(step)
        return step.what, applied(step, layers, forward=True)


def found_anew(what: str, layers: Layers, found: Factorization) -> Step:
    """Return the step from components to others, as many, that are edited in the same way."""
    settings = layers.recombination.settings
    return Step(what, (), settings, settings, (layers.factorization, found))


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
        for kind in SETTINGS_OF_ALL
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
        if change.kind in SETTINGS_OF_ALL:
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


def _joined(first: Change, second: Change) -> Change | None:
    """Return two changes, one after the other, as one; None if they are not of one range."""
    low = min(first.offset, second.offset)
    high = max(c.offset + c.after.shape[-1] for c in (first, second))
    n_both = first.after.shape[-1] + second.after.shape[-1]
    if (first.kind, first.k) != (second.kind, second.k) or high - low > n_both:
        return None  # between them lie numbers that neither holds
    before, after = (np.empty((*first.after.shape[:-1], high - low), np.float32) for _ in range(2))
    for change in (second, first):  # before both, there was what was before the first
        begin = change.offset - low
        before[..., begin : begin + change.before.shape[-1]] = change.before
    for change in (first, second):
        begin = change.offset - low
        after[..., begin : begin + change.after.shape[-1]] = change.after
    return Change(first.kind, first.k, low, before, after)


def edited(
    what: str, layers: Layers, change: Callable[[Layers], Recombination]
) -> tuple[Recombination, Step]:
    """Return a new recombination, and the step that leads there; touches nothing but frozen values."""
    after = change(layers)
    return after, difference(what, layers, after)

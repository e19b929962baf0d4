"""Which component became which when components are split, merged, or found anew beside those that stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.model import objects
from oscfactor.model.hints import Hint
from oscfactor.model.labels import Labels, colour_of
from oscfactor.model.layers import GRIDS, PLAIN, Layers, Recombination, with_grid
from oscfactor.model.mix import Mix

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Renumbering:
    """The numbers of components before and after.

    Attributes
    ----------
    sources : of each component after, the one before whose faders it takes; None for a new one
    stays : before -> after, of each component that goes on
    changed : components before whose edits are given up
    rows : float32 (n_after, n_before), how activations after are made of those before
    columns : float32 (n_before, n_after), likewise bases
    """

    n_before: int
    sources: tuple[int | None, ...]
    stays: Mapping[int, int]
    changed: frozenset[int]
    rows: Array
    columns: Array

    @classmethod
    def of_split(cls, n_before: int, k: int, shares: Sequence[float]) -> Self:
        """Return what a split comes to: the first part stays `k`, the others become the last.

        Parameters
        ----------
        shares : how much of the component each part is
        """
        sources = (*range(n_before), *[k] * (len(shares) - 1))
        rows = np.eye(n_before, dtype=np.float32)[list(sources)]
        columns = rows.T.copy()
        for part, share in zip((k, *range(n_before, len(sources))), shares, strict=True):
            columns[k, part] = share
        return cls(n_before, sources, {i: i for i in range(n_before)}, frozenset((k,)), rows, columns)

    @classmethod
    def of_merge(cls, n_before: int, merged: Sequence[int], shares: Sequence[float]) -> Self:
        """Return what a merge comes to: the lowest of `merged` stays, the others go."""
        lowest, *gone = sorted(merged)
        sources = tuple(k for k in range(n_before) if k not in gone)
        rows = np.eye(n_before, dtype=np.float32)[list(sources)]
        columns = rows.T.copy()
        for k, share in zip(merged, shares, strict=True):
            rows[lowest, k] = share
            columns[k, lowest] = 1.0
        stays = {old: new for new, old in enumerate(sources)}
        return cls(n_before, sources, stays, frozenset(merged), rows, columns)

    @classmethod
    def of_kept(cls, n_before: int, n_after: int, kept: Sequence[int]) -> Self:
        """Return what it comes to when all but the `kept` components are found anew.

        Numbers of kept ones stay as far as there is room. A new component has the faders of its number.
        """
        moved = places(kept, n_after)
        rows = np.zeros((n_after, n_before), np.float32)
        for old, new in moved.items():
            rows[new, old] = 1.0
        others = set(range(min(n_before, n_after))) - moved.keys() - set(moved.values())
        stays = moved | {k: k for k in others}
        back = {new: old for old, new in stays.items()}
        sources = tuple(back.get(k, k if k < n_before else None) for k in range(n_after))
        return cls(n_before, sources, stays, frozenset(range(n_before)) - set(kept), rows, rows.T)

    @property
    def n_after(self) -> int:
        """Number of components after."""
        return len(self.sources)

    def moves(self, *, back: bool = False) -> list[tuple[int, int]]:
        """Return old and new number of each component that has another one."""
        pairs = ((new, old) if back else (old, new) for old, new in self.stays.items())
        return [(a, b) for a, b in pairs if a != b]

    def recombined(self, layers: Layers) -> Recombination:
        """Return the edits after: those of what stays, on its numbers; a split cell is shared out."""
        r = layers.recombination
        new = replace(
            PLAIN.with_settings(r.settings),
            activations=self._stayed(r.activations),
            bases=self._stayed(r.bases),
            objects=None if r.objects is None else objects.renumbered(r.objects, self._origins),
        )
        for kind in GRIDS:
            if getattr(r, kind) is not None:
                new = with_grid(new, kind, self._grid(kind, layers.grid(kind)))
        return new

    def hints(self, hints: Iterable[Hint]) -> tuple[Hint, ...]:
        """Return the hints after: those of what stays, for its numbers."""
        goes_on = self.stays.keys() - self.changed
        return tuple(replace(hint, k=self.stays[hint.k]) for hint in hints if hint.k in goes_on)

    @property
    def _origins(self) -> list[int]:
        """The component before of each after, -1 of a new one."""
        return [-1 if k is None else k for k in self.sources]

    def _stayed(self, parts: Mapping[int, Array]) -> dict[int, Array]:
        return {self.stays[k]: a for k, a in parts.items() if k in self.stays and k not in self.changed}

    def _grid(self, kind: str, grid: Array) -> Array:
        rows, columns = self.rows, self.columns
        if kind != "matrix":
            return ((rows > 0) @ grid @ (columns > 0) > 0).astype(np.float32)
        after = rows @ grid @ columns
        for k in self.changed:  # parts of one component do not drive each other
            parts = np.flatnonzero(rows[:, k] == 1.0)
            if len(parts) > 1:
                after[np.ix_(parts, parts)] = np.diag(np.full(len(parts), grid[k, k]))
        new = np.flatnonzero(~rows.any(axis=1))
        after[new, new] = 1.0
        return after.astype(np.float32)


def places(kept: Sequence[int], n_after: int) -> dict[int, int]:
    """Return the new number of each component that is kept: its own, or the lowest that is free."""
    stays = {k: k for k in kept if k < n_after}
    free = (k for k in range(n_after) if k not in stays)
    return stays | {k: next(free) for k in sorted(kept) if k >= n_after}


def mix_after(here: Mix, sources: Sequence[int | None]) -> Mix:
    """Return faders for other components: each that comes from one before takes its faders."""
    new = here.n_components
    return _picked(here, Mix.neutral(1), [new if k is None or k >= new else k for k in sources])


def mix_back(there: Mix, here: Mix, stays: Mapping[int, int]) -> Mix:
    """Return faders as they were there; a component that is here, too, keeps the faders that it has."""
    n = here.n_components
    return _picked(here, there, [stays.get(k, n + k) for k in range(there.n_components)])


def labels_after(here: Labels, sources: Sequence[int | None], stays: Mapping[int, int]) -> Labels:
    """Return labels for other components: a part that is new has no name and the next colour."""
    n = here.n_components
    old = {new: k for k, new in stays.items() if k < n}
    return replace(
        here,
        names=tuple(here.names[old[k]] if k in old else "" for k in range(len(sources))),
        colours=tuple(here.colours[old[k]] if k in old else colour_of(k) for k in range(len(sources))),
        kept=tuple(0 if k is None or k >= n else here.kept[k] for k in sources),
    )


def labels_back(there: Labels, here: Labels, stays: Mapping[int, int]) -> Labels:
    """Return labels as they were there; a component that is here, too, is called as it is now."""

    def picked(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(now[stays[k]] if k in stays else value for k, value in enumerate(before))

    return replace(
        here,
        names=picked(there.names, here.names),
        colours=picked(there.colours, here.colours),
        kept=there.kept,
    )


def _picked(here: Mix, other: Mix, picks: Sequence[int]) -> Mix:
    """Return faders picked out of those of two mixes, end to end; level and objects are those of `here`."""
    columns = {
        name: frozen(np.concatenate([getattr(here, name), getattr(other, name)])[list(picks)], kind)
        for name, kind in (
            ("gains", np.float32),
            ("mutes", np.bool_),
            ("solos", np.bool_),
            ("pans", np.float32),
        )
    }
    cued = None
    if here.cued is not None:
        others = np.zeros(other.n_components, np.bool_) if other.cued is None else other.cued
        cued = frozen(np.concatenate([here.cued, others])[list(picks)], np.bool_)
    return replace(here, **columns, cued=cued, glides=None, grouping=None)  # type: ignore[arg-type]

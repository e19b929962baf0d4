"""Which component became which when components are split, merged, or found anew beside those that stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.model import objects
from oscfactor.model.hints import Hint
from oscfactor.model.labels import Labels, colour_of
from oscfactor.model.layers import GRIDS, OBJECTS, PLAIN, Layers, Recombination, with_grid
from oscfactor.model.mix import Mix

Array = NDArray[np.float32]


class Made(NamedTuple):
    """How one component after was made of changed ones before, as far as cells of the matrix go."""

    of: tuple[int, ...]  # components before
    rows: Array  # how much the activation of each drives as its own
    columns: Array  # how much its basis is driven as theirs


@dataclass(frozen=True, slots=True, eq=False)
class Renumbering:
    """The numbers of components before and after.

    Attributes
    ----------
    sources : of each component after, the one before whose faders it takes; None for a new one
    stays : before -> after, of each component that goes on
    changed : components before whose edits are given up
    made : of each component after that a changed one has become, what it was made of
    """

    n_before: int
    sources: tuple[int | None, ...]
    stays: Mapping[int, int]
    changed: frozenset[int]
    made: Mapping[int, Made]

    @classmethod
    def of_split(cls, n_before: int, k: int, shares: Sequence[float]) -> Self:
        """Return what a split comes to: the first part stays `k`, the others become the last.

        Parameters
        ----------
        shares : how much of the component each part is
        """
        sources = (*range(n_before), *[k] * (len(shares) - 1))
        parts = zip((k, *range(n_before, len(sources))), shares, strict=True)
        made = {part: Made((k,), _weights([1.0]), _weights([share])) for part, share in parts}
        return cls(n_before, sources, {i: i for i in range(n_before)}, frozenset((k,)), made)

    @classmethod
    def of_merge(cls, n_before: int, merged: Sequence[int], shares: Sequence[float]) -> Self:
        """Return what a merge comes to: the lowest of `merged` stays, the others go."""
        lowest, *gone = sorted(merged)
        sources = tuple(k for k in range(n_before) if k not in gone)
        stays = {old: new for new, old in enumerate(sources)}
        made = {lowest: Made(tuple(merged), _weights(shares), _weights([1.0] * len(merged)))}
        return cls(n_before, sources, stays, frozenset(merged), made)

    @classmethod
    def of_kept(cls, n_before: int, n_after: int, kept: Sequence[int]) -> Self:
        """Return what it comes to when all but the `kept` components are found anew.

        Numbers of kept ones stay as far as there is room. A new component has the faders of its number.
        """
        moved = places(kept, n_after)
        others = set(range(min(n_before, n_after))) - moved.keys() - set(moved.values())
        stays = moved | {k: k for k in others}
        back = {new: old for old, new in stays.items()}
        sources = tuple(back.get(k, k if k < n_before else None) for k in range(n_after))
        return cls(n_before, sources, stays, frozenset(range(n_before)) - set(kept), {})

    @property
    def n_after(self) -> int:
        """Number of components after."""
        return len(self.sources)

    def moves(self, *, back: bool = False) -> list[tuple[int, int]]:
        """Return old and new number of each component that has another one."""
        pairs = ((new, old) if back else (old, new) for old, new in self.stays.items())
        return [(a, b) for a, b in pairs if a != b]

    @property
    def goes_on(self) -> dict[int, int]:
        """Before -> after, of each component that is the same after as before."""
        return {old: new for old, new in self.stays.items() if old not in self.changed}

    @property
    def is_anew(self) -> bool:
        """Whether nothing after comes of anything before."""
        return not self.made and not self.goes_on

    def recombined(self, layers: Layers) -> Recombination:
        """Return the edits after: those of what stays, on its numbers; a split cell is shared out."""
        r = layers.recombination
        new = replace(
            PLAIN.with_settings(r.settings),
            activations=self._stayed(r.activations),
            bases=self._stayed(r.bases),
        )
        for kind in GRIDS:
            if getattr(r, kind) is not None:
                new = with_grid(new, kind, self._grid(kind, layers.grid(kind)))
        if r.objects is not None:
            new = with_grid(new, OBJECTS, objects.renumbered(r.objects, self._origins))
        return new

    def hints(self, hints: Iterable[Hint]) -> tuple[Hint, ...]:
        """Return the hints after: those of what stays, for its numbers."""
        goes_on = self.goes_on
        return tuple(replace(hint, k=goes_on[hint.k]) for hint in hints if hint.k in goes_on)

    @property
    def _origins(self) -> list[int]:
        """The component before whose object each after is in; -1 of one that was found anew."""
        origins = [-1] * self.n_after
        for old, new in self.goes_on.items():
            origins[new] = old
        for new, made in self.made.items():
            origins[new] = min(made.of)
        return origins

    def _stayed(self, parts: Mapping[int, Array]) -> dict[int, Array]:
        goes_on = self.goes_on
        return {goes_on[k]: a for k, a in parts.items() if k in goes_on}

    def _grid(self, kind: str, grid: Array) -> Array:
        """Return a grid after: rows are made as activations are, columns as bases are."""
        rows = self._lines(grid, {k: made.rows for k, made in self.made.items()})
        after = self._lines(rows.T, {k: made.columns for k, made in self.made.items()}).T
        if kind != "matrix":
            return (after > 0).astype(np.float32)
        parts = list(self.made)
        if len(parts) > 1:  # of one component: they do not drive each other
            (k,) = self.made[parts[0]].of
            after[np.ix_(parts, parts)] = np.diag(np.full(len(parts), grid[k, k]))
        new = list(set(range(self.n_after)) - set(self.goes_on.values()) - self.made.keys())
        after[new, new] = 1.0
        return after

    def _lines(self, grid: Array, weights: Mapping[int, Array]) -> Array:
        """Return the rows of a grid by their numbers after; weights say how made ones are summed up."""
        goes_on = self.goes_on
        after = np.zeros((self.n_after, grid.shape[1]), np.float32)
        after[list(goes_on.values())] = grid[list(goes_on)]
        for k, made in self.made.items():
            after[k] = weights[k] @ grid[list(made.of)]
        return after


def _weights(numbers: Sequence[float]) -> Array:
    return np.array(numbers, np.float32)


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

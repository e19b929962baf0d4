"""What sounds and components are called, and in which colours they are shown: the musician chooses both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

from oscfactor.model.mix import ALL

COLOURS: Final = ("#f89404", "#3df5fe", "#c53897", "#ecf423", "#5569ee", "#51b895", "#c398f7", "#95761a")
"""The first colours, for a dark ground; beyond them they come round again.

They are far from each other for all eyes, also those to which red and green, or blue and yellow, are alike.
"""

BASES: Final = 1
"""Of a component that is kept: its basis stays when the others are found anew."""
ALSO_ACTIVATIONS: Final = 2
"""Its activation stays, too."""


def colour_of(k: int) -> str:
    """Return the first colour of the component, or the sound, that is counted `k`."""
    return COLOURS[k % len(COLOURS)]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Labels:
    """The names and colours of one sound and its components; a change makes a new value."""

    name: str
    colour: str  # `#rrggbb`
    names: tuple[str, ...] = ()  # of the components; empty where none was given
    colours: tuple[str, ...] = ()
    kept: tuple[int, ...] = ()  # of the components: 0, `BASES`, or `ALSO_ACTIVATIONS`

    @property
    def n_components(self) -> int:
        """Number of components."""
        return len(self.names)

    def resized(self, n_components: int) -> Self:
        """Return the labels for another number of components; new ones have no name and the next colours."""
        n, more = n_components, range(self.n_components, n_components)
        return replace(
            self,
            names=self.names[:n] + ("",) * len(more),
            colours=self.colours[:n] + tuple(colour_of(k) for k in more),
            kept=self.kept[:n] + (0,) * len(more),
        )

    def with_name(self, k: int, name: str) -> Self:
        """Return the labels with another name for component `k`, or for all."""
        return replace(self, names=_changed(self.names, k, name))

    def with_kept(self, k: int, kept: int) -> Self:
        """Return the labels with component `k`, or all, kept or not when the others are found anew."""
        return replace(self, kept=tuple(kept if k in (ALL, i) else old for i, old in enumerate(self.kept)))

    def with_colour(self, k: int, colour: str) -> Self:
        """Return the labels with another colour for component `k`, or for all."""
        return replace(self, colours=_changed(self.colours, k, colour))


def _changed(values: tuple[str, ...], k: int, value: str) -> tuple[str, ...]:
    return tuple(value if k in (ALL, i) else old for i, old in enumerate(values))

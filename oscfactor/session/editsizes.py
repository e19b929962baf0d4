"""How much an edit makes: the bytes that it takes, and the numbers that say whether it is long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from oscfactor.limits import check_index, edit_bytes
from oscfactor.model.layers import Layers
from oscfactor.model.mix import ALL

HEAVY: Final = 8  # the cost of an edit that passes over its numbers again and again, against a single pass


class EditSize(NamedTuple):
    """How much an edit makes of a sound's layers.

    Attributes
    ----------
    n_bytes : how many bytes the edit takes at its worst
    n_numbers : how many numbers the edit makes; more for each that takes long
    """

    n_bytes: Callable[[Layers], int]
    n_numbers: Callable[[Layers], float]


NOTHING: Final = EditSize(lambda _: 0, lambda _: 0)
CELLS: Final = EditSize(
    lambda layers: edit_bytes(1, layers.factorization.n_components**2),
    lambda layers: layers.factorization.n_components**2,
)
"""Of the matrix, or of its switches."""
RESET: Final = EditSize(
    lambda layers: 2 * layers.recombination.n_bytes, lambda layers: layers.recombination.n_bytes / 4
)
"""Of all that has been edited."""


def of_activations(k: int, *, cost: float = 1, n_channels: int = 1, looks_at: int | None = None) -> EditSize:
    """Return the size of an edit of activation `k`, or of all.

    Parameters
    ----------
    cost : 1 or `HEAVY`
    n_channels : of the activation that is put there
    looks_at : which activations the edit looks at, if not just at `k`
    """

    def n_bytes(layers: Layers) -> int:
        f = layers.factorization
        return edit_bytes(len(indices(layers, k)), max(n_channels, len(f.H)) * f.n_frames)

    def n_numbers(layers: Layers) -> float:
        f = layers.factorization
        seen = k if looks_at is None else looks_at
        return cost * (f.H.size if seen == ALL else f.H.size // f.n_components)

    return EditSize(n_bytes, n_numbers)


def of_bases(k: int, *, cost: float = 1) -> EditSize:
    """Return the size of an edit of basis `k`, or of all; `cost` is 1 or `HEAVY`."""

    def n_numbers(layers: Layers) -> float:
        W = layers.factorization.W
        return cost * (W.size if k == ALL else W.shape[1])

    return EditSize(
        lambda layers: edit_bytes(len(indices(layers, k)), layers.factorization.stft.n_bins), n_numbers
    )


def indices(layers: Layers, k: int) -> range:
    """Return the components that an edit changes: the residual is not among them.

    Raises
    ------
    ArgumentError
        There is no such component.
    """
    n_components = layers.factorization.n_components
    if k == ALL:
        return range(n_components)
    check_index("component", k, n_components)
    return range(k, k + 1)

"""Steps that lead beyond one factorization of a sound, as the histories of edits ask for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from oscfactor.model.values import Factorization

Moved = Callable[[int, int], None]
"""Called with the old and the new number of a component."""


class Beyond(Protocol):
    """Steps between factorizations of one sound, each of which has steps of its own."""

    def n_undo(self, name: str) -> int:
        """Return how many steps can be undone before those of the present factorization."""

    def n_redo(self, name: str) -> int:
        """Return how many steps can be done again after those."""

    def undo(self, name: str, on_moved: Moved) -> str:
        """Go back to the factorization before; return the command that led on from it."""

    def redo(self, name: str, on_moved: Moved) -> str:
        """Go on to the factorization after; return the command that led there."""

    def forget_undone(self, name: str) -> None:
        """Forget the steps that can be done again."""

    def led(self, name: str, found: Factorization) -> None:
        """Hear that the present factorization is another one by a step of its own."""

"""Saved sounds: a buffer with its name, components, edits and faders, as a session file holds it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.history import Step
from oscfactor.model.labels import Labels
from oscfactor.model.layers import PLAIN, Recombination
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer, Factorization

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SavedSound:
    """A buffer with its name, and its components, edits, faders and player."""

    name: str
    buffer: Buffer
    embedded: bool = False  # its samples are in the file; otherwise it is read from its path again
    factorization: Factorization | None = None
    recombination: Recombination = PLAIN
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    mix: Mix | None = None
    player: Mapping[str, Any] | None = None
    labels: Labels | None = None
    # As it was saved: to be found again by.
    sha256: str = ""
    shape: tuple[int, int] = (0, 0)
    lost: str = ""  # the part that was in the file and could not be used

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        f, steps = self.factorization, (*self.done, *self.undone)
        found = 0 if f is None else f.n_bytes
        kept = sum(step.n_bytes + step.n_found_bytes for step in steps)
        return self.buffer.n_bytes + found + self.recombination.n_bytes + kept

    @property
    def earlier(self) -> tuple[Factorization, ...]:
        """The components in its steps besides those that it has, each once."""
        steps = (*self.done, *self.undone)
        by_identity = {id(f): f for step in steps for f in step.found or () if f is not self.factorization}
        return tuple(by_identity.values())

    @property
    def gone(self) -> bool:
        """Whether not even its samples could be used."""
        return bool(self.lost) and self.embedded and not self.buffer.n_samples


def sha256_of(samples: Array) -> str:
    """Return a sound's fingerprint."""
    return hashlib.sha256(np.ascontiguousarray(samples, "<f4").data.cast("B")).hexdigest()

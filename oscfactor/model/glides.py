"""How long values take to their goals: in which change each was told to go there, and in how many seconds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen

_changes = itertools.count(1)


@dataclass(frozen=True, slots=True, eq=False)
class Glides:
    """For each value of an array, the latest change that named it, and the seconds of that change.

    Whoever carries a change out compares the numbers with those that it has seen: so a value whose goal stays
    goes on as it does, and of changes that follow each other quickly only the last need be told.
    """

    changes: NDArray[np.int64]  # numbers of changes, 0 for none
    seconds: NDArray[np.float32]

    @classmethod
    def after(cls, old: Self | None, named: NDArray[np.bool_], seconds: float) -> Self | None:
        """Return the glides after one more change, of the values that are `named`; None while nothing glides.

        Parameters
        ----------
        named : bool, of the values' shape
        seconds : float
            0 is as fast as possible.
        """
        if old is None and seconds == 0.0:
            return None
        changes = np.zeros(named.shape, np.int64) if old is None else old.changes
        before = np.zeros(named.shape, np.float32) if old is None else old.seconds
        return cls(
            frozen(np.where(named, next(_changes), changes), np.int64),
            frozen(np.where(named, np.float32(seconds), before)),
        )

    @property
    def n_bytes(self) -> int:
        """Memory that they take."""
        return self.changes.nbytes + self.seconds.nbytes

"""Objects: components that move together. Here, which object each component of a sound is in.

It is an array of float32, (n_components,), as histories and files hold it: the object's number, counted from
0, or -1 for none. So a component is in one object at most, and those in none are heard by their own faders
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.mix import ALL

Array = NDArray[np.float32]

NONE: Final = -1


def count(objects: Array) -> int:
    """Return how many objects there are; one without components counts if one after it has some."""
    return int(objects.max(initial=NONE)) + 1


def every(objects: Array) -> list[list[int]]:
    """Return the components of each object, in their order."""
    found: list[list[int]] = [[] for _ in range(count(objects))]
    for k, o in enumerate(objects.astype(np.int64).tolist()):
        if o != NONE:
            found[o].append(k)
    return found


def members(objects: Array, o: int) -> list[int]:
    """Return the components of object `o`, in their order."""
    found: list[int] = np.flatnonzero(objects == o).tolist()
    return found


def assigned(objects: Array, o: int, components: Sequence[int]) -> Array:
    """Return the objects where `o` consists of just these components; they leave all others."""
    new = np.where(objects == o, np.float32(NONE), objects)
    new[slice(None) if ALL in components else list(components)] = o
    return new


def cleared(objects: Array, o: int) -> Array:
    """Return the objects without components in `o`, or in any."""
    return np.where((objects == o) | (o == ALL), np.float32(NONE), objects)


def renumbered(objects: Array, origins: Sequence[int]) -> Array:
    """Return the objects of components that have other numbers.

    Parameters
    ----------
    objects : float32 (n_before,)
    origins : for each component that there is now, the number that it had, or that of the one it was part of;
        -1 for one that is new, which is in no object
    """
    return np.array([NONE if old < 0 else objects[old] for old in origins], np.float32)

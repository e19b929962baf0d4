"""Edits by chance, with a seed of its own for each array."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def seeded(change: Callable[..., Array], seed: int) -> Callable[[Array], Array]:
    """Return a change by chance, which takes a seed of its own, drawn from `seed`, for each array."""
    seeds = iter(np.random.SeedSequence(seed).generate_state(1024))
    return lambda array: change(array, int(next(seeds)))

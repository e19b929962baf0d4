"""The gate for every number that enters a sound or its components: finite, in range, or refused."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import ArgumentError

# Spectra, their squares and their sums stay far below what a float32 holds, 3e38, within these.
MAX_SAMPLE: Final = 1e10  # of a sound: unscaled 32-bit integers in a file of floats stay below it
MAX_ACTIVATION: Final = 1e18  # a sum over the loudest of such sounds in the longest frames
MAX_BASIS: Final = 1e9  # which sums to 1 as it is found
MAX_GAIN: Final = 16.0

RANGES: Final[dict[str, tuple[float, float]]] = {
    "sound": (-MAX_SAMPLE, MAX_SAMPLE),
    "activation": (0.0, MAX_ACTIVATION),
    "basis": (0.0, MAX_BASIS),
    "matrix": (0.0, MAX_GAIN),
    "mutes": (0.0, 1.0),
    "solos": (0.0, 1.0),
    "objects": (-1.0, 1023.0),
}
"""Least and greatest values, by the kind of array."""


def fault(array: NDArray[Any], kind: str) -> str:
    """Return the fault of an array in a few words, or ''; `kind` is a key of `RANGES`."""
    if not array.size:
        return ""
    low, high = RANGES[kind]
    least, most = float(array.min()), float(array.max())
    if low <= least and most <= high:
        return ""
    if not np.isfinite(least + most):
        return f"what is no finite number in the {kind}"
    if least < low:
        return f"{least:.3g} in the {kind}, where the least is {low:g}"
    return f"{most:.3g} in the {kind}, where the most is {high:g}"


def checked(array: NDArray[np.float32], kind: str) -> NDArray[np.float32]:
    """Return the array unchanged if it is in range for its kind, a key of `RANGES`.

    Raises
    ------
    ArgumentError
        The array holds a number that is not finite, or out of range.
    """
    problem = fault(array, kind)
    if problem:
        raise ArgumentError(f"there would be {problem}")
    return array

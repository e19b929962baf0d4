"""Values written over a part of an array: arrays in, new arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import RANGES, fault
from oscfactor.errors import ArgumentError

Array = NDArray[np.float32]


def written(old: Array, offset: int, values: Sequence[float], kind: str, unit: str) -> Array:
    """Return an array with `values` from place `offset` of its last axis on; it has so many of `unit`.

    Raises
    ------
    ArgumentError
        They do not fit, or are out of range for the kind, which is one of `bounds.RANGES`.
    """
    given, total = np.asarray(values, np.float32), old.shape[-1]
    if offset + given.size > total:
        raise ArgumentError(f"{given.size} values from {offset} do not fit: there are {total} {unit}")
    if given.size and given.min() < 0:
        raise ArgumentError(f"values must be 0 or more; value {int(given.argmin())} is {given.min():g}")
    if fault(given, kind):
        most = RANGES[kind][1]
        raise ArgumentError(f"values must be {most:g} or less; value {int(given.argmax())} is more")
    new = old.copy()
    new[..., offset : offset + given.size] = np.maximum(given, 0.0)  # which also makes -0.0 a 0.0
    return new

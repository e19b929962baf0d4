"""The arrays of a session file: laid end to end as they are written, and taken out of the run again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import fault
from oscfactor.files.fields import listed, record, whole

Array = NDArray[np.float32]


class Arrays:
    """The arrays of a document, laid end to end; in the document each is its place and its shape."""

    def __init__(self) -> None:
        self.parts: list[Array] = []
        self._size = 0

    def put(self, array: Array) -> dict[str, Any]:
        """Add an array and return its place, which stands in the document."""
        self.parts.append(array)
        place = {"at": self._size, "shape": list(array.shape)}
        self._size += array.size
        return place


class BadNumbersError(ValueError):
    """An array that is in its place, and holds numbers that are not finite or out of range."""


class Run:
    """The numbers of a file, handed out as arrays: all of these together are no larger than the file's."""

    def __init__(self, numbers: Array) -> None:
        self._numbers, self._left = numbers, numbers.size

    def array(self, place: object, kind: str, shape: tuple[int, ...]) -> Array:
        """Return the array at a place, read-only; its kind is one of `bounds.RANGES`.

        Raises
        ------
        BadNumbersError
            It holds what is not finite, or out of range.
        ValueError, TypeError
            It is not there, or not of that shape.
        """
        given = record(place, "at", "shape")
        named = tuple(whole(n, "a length", 0, self._numbers.size) for n in listed(given["shape"], "a shape"))
        if named != shape:
            raise ValueError(f"an array of shape {named} where {shape} is needed")
        at, size = whole(given["at"], "a place", 0, self._numbers.size), math.prod(shape)
        self._left -= size
        if at + size > self._numbers.size or self._left < 0:
            raise ValueError("more numbers than it has")
        array = self._numbers[at : at + size].reshape(shape).astype(np.float32)
        if problem := fault(array, kind):
            raise BadNumbersError(f"there is {problem}")
        array.flags.writeable = False
        return array


def shape_of(place: object) -> tuple[int, ...]:
    """Return the shape that an array is said to have."""
    return tuple(
        whole(n, "a length", 0, 2**53) for n in listed(record(place, "at", "shape")["shape"], "a shape")
    )

"""The numbers of a session file, taken out of it array by array."""

from __future__ import annotations

import math
from typing import IO

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import fault
from oscfactor.files.fields import listed, record, whole
from oscfactor.files.room import Room

Array = NDArray[np.float32]

_BLOCK = 1 << 20  # bytes that are read at once


class BadNumbersError(ValueError):
    """An array that is in its place, and holds numbers that are not finite or out of range."""


class Run:
    """The numbers of a file, read as they are asked for: in the order of the file, and each once.

    So all arrays together are no larger than the file's, and nothing of it is in memory twice.

    Parameters
    ----------
    stream : little-endian float32, from the first on
    n_numbers : how many there are
    room : the memory for them
    """

    def __init__(self, stream: IO[bytes], n_numbers: int, room: Room) -> None:
        self._stream, self._n_numbers, self._room = stream, n_numbers, room
        self._at = 0

    def array(self, place: object, kind: str, shape: tuple[int, ...], *, turned: bool = False) -> Array:
        """Return the array at a place, read-only; its kind is one of `bounds.RANGES`.

        `turned` says that there will be a copy with other axes, and then no longer this one.

        Raises
        ------
        BadNumbersError
            It holds what is not finite, or out of range.
        ValueError, TypeError
            It is not there, or not of that shape.
        LimitError
            There is no memory for it.
        """
        given = record(place, "at", "shape")
        named = tuple(whole(n, "a length", 0, self._n_numbers) for n in listed(given["shape"], "a shape"))
        if named != shape:
            raise ValueError(f"an array of shape {named} where {shape} is needed")
        at, size = whole(given["at"], "a place", 0, self._n_numbers), math.prod(shape)
        if at + size > self._n_numbers or (size and at < self._at):
            raise ValueError("more numbers than it has, or in another order")
        self._room.take(4 * size, beside=4 * size * turned)
        array = self._read(at, size) if size else np.empty(0, np.float32)
        array = array.reshape(shape)
        if problem := fault(array, kind):
            raise BadNumbersError(f"there is {problem}")
        array.flags.writeable = False
        return array

    def finish(self) -> None:
        """Read on to the end, where the file's checksum is compared; raises what the stream raises."""
        while self._stream.read(_BLOCK):
            pass

    def _read(self, at: int, size: int) -> Array:
        while self._at < at:
            self._at += len(self._block(4 * (at - self._at))) // 4
        numbers = np.empty(size, "<f4")
        room = numbers.data.cast("B")
        done = 0
        while done < len(room):
            data = self._block(len(room) - done)
            room[done : done + len(data)] = data
            done += len(data)
        self._at += size
        return numbers.astype(np.float32, copy=False)

    def _block(self, n_bytes: int) -> bytes:
        data = self._stream.read(min(n_bytes, _BLOCK))
        if not data:
            raise EOFError("the numbers end before they should")
        return data


def shape_of(place: object) -> tuple[int, ...]:
    """Return the shape that an array is said to have."""
    return tuple(
        whole(n, "a length", 0, 2**53) for n in listed(record(place, "at", "shape")["shape"], "a shape")
    )

"""The numbers of a session file without the file."""

from __future__ import annotations

import io

import numpy as np

from oscfactor.files.arrays import Arrays
from oscfactor.files.room import Room
from oscfactor.files.run import Run


def run_of(*parts: np.ndarray, room: float = 1e9) -> Run:
    """Return the numbers of some arrays, end to end, and `room` bytes to read them into."""
    data = b"".join(np.ascontiguousarray(part, "<f4").tobytes() for part in parts)
    return Run(io.BytesIO(data), len(data) // 4, Room("the file", room))


def run_of_all(arrays: Arrays) -> Run:
    """Return the numbers of the arrays that a document was given."""
    return run_of(*arrays.parts)

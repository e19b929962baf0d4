"""The arrays of a session file, laid end to end as they are written; `run` takes them out again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

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

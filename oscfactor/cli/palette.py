"""The colours of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.model.labels import colour_of


def colours_of(n: int) -> NDArray[np.float64]:
    """Return a colour for each component, (n, 3) from 0 to 1; beyond the palette the colours repeat."""
    return np.array([rgb(colour_of(k)) for k in range(n)])


def rgb(text: str) -> tuple[float, float, float]:
    """Return red, green and blue, each from 0 to 1, of a colour such as `#ff6b6b`."""
    red, green, blue = bytes.fromhex(text[1:])
    return red / 255, green / 255, blue / 255

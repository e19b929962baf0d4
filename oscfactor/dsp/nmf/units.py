"""Scales of bases and activations: as they were given, and as the kernels want them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.nmf.given import Given

Matrix = NDArray[np.float32]


class Units:
    """Converts factors from the scales that they came in to those of the kernels, and back.

    For the kernels the mean of `V` is about one. The rows of `W` begin with a sum of one; if `H` is fixed,
    its columns begin with a mean of one instead.
    """

    def __init__(self, mean: float, drawn: tuple[Matrix, Matrix], given: Given) -> None:
        self.scale = 2.0 ** float(np.clip(-np.round(np.log2(mean)), -126, 126)) if mean > 0 else 1.0
        self._given, H = given, given.H
        self._sums = _or_one((drawn[0] if given.W is None else given.W).sum(axis=1, dtype=np.float64))
        self._levels = _or_one(H.mean(axis=0, dtype=np.float64)) if given.H_fixed and H is not None else None

    def take(self, drawn: tuple[Matrix, Matrix]) -> tuple[Matrix, Matrix]:
        """Return the factors to start from, in the kernels' scales: given factors, else drawn factors."""
        W, H = self._given.W, self._given.H
        bases, activations = drawn[0] if W is None else W, drawn[1] if H is None else H
        if self._levels is None:
            gains = self.scale * (1.0 if H is None else self._sums)
            return _times(bases, 1 / self._sums[:, None]), _times(activations, gains)
        reach = self._levels if W is not None else drawn[1].mean(axis=0, dtype=np.float64)
        gains = np.clip(reach * self.scale, 1e-9, 1e9)
        return _times(bases, gains[:, None]), _times(activations, 1 / self._levels)

    def give_back(self, W: Matrix, H: Matrix) -> tuple[Matrix, Matrix]:
        """Return the factors in the scale of `V`, fixed ones unchanged."""
        fixed_W = self._given.W if self._given.W_fixed else None
        if self._levels is not None and self._given.H is not None:
            gains = 1 / (self._levels * self.scale)
            return (_times(W, gains[:, None]) if fixed_W is None else fixed_W), self._given.H
        if fixed_W is not None:
            return fixed_W, _times(H, 1 / (self._sums * self.scale))
        sums = _or_one(W.sum(axis=1, dtype=np.float64))
        return _times(W, 1 / sums[:, None]), _times(H, sums / self.scale)


def _times(numbers: Matrix, factors: float | NDArray[np.float64]) -> Matrix:
    """Multiply in double precision, for the factors may be beyond float32 where the products are not."""
    out = np.empty(numbers.shape, np.float32)
    np.multiply(numbers, factors, out=out, dtype=np.float64, casting="same_kind")
    return out


def _or_one(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(numbers > 0, numbers, 1.0)

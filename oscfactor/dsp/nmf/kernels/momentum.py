"""Momentum: go on, for a while, in the direction of the last update."""

from __future__ import annotations

import numpy as np
from numba import njit

from oscfactor.dsp.nmf.kernels.kl import TINY
from oscfactor.dsp.nmf.kernels.strips import OPTIONS, log

LEAP = np.float32(3.0)  # no number grows or shrinks by more than exp(LEAP) at once

ONE, HALF, THIRD, EIGHTH = np.float32(1), np.float32(1 / 2), np.float32(1 / 3), np.float32(1 / 8)


@njit(**OPTIONS)
def leap(X, past, momentum, first, last, n_columns):
    """Scale each of `X`, in rows `first` to `last`, by its last ratio to the power of `momentum`.

    What is multiplied, like these updates, is carried on by multiplying: nothing can become negative.

    Parameters
    ----------
    X : float32 (n_rows, any), overwritten with where to start from
    past : float32, like `X`, where it was an update ago; overwritten with `X` as it came
    momentum : float32, 0 to 1
    """
    for row in range(first, last):
        x, y = X[row], past[row]
        for i in range(n_columns):
            step = momentum * log(x[i] / max(y[i], TINY))
            e = min(max(step, -LEAP), LEAP) * EIGHTH
            e = ONE + e * (ONE + e * HALF * (ONE + e * THIRD))
            e = e * e
            e = e * e
            y[i] = x[i]
            x[i] *= e * e

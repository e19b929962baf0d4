"""The activations of one frame by given bases, from those of the frame before: Kullback-Leibler.

The frame is scaled to a sum of one and the bases each to a sum of one, so the activations sum to one too and
nothing depends on the level. Coordinate sweeps find which components sound; Newton steps find how much. From
nothing Newton steps are useless; multiplicative updates from the frame before act as a lag.

References
----------
Hsieh & Dhillon, "Fast coordinate descent methods with variable selection for non-negative matrix
factorization", KDD 2011, for the sweeps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.nmf.kernels.strips import OPTIONS, aligned, log, stride_of

BACKGROUND = np.float32(1e-9)  # lies under the model, so that nothing divides by zero; a bin's mean is 1e-3
FLOOR = np.float32(0.05)  # share of each start that is even: no component stays dead
LEAP = np.float32(4)  # an update that multiplies by more is taken if it goes further
N_INNER = 30  # most rounds over the coordinates of a Newton step
N_HALVINGS = 5
TOLERANCE = np.float32(1e-6)  # of the whole: smaller moves end a Newton step


class Scratch(NamedTuple):
    """Room for one frame."""

    u: NDArray[np.float32]  # (stride,), the model
    r: NDArray[np.float32]  # (stride,), a ratio
    z: NDArray[np.float32]  # (stride,), a row of the bases, weighted
    Q: NDArray[np.float32]  # (n_components, n_components), second derivatives
    g: NDArray[np.float32]  # (n_components,), first derivatives
    d: NDArray[np.float32]  # (n_components,), a step
    tried: NDArray[np.float32]  # (n_components,)


def scratch_for(n_components: int, n_bins: int) -> Scratch:
    """Make the room."""
    vectors = aligned(3, stride_of(n_bins))
    few = np.zeros((3, n_components), np.float32)
    return Scratch(*vectors, np.zeros((n_components, n_components), np.float32), *few)


@njit(**OPTIONS)
def _model(W, h, u, n_bins):
    """Write the model `u` of activations `h`."""
    for f in range(n_bins):
        u[f] = BACKGROUND
    for k in range(h.size):
        x, row = h[k], W[k]
        if x > 0:
            for f in range(n_bins):
                u[f] += x * row[f]


@njit(**OPTIONS)
def _loss(v, scale, h, u, n_bins):
    """Return the loss of a model, but for what depends on the frame alone."""
    total = np.float32(0)
    for f in range(n_bins):
        total -= v[f] * scale * log(u[f])
    for k in range(h.size):
        total += h[k]
    return total


@njit(**OPTIONS)
def _sweep(v, scale, W, h, s):
    """Move each activation in turn to the minimum of its parabola.

    From far below, a parabola only doubles: there the multiplicative update leaps. Elsewhere a leap gives
    the first of two similar components too much.
    """
    n_bins, u = v.size, s.u
    for k in range(h.size):
        row = W[k]
        g, q = np.float32(0), np.float32(0)
        for f in range(n_bins):
            x = row[f] / u[f]
            y = v[f] * scale * x
            g += y
            q += y * x
        new = np.float32(0)  # where the frame has nothing of it
        if q > 0:
            slope = g - np.float32(1)
            move = max(slope / q, slope * h[k]) if g > LEAP else slope / q
            new = max(h[k] + move, np.float32(0))
        move = new - h[k]
        if move != 0:
            h[k] = new
            for f in range(n_bins):
                u[f] = max(u[f] + move * row[f], BACKGROUND)


@njit(**OPTIONS)
def _derive(v, scale, W, s):
    """Write the derivatives of the loss at the model `s.u`."""
    n_bins, n = v.size, s.g.size
    for f in range(n_bins):
        s.r[f] = v[f] * scale / s.u[f]
    for k in range(n):
        g, row = np.float32(0), W[k]
        for f in range(n_bins):
            g += row[f] * s.r[f]
        s.g[k] = np.float32(1) - g
    for f in range(n_bins):
        s.r[f] /= s.u[f]
    for k in range(n):
        row = W[k]
        for f in range(n_bins):
            s.z[f] = row[f] * s.r[f]
        for j in range(k + 1):
            q, other = np.float32(0), W[j]
            for f in range(n_bins):
                q += s.z[f] * other[f]
            s.Q[k, j] = q
            s.Q[j, k] = q


@njit(**OPTIONS)
def _solve(h, s):
    """Write the step `s.d` to the minimum of the parabola where no activation is below zero."""
    n = h.size
    for k in range(n):
        s.d[k] = np.float32(0)
    for _ in range(N_INNER):
        largest = np.float32(0)
        for k in range(n):
            if s.Q[k, k] <= 0:
                continue
            slope = s.g[k]
            for j in range(n):
                slope += s.Q[k, j] * s.d[j]
            new = max(s.d[k] - slope / s.Q[k, k], -h[k])
            largest = max(largest, abs(new - s.d[k]))
            s.d[k] = new
        if largest < TOLERANCE:
            break


@njit(**OPTIONS)
def _newton(v, scale, W, h, s):
    """Take a Newton step, halved while the loss rises; return whether there was one."""
    n_bins = v.size
    before = _loss(v, scale, h, s.u, n_bins)
    _derive(v, scale, W, s)
    _solve(h, s)
    share = np.float32(1)
    for _ in range(N_HALVINGS):
        for k in range(h.size):
            s.tried[k] = max(h[k] + share * s.d[k], np.float32(0))
        _model(W, s.tried, s.u, n_bins)
        if _loss(v, scale, s.tried, s.u, n_bins) <= before:
            for k in range(h.size):
                h[k] = s.tried[k]
            return True
        share *= np.float32(0.5)
    _model(W, h, s.u, n_bins)
    return False


@njit(**OPTIONS)
def follow_frame(v, total, W, h, n_sweeps, n_newton, s):
    """Find the activations of a frame from those of the frame before.

    Parameters
    ----------
    v : float32 (n_bins,), magnitudes
    total : float, their sum, above 0
    W : float32 (n_components or more, stride), each row with a sum of 1
    h : float32 (n_components,)
        Those of the frame before, in the unit of `v`; overwritten with this frame's.
    n_sweeps, n_newton : int
    s : Scratch
    """
    n = h.size
    scale = np.float32(1.0 / total)
    old = 0.0
    for k in range(n):
        old += h[k]
    kept = np.float32((1 - FLOOR) / old) if old > 0 else np.float32(0)
    even = (FLOOR if old > 0 else np.float32(1)) / np.float32(n)
    for k in range(n):
        h[k] = kept * h[k] + even
    for _ in range(n_sweeps):
        _model(W, h, s.u, v.size)
        _sweep(v, scale, W, h, s)
    _model(W, h, s.u, v.size)
    for _ in range(n_newton):
        if not _newton(v, scale, W, h, s):
            break
    for k in range(n):
        h[k] *= np.float32(total)

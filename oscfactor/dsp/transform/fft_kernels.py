"""An inverse Fourier transform for powers of two, as loops that the compiler turns into wide vectors.

NumPy and SciPy come compiled for the oldest processors; this is compiled for the one that it runs on, and
takes half their time. It is Stockham's: each pass splits every transform into four of a quarter of the length
and writes their results side by side, so that the last pass leaves them in order. Before a pass, `s` values
stand side by side for each of `m = n / (4 s)` places `p`; the pass reads four contiguous quarters. What the
compiler wants, and gets here:

- real and imaginary planes at a constant distance in one array, so that few pointers must be told apart;
- loops whose number of turns it knows: from `s = 16` on, one pass is compiled for each `s`. Before that the
  inner loop runs over places instead, and the results are woven together afterwards.

References
----------
Cochran et al., "What is the fast Fourier transform?", Proc. IEEE 55(10), 1967 (there named after Stockham).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen

MIN_LENGTH, MAX_LENGTH = 64, 65536  # of the complex transform
PLANE = (
    MAX_LENGTH + 16
)  # from a real part to its imaginary part; the 16 keep them out of one another's cache lines
_ROW = MAX_LENGTH // 4 + 16  # from one row of twiddle factors or of unwoven results to the next
_EXACT = {"contract"}  # multiply and add at once, but reorder nothing


def room() -> NDArray[np.float32]:
    """Return scratch for one transform of any length; memory that it does not need stays untouched."""
    return np.empty(2 * PLANE, np.float32)


def rows_room() -> NDArray[np.float32]:
    """Return scratch for the unwoven results of the second pass."""
    return np.empty(8 * _ROW, np.float32)


@lru_cache(maxsize=8)
def twiddles(n: int) -> NDArray[np.float32]:
    """Return the factors of each pass of a transform of length `n`.

    Returns
    -------
    float32 (n_passes, 6 * row)
        The first two passes have six rows, real and imaginary parts of the powers 1, 2, 3, with one value for
        each turn of the loop; the others have six values for each place.
    """
    table = np.zeros((9, 6 * _ROW), np.float32)
    for i in range(9):
        s, m = 4**i, n // 4 ** (i + 1)
        if m == 0:
            break
        place = np.arange(m).repeat(s if i < 2 else 1)
        powers = [np.exp(2j * np.pi * j * place / (4 * m)) for j in (1, 2, 3)]
        parts = np.array([part for power in powers for part in (power.real, power.imag)])
        if i < 2:
            table[i].reshape(6, _ROW)[:, : parts.shape[1]] = parts
        else:
            table[i, : parts.size] = parts.T.ravel()
    return frozen(table)


@njit(nogil=True, cache=True, fastmath=_EXACT)
def inverse(x: Any, y: Any, rows: Any, table: Any, n: int) -> Any:
    """Transform `n` complex values without scaling, and return whichever room the result is in.

    Parameters
    ----------
    x : float32 (2 * PLANE,), the values, real parts from 0 on, imaginary parts from PLANE on; overwritten
    y : float32 (2 * PLANE,), overwritten
    rows : float32, from `rows_room`
    table : float32, from `twiddles(n)`
    n : int, a power of two from MIN_LENGTH to MAX_LENGTH
    """
    _first_pass(x, y, table[0], n // 4)
    _second_pass(y, rows, table[1], n // 4)
    _weave(rows, x, n // 16)
    s, i = 16, 2
    while 4 * s <= n:
        m, factors = n // (4 * s), table[i]
        if s == 16:
            _pass_16(x, y, factors, m)
        elif s == 64:
            _pass_64(x, y, factors, m)
        elif s == 256:
            _pass_256(x, y, factors, m)
        elif s == 1024:
            _pass_1024(x, y, factors, m)
        elif s == 4096:
            _pass_4096(x, y, factors, m)
        else:
            _pass_16384(x, y, factors, m)
        x, y = y, x
        s, i = 4 * s, i + 1
    if s < n:
        _halves_pass(x, y, s)
        x, y = y, x
    return x


@njit(nogil=True, cache=True, fastmath=_EXACT)
def _first_pass(x: Any, y: Any, factors: Any, m: int) -> None:
    """Run the pass `s = 1` over `m` places, 16 at a time."""
    for begin in range(0, m, 16):
        x0, x1, x2, x3 = x[begin:], x[m + begin :], x[2 * m + begin :], x[3 * m + begin :]
        w, v = factors[begin:], y[4 * begin :]
        for p in range(16):
            ar, ai, br, bi = x0[p], x0[p + PLANE], x1[p], x1[p + PLANE]
            cr, ci, dr, di = x2[p], x2[p + PLANE], x3[p], x3[p + PLANE]
            er, ei, fr, fi = ar + cr, ai + ci, ar - cr, ai - ci
            gr, gi, hr, hi = br + dr, bi + di, br - dr, bi - di
            v[4 * p], v[4 * p + PLANE] = er + gr, ei + gi
            ur, ui, wr, wi = fr - hi, fi + hr, w[p], w[p + _ROW]
            v[4 * p + 1], v[4 * p + 1 + PLANE] = ur * wr - ui * wi, ur * wi + ui * wr
            ur, ui, wr, wi = er - gr, ei - gi, w[p + 2 * _ROW], w[p + 3 * _ROW]
            v[4 * p + 2], v[4 * p + 2 + PLANE] = ur * wr - ui * wi, ur * wi + ui * wr
            ur, ui, wr, wi = fr + hi, fi - hr, w[p + 4 * _ROW], w[p + 5 * _ROW]
            v[4 * p + 3], v[4 * p + 3 + PLANE] = ur * wr - ui * wi, ur * wi + ui * wr


@njit(nogil=True, cache=True, fastmath=_EXACT)
def _second_pass(x: Any, rows: Any, factors: Any, n_turns: int) -> None:
    """Run the pass `s = 4` over places and values at once, each of the four results into a row of its own."""
    x1, x2, x3 = x[n_turns:], x[2 * n_turns :], x[3 * n_turns :]
    for p in range(n_turns):
        ar, ai, br, bi = x[p], x[p + PLANE], x1[p], x1[p + PLANE]
        cr, ci, dr, di = x2[p], x2[p + PLANE], x3[p], x3[p + PLANE]
        er, ei, fr, fi = ar + cr, ai + ci, ar - cr, ai - ci
        gr, gi, hr, hi = br + dr, bi + di, br - dr, bi - di
        rows[p], rows[p + 4 * _ROW] = er + gr, ei + gi
        ur, ui, wr, wi = fr - hi, fi + hr, factors[p], factors[p + _ROW]
        rows[p + _ROW], rows[p + 5 * _ROW] = ur * wr - ui * wi, ur * wi + ui * wr
        ur, ui, wr, wi = er - gr, ei - gi, factors[p + 2 * _ROW], factors[p + 3 * _ROW]
        rows[p + 2 * _ROW], rows[p + 6 * _ROW] = ur * wr - ui * wi, ur * wi + ui * wr
        ur, ui, wr, wi = fr + hi, fi - hr, factors[p + 4 * _ROW], factors[p + 5 * _ROW]
        rows[p + 3 * _ROW], rows[p + 7 * _ROW] = ur * wr - ui * wi, ur * wi + ui * wr


@njit(nogil=True, cache=True)
def _weave(rows: Any, y: Any, m: int) -> None:
    """Set the results of the second pass side by side, four values at a time."""
    for p in range(m):
        for j in range(4):
            i, o = j * _ROW + 4 * p, 16 * p + 4 * j
            a, b, c, d = rows[i], rows[i + 1], rows[i + 2], rows[i + 3]
            y[o], y[o + 1], y[o + 2], y[o + 3] = a, b, c, d
            i, o = i + 4 * _ROW, o + PLANE
            a, b, c, d = rows[i], rows[i + 1], rows[i + 2], rows[i + 3]
            y[o], y[o + 1], y[o + 2], y[o + 3] = a, b, c, d


def _make_pass(s: int) -> Callable[..., None]:
    """Return the pass for `s` values side by side.

    Its name holds `s`: numba links kernels by their names, and the counter that tells namesakes apart within
    one process has the same value in another (numba issue 10486).
    """

    def run(x: Any, y: Any, factors: Any, m: int) -> None:
        quarter = s * m
        for p in range(m):
            w = factors[6 * p : 6 * p + 6]
            w1r, w1i, w2r, w2i, w3r, w3i = w[0], w[1], w[2], w[3], w[4], w[5]
            x0, x1 = x[s * p :], x[s * p + quarter :]
            x2, x3 = x[s * p + 2 * quarter :], x[s * p + 3 * quarter :]
            v = y[4 * s * p :]
            for q in range(s):
                ar, ai, br, bi = x0[q], x0[q + PLANE], x1[q], x1[q + PLANE]
                cr, ci, dr, di = x2[q], x2[q + PLANE], x3[q], x3[q + PLANE]
                er, ei, fr, fi = ar + cr, ai + ci, ar - cr, ai - ci
                gr, gi, hr, hi = br + dr, bi + di, br - dr, bi - di
                v[q], v[q + PLANE] = er + gr, ei + gi
                ur, ui = fr - hi, fi + hr
                v[q + s], v[q + s + PLANE] = ur * w1r - ui * w1i, ur * w1i + ui * w1r
                ur, ui = er - gr, ei - gi
                v[q + 2 * s], v[q + 2 * s + PLANE] = ur * w2r - ui * w2i, ur * w2i + ui * w2r
                ur, ui = fr + hi, fi - hr
                v[q + 3 * s], v[q + 3 * s + PLANE] = ur * w3r - ui * w3i, ur * w3i + ui * w3r

    run.__name__ = run.__qualname__ = f"_pass_{s}"
    return njit(nogil=True, cache=True, fastmath=_EXACT)(run)


_pass_16, _pass_64, _pass_256 = _make_pass(16), _make_pass(64), _make_pass(256)
_pass_1024, _pass_4096, _pass_16384 = _make_pass(1024), _make_pass(4096), _make_pass(16384)


@njit(nogil=True, cache=True)
def _halves_pass(x: Any, y: Any, s: int) -> None:
    """Run the last pass of a transform whose length is twice a power of four."""
    other, low, high = x[s:], y, y[s:]
    for q in range(s):
        ar, ai, br, bi = x[q], x[q + PLANE], other[q], other[q + PLANE]
        low[q], low[q + PLANE] = ar + br, ai + bi
        high[q], high[q + PLANE] = ar - br, ai - bi

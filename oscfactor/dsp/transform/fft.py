"""Fourier transforms of many real frames at once, in single precision."""

import threading
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.transform.fft_kernels import (
    MAX_LENGTH,
    MIN_LENGTH,
    PLANE,
    inverse,
    room,
    rows_room,
    twiddles,
)

_numpy_rfft: Any = np.fft.rfft  # NumPy 2 keeps single precision and writes in place; its types know neither
_numpy_irfft: Any = np.fft.irfft
_rooms = threading.local()  # scratch of each thread, for transforms of any length


def rfft(frames: NDArray[np.float32], spectra: NDArray[np.complex64]) -> None:
    """Write the spectrum of each frame; powers of two by our kernel, other lengths by NumPy's (decision 7).

    Parameters
    ----------
    frames : float32 (n_frames, fft), contiguous
    spectra : complex64 (n_frames, fft // 2 + 1), contiguous, overwritten
    """
    fft = frames.shape[1]
    if not _ours(fft):
        for frame, spectrum in zip(frames, spectra, strict=True):  # each by itself, as below
            _numpy_rfft(frame, out=spectrum)
        return
    _forward_real(frames.view(np.complex64), spectra, *_scratch(), twiddles(fft // 2), _turns(fft))


def irfft(spectra: NDArray[np.complex64], frames: NDArray[np.float32]) -> None:
    """Write the frame that belongs to each spectrum; imaginary parts at both ends are taken for 0.

    Parameters
    ----------
    spectra : complex64 (n_frames, n_outputs, fft // 2 + 1), contiguous within each frame
    frames : float32 (n_frames, n_outputs, fft), contiguous within each frame, overwritten
    """
    fft = frames.shape[2]
    if not _ours(fft):
        # Each by itself: on ARM several at once differ in the last bit, and a range has the bits of all.
        for Y, outputs in zip(spectra, frames, strict=True):
            for spectrum, frame in zip(Y, outputs, strict=True):
                _numpy_irfft(spectrum, fft, out=frame)
        return
    if spectra.flags.c_contiguous and frames.flags.c_contiguous:  # then one call does
        spectra, frames = spectra.reshape(1, -1, fft // 2 + 1), frames.reshape(1, -1, fft)
    for Y, outputs in zip(spectra, frames, strict=True):
        _inverse_real(Y, outputs.view(np.complex64), *_scratch(), twiddles(fft // 2), _turns(fft))


def _ours(fft: int) -> bool:
    return fft & (fft - 1) == 0 and 2 * MIN_LENGTH <= fft <= 2 * MAX_LENGTH


def _scratch() -> tuple[Any, Any, Any]:
    """Return this thread's rooms."""
    if not hasattr(_rooms, "all"):
        _rooms.all = room(), room(), rows_room()
    rooms: tuple[Any, Any, Any] = _rooms.all
    return rooms


@lru_cache(maxsize=16)
def _turns(fft: int) -> NDArray[np.float32]:
    """Return cosine and sine of the angle of each bin, a plane apart."""
    angle = 2 * np.pi * np.arange(fft // 2) / fft
    result = np.zeros(2 * PLANE, np.float32)
    result[: fft // 2], result[PLANE : PLANE + fft // 2] = np.cos(angle), np.sin(angle)
    return frozen(result)


# Half as many complex values do for a real frame: even samples are the real parts, odd ones the imaginary
# parts, and the bins `k` and `n - k` of both are told apart afterwards, or put together before. An unsigned
# index tells the compiler that it does not count from the end: only then can it turn a register round.


@njit(nogil=True, cache=True, fastmath={"contract"})
def _inverse_real(spectra: Any, frames: Any, x: Any, y: Any, rows: Any, table: Any, turns: Any) -> None:
    """Invert the spectra of real frames.

    Parameters
    ----------
    spectra : complex64 (n_spectra, n_bins)
    frames : complex64 (n_spectra, fft // 2), two samples in each, overwritten
    """
    n = frames.shape[1]
    scale = np.float32(0.5 / n)
    for i in range(spectra.shape[0]):
        Y, frame = spectra[i], frames[i]
        for k in range(n):
            a, b = Y[k], Y[np.uint64(n) - np.uint64(k)]
            c, s = turns[k], turns[k + PLANE]
            er, ei, fr, fi = a.real + b.real, a.imag - b.imag, a.real - b.real, a.imag + b.imag
            x[k], x[k + PLANE] = scale * (er - (s * fr + c * fi)), scale * (ei + (c * fr - s * fi))
        x[0], x[PLANE] = scale * (Y[0].real + Y[n].real), scale * (Y[0].real - Y[n].real)
        z = inverse(x, y, rows, table, n)
        for k in range(n):
            frame[k] = complex(z[k], z[k + PLANE])


@njit(nogil=True, cache=True, fastmath={"contract"})
def _forward_real(frames: Any, spectra: Any, x: Any, y: Any, rows: Any, table: Any, turns: Any) -> None:
    """Transform real frames; the inverse with real and imaginary parts exchanged is the transform.

    Parameters
    ----------
    frames : complex64 (n_frames, fft // 2), two samples in each
    spectra : complex64 (n_frames, n_bins), overwritten
    """
    n = frames.shape[1]
    half = np.float32(0.5)
    for i in range(frames.shape[0]):
        frame, X = frames[i], spectra[i]
        for k in range(n):
            a = frame[k]
            x[k], x[k + PLANE] = a.imag, a.real
        z = inverse(x, y, rows, table, n)
        z[n], z[n + PLANE] = z[0], z[PLANE]
        for k in range(n):
            ar, ai = z[k + PLANE], z[k]
            br, bi = z[np.uint64(n + PLANE) - np.uint64(k)], z[np.uint64(n) - np.uint64(k)]
            c, s = turns[k], turns[k + PLANE]
            er, ei, fr, fi = ar + br, ai - bi, ar - br, ai + bi
            X[k] = complex(half * (er + (c * fi - s * fr)), half * (ei - (c * fr + s * fi)))
        X[n] = complex(z[PLANE] - z[0], np.float32(0.0))

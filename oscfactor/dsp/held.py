"""The kernels of playing, called without letting go of the interpreter's lock.

Each is short. Whoever lets the lock go must get it back, and where other threads are busy that takes half a
millisecond each time: too long for a thread that has a block to render every five. What they compute is the
same, bit for bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp import fft, masks, render, stft
from oscfactor.dsp.kernels.fft import twiddles


def forward(
    geometry: stft.Stft,
    samples: NDArray[np.float32],
    first_frame: int,
    last_frame: int,
    out: NDArray[np.complex64],
    scratch: NDArray[np.float32],
) -> NDArray[np.complex64]:
    """Return the spectra of a range of frames, as `stft.forward` does."""
    windowed, spectra = scratch[: last_frame - first_frame], out[: last_frame - first_frame]
    _cut_frames(samples, stft.hann(geometry.window), geometry.hop, first_frame, windowed)
    rfft(windowed, spectra)
    return spectra


def rfft(frames: NDArray[np.float32], spectra: NDArray[np.complex64]) -> None:
    """Write the spectrum of each frame, as `fft.rfft` does."""
    n = frames.shape[1]
    if fft._ours(n):
        _forward_real(frames.view(np.complex64), spectra, *fft._scratch(), twiddles(n // 2), fft._turns(n))
    else:
        fft.rfft(frames, spectra)


def irfft(spectra: NDArray[np.complex64], frames: NDArray[np.float32]) -> None:
    """Write the frame that belongs to each spectrum (n_frames, n_outputs, n_bins), as `fft.irfft` does."""
    n = frames.shape[2]
    if not fft._ours(n):
        fft.irfft(spectra, frames)
        return
    for Y, outputs in zip(spectra, frames, strict=True):
        _inverse_real(Y, outputs.view(np.complex64), *fft._scratch(), twiddles(n // 2), fft._turns(n))


@njit(cache=True)
def _cut_frames(samples: Any, window: Any, hop: int, first_frame: int, out: Any) -> None:
    stft._cut_frames(samples, window, hop, first_frame, out)


@njit(cache=True)
def _forward_real(x: Any, spectra: Any, a: Any, b: Any, rows: Any, table: Any, turns: Any) -> None:
    fft._forward_real(x, spectra, a, b, rows, table, turns)


@njit(cache=True)
def _inverse_real(Y: Any, x: Any, a: Any, b: Any, rows: Any, table: Any, turns: Any) -> None:
    fft._inverse_real(Y, x, a, b, rows, table, turns)


@njit(cache=True)
def write_reciprocals(W: Any, H: Any, reciprocals: Any) -> None:
    """Do what `masks.write_reciprocals` does."""
    masks.write_reciprocals(W, H, reciprocals)


@njit(cache=True)
def mask_spectra(W: Any, H: Any, gains: Any, reciprocals: Any, X: Any, mask: Any, Y: Any) -> None:
    """Write the masked spectra of each output."""
    render._mask_spectra(W, H, gains, reciprocals, X, mask, Y)


@njit(cache=True)
def overlap_add(frames: Any, window: Any, hop: int, first_frame: int, start: int, out: Any) -> None:
    """Add windowed frames to the samples that they touch."""
    render._overlap_add(frames, window, hop, first_frame, start, 0, out)


@njit(cache=True)
def divide_by_overlap(window: Any, hop: int, first: int, last: int, start: int, out: Any) -> None:
    """Divide by the sum of the squared windows of the frames that touch each sample."""
    render._divide_by_overlap(window, hop, first, last, start, out)

"""From spectra back to the sound whose frames come nearest to them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.overlap import divide_by_overlap, overlap_add
from oscfactor.dsp.transform.fft import irfft
from oscfactor.dsp.transform.stft import Stft, hann

_BATCH_FRAMES = 64  # inverted at once

Matrix = NDArray[np.float32]
Phasors = NDArray[np.complex64]


def inverse(spectra: Phasors, stft: Stft, n_samples: int) -> Matrix:
    """Return the sound whose frames come nearest to these spectra.

    Parameters
    ----------
    spectra : complex64 (n_frames, n_bins)

    Returns
    -------
    float32 (n_samples,)
    """
    out = np.empty((1, 1, n_samples), np.float32)
    write_inverse(lambda first, last: spectra[first:last], stft, n_samples, 0, out)
    sound: Matrix = out[0, 0]
    return sound


def write_inverse(
    spectra: Callable[[int, int], Phasors], stft: Stft, n_samples: int, start: int, out: NDArray[np.float32]
) -> None:
    """Write a part of the sound whose frames come nearest to some spectra.

    Parameters
    ----------
    spectra : callable, which returns complex64 (n_frames, n_bins) for a range of frames
    n_samples : of the whole sound
    start : the first sample of the part
    out : float32 (1, 1, length of the part), overwritten
    """
    window = hann(stft.window)
    frames = np.empty((_BATCH_FRAMES, 1, stft.fft), np.float32)
    out[...] = 0.0
    first, last = stft.frames_over(start, start + out.shape[2], n_samples)
    for t in range(first, last, _BATCH_FRAMES):
        end = min(t + _BATCH_FRAMES, last)
        Y = np.ascontiguousarray(spectra(t, end), np.complex64)
        irfft(Y[:, None], frames[: end - t])
        overlap_add(frames[: end - t], window, stft.hop, t, start, 0, out)
    divide_by_overlap(window, stft.hop, first, last, start, out)

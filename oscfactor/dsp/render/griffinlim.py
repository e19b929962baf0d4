"""Phases that agree with their magnitudes better and better: Griffin and Lim's way, accelerated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.overlap import divide_by_overlap, overlap_add
from oscfactor.dsp.render.phase import source_phasors
from oscfactor.dsp.transform.fft import irfft
from oscfactor.dsp.transform.stft import Stft, forward, hann

_BATCH_FRAMES = 64  # inverted at once
_ACCELERATION = 0.99  # Perraudin and others' choice; with more it may not settle

Matrix = NDArray[np.float32]
Phasors = NDArray[np.complex64]


def griffin_lim(
    magnitudes: Matrix,
    stft: Stft,
    start: Phasors,
    n_samples: int,
    *,
    iterations: int,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Phasors:
    """Return phasors for a whole spectrogram that agree better with the magnitudes than `start`.

    Parameters
    ----------
    magnitudes : float32 (n_frames, n_bins)
    stft : Stft
    start : complex64 (n_frames, n_bins)
    n_samples : int
        Length of the sound.
    iterations : int
        Each is one inverse and one forward transform of the whole.
    progress : callable
        Called before each iteration with the fraction done; what it raises ends all.

    Returns
    -------
    complex64 (n_frames, n_bins), of modulus 1

    References
    ----------
    Perraudin, Balazs & Søndergaard, "A fast Griffin-Lim algorithm", WASPAA 2013.
    """
    phasors, before = start, None
    for iteration in range(iterations):
        progress(iteration / iterations)
        projected = forward(stft, inverse(magnitudes * phasors, stft, n_samples), 0, len(magnitudes))
        ahead = projected if before is None else projected + np.float32(_ACCELERATION) * (projected - before)
        phasors, before = source_phasors(ahead), projected
    return phasors


def inverse(spectra: Phasors, stft: Stft, n_samples: int) -> Matrix:
    """Return the sound whose frames come nearest to these spectra.

    Parameters
    ----------
    spectra : complex64 (n_frames, n_bins)

    Returns
    -------
    float32 (n_samples,)
    """
    window = hann(stft.window)
    out = np.zeros((1, 1, n_samples), np.float32)
    frames = np.empty((_BATCH_FRAMES, 1, stft.fft), np.float32)
    for first in range(0, len(spectra), _BATCH_FRAMES):
        some = spectra[first : first + _BATCH_FRAMES, None]
        inverted = frames[: len(some)]
        irfft(some, inverted)
        overlap_add(inverted, window, stft.hop, first, 0, 0, out)
    divide_by_overlap(window, stft.hop, 0, len(spectra), 0, out)
    sound: Matrix = out[0, 0]
    return sound

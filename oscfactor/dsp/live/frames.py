"""The short-time Fourier transform of an input that comes in blocks of any size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.transform.fft import rfft

SILENCE = 1e-5  # linear: noise as quiet as this, -100 dB, counts as silence


class FrameStream:
    """Cuts an input into windowed frames and transforms each; nothing is allocated for a frame.

    Parameters
    ----------
    n_channels : int
    window : float32 (n_window,)
        The window of analysis.
    hop : int
    fft : int
        In samples, at least the window.
    lead : int
        Samples after which the first frame comes; zeros stand before the input.

    Attributes
    ----------
    spectra : complex64 (n_channels, n_bins), of the frame that came last
    samples : float32 (n_channels, n_window), views of its samples, before the window
    """

    def __init__(self, n_channels: int, window: NDArray[np.float32], hop: int, fft: int, lead: int) -> None:
        self.spectra = np.zeros((n_channels, fft // 2 + 1), np.complex64)
        self._window, self._hop, self._wanted = frozen(window), hop, lead
        self._windowed = np.zeros((n_channels, fft), np.float32)
        self._kept = np.zeros((n_channels, 2 * window.size + hop), np.float32)
        self._end = window.size  # of what is kept
        self._n_frames = 0

    def feed(self, block: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
        """Take a block, float32 (n_channels, n); yield each frame's number and its end within the block."""
        at = 0
        while at < block.shape[1]:
            part = block[:, at : at + min(self._wanted, self._hop)]
            self._append(part)
            at += part.shape[1]
            self._wanted -= part.shape[1]
            if self._wanted == 0:
                self._transform()
                self._wanted = self._hop
                yield self._n_frames, at
                self._n_frames += 1

    def _append(self, part: NDArray[np.float32]) -> None:
        n, n_window = part.shape[1], self._window.size
        if self._end + n > self._kept.shape[1]:
            self._kept[:, :n_window] = self._kept[:, self._end - n_window : self._end]
            self._end = n_window
        self._kept[:, self._end : self._end + n] = part
        self._end += n

    def _transform(self) -> None:
        n_window = self._window.size
        samples = self._kept[:, self._end - n_window : self._end]
        np.multiply(samples, self._window, out=self._windowed[:, :n_window])
        rfft(self._windowed, self.spectra)


@njit(nogil=True, cache=True)
def mean_magnitudes(X: Any, v: Any) -> float:
    """Write the mean of the channels' magnitudes, and return its sum over the bins.

    Parameters
    ----------
    X : complex64 (n_channels, n_bins)
    v : float32 (n_bins,), overwritten
    """
    total = 0.0
    for f in range(X.shape[1]):
        x = 0.0
        for c in range(X.shape[0]):
            re, im = np.float64(X[c, f].real), np.float64(X[c, f].imag)
            x += np.sqrt(re * re + im * im)
        x /= X.shape[0]
        v[f] = x
        total += x
    return total


def silence_of(window: NDArray[np.float32]) -> float:
    """Return the mean magnitude in a bin below which a frame is silence."""
    return SILENCE * float(np.sqrt(np.square(window, dtype=np.float64).sum()))

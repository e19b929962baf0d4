"""The short-time Fourier transform: where its frames stand, and the spectra of any range of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.transform.fft import rfft
from oscfactor.errors import ArgumentError
from oscfactor.machine.threads import Crew, split

MAX_FFT = 131072  # samples: three seconds at 44.1 kHz, far beyond what a hearing of layers needs
MAX_HOP_OF_WINDOW = 2 / 3  # at two thirds the overlapping squared windows still sum to 1/8 of their peak
_BLOCK_SAMPLES = 1 << 17  # windowed samples transformed at once: they stay in the second-level cache


@dataclass(frozen=True, slots=True)
class Stft:
    """Where the frames of a short-time Fourier transform stand and how long they are.

    Frame `t` is centred on sample `t * hop`; outside the sound there are zeros. The windows of analysis and
    synthesis are periodic Hann windows, so magnitudes equal those of `librosa.stft` with zeros around the
    sound; the overlap is divided by the true sum of squared windows at each sample.

    Parameters
    ----------
    window : int
        Length of the window in samples, 2 or more; odd lengths are fine.
    hop : int
        Samples from one frame to the next, at most two thirds of the window.
    fft : int
        Length of the transform in samples, at least the window; zeros fill the rest.

    Raises
    ------
    ArgumentError
        The three do not go together.
    """

    window: int = 2048
    hop: int = 512
    fft: int = 2048

    def __post_init__(self) -> None:
        if self.window < 2:
            raise ArgumentError(f"a window must have at least 2 samples, not {self.window}")
        if self.fft > MAX_FFT:
            raise ArgumentError(f"an fft of {self.fft} samples is too long; the longest is {MAX_FFT}")
        if self.fft < self.window:
            raise ArgumentError(f"the fft must be at least as long as the window: {self.fft} < {self.window}")
        if self.hop < 1:
            raise ArgumentError(f"the hop must be at least 1 sample, not {self.hop}")
        largest = int(self.window * MAX_HOP_OF_WINDOW + 1e-6)
        if self.hop > largest:
            raise ArgumentError(
                f"a hop of {self.hop} samples is too large for a window of {self.window};"
                f" the largest that can be put together again is {largest}"
            )

    @property
    def n_bins(self) -> int:
        """Number of frequency bins from 0 Hz to half the sample rate."""
        return self.fft // 2 + 1

    def n_frames(self, n_samples: int) -> int:
        """Return how many frames cover a sound: the last is centred on its end or just behind it."""
        return 1 + -(-n_samples // self.hop)

    def frames_over(self, start: int, stop: int, n_samples: int | None = None) -> tuple[int, int]:
        """Return the range of frames that touch the samples from `start` up to `stop`.

        With `n_samples`, only frames that cover a sound of that length.
        """
        half = self.window // 2
        first = (start + half - self.window) // self.hop + 1
        last = (stop - 1 + half) // self.hop + 1
        return (first, last) if n_samples is None else (max(first, 0), min(last, self.n_frames(n_samples)))


@lru_cache(maxsize=16)
def hann(window: int) -> NDArray[np.float32]:
    """Return the periodic Hann window of so many samples, read-only."""
    values = np.sin(np.pi * np.arange(window) / window) ** 2
    return frozen(values)


def forward(
    stft: Stft,
    samples: NDArray[np.float32],
    first_frame: int,
    last_frame: int,
    *,
    out: NDArray[np.complex64] | None = None,
    scratch: NDArray[np.float32] | None = None,
) -> NDArray[np.complex64]:
    """Return the spectra of the frames from `first_frame` up to, not including, `last_frame`.

    Parameters
    ----------
    stft : Stft
    samples : float32 (n_samples,)
    first_frame, last_frame : int
        Any range; a frame beyond the sound is zero.
    out : complex64 (at least n_frames, n_bins), optional
        Where the spectra are to be written.
    scratch : float32 (at least n_frames, fft), optional
        Room for the windowed samples.

    Returns
    -------
    complex64 (n_frames, n_bins)
        Each frame's bits depend on its samples alone, not on the range asked for.
    """
    n_frames = last_frame - first_frame
    if scratch is None:
        scratch = np.empty((n_frames, stft.fft), np.float32)
    if out is None:
        out = np.empty((n_frames, stft.n_bins), np.complex64)
    windowed, spectra = scratch[:n_frames], out[:n_frames]
    _cut_frames(samples, hann(stft.window), stft.hop, first_frame, windowed)
    rfft(windowed, spectra)
    return spectra


def magnitudes(
    stft: Stft,
    samples: NDArray[np.float32],
    *,
    n_threads: int = 1,
    look: Callable[[], None] = lambda: None,
) -> NDArray[np.float32]:
    """Return the magnitude spectrogram `V` of each channel.

    Parameters
    ----------
    stft : Stft
    samples : float32 (n_channels, n_samples)
    n_threads : ranges of frames are shared out among so many; the result does not depend on it
    look : called before each block of frames; its errors come out

    Returns
    -------
    float32 (n_channels, n_frames, n_bins), contiguous
    """
    samples = frozen(samples)
    n_channels, n_samples = samples.shape
    n_frames = stft.n_frames(n_samples)
    V = np.empty((n_channels, n_frames, stft.n_bins), np.float32)
    n_block = max(1, _BLOCK_SAMPLES // stft.fft)

    def fill(start: int, stop: int) -> None:
        scratch = np.empty((n_block, stft.fft), np.float32)
        spectra = np.empty((n_block, stft.n_bins), np.complex64)
        for channel in range(n_channels):
            for first in range(start, stop, n_block):
                look()
                last = min(first + n_block, stop)
                X = forward(stft, samples[channel], first, last, out=spectra, scratch=scratch)
                _write_magnitudes(X, V[channel, first:last])

    with Crew(n_threads) as crew:
        crew.run(fill, split(n_frames, n_threads))
    return V


@njit(nogil=True, cache=True)
def _cut_frames(samples: Any, window: Any, hop: int, first_frame: int, out: Any) -> None:
    """Write the windowed samples of consecutive frames, zeros beyond the sound and behind the window.

    Parameters
    ----------
    samples : float32 (n_samples,)
    window : float32 (window,)
    out : float32 (n_frames, fft), overwritten
    """
    n_samples, n_window = samples.size, window.size
    for i in range(out.shape[0]):
        begin = (first_frame + i) * hop - n_window // 2
        low = min(max(-begin, 0), n_window)
        high = max(min(n_samples - begin, n_window), low)
        row = out[i]
        row[:low] = 0.0
        row[high:] = 0.0
        inside, weights, target = samples[begin + low : begin + high], window[low:high], row[low:high]
        for j in range(high - low):
            target[j] = inside[j] * weights[j]


@njit(nogil=True, cache=True)
def _write_magnitudes(X: Any, V: Any) -> None:
    """Write `|X|` in double precision inside, so that no sample is too large or too small to be squared.

    Parameters
    ----------
    X : complex64 (n_frames, n_bins)
    V : float32 (n_frames, n_bins), overwritten
    """
    for t in range(X.shape[0]):
        for f in range(X.shape[1]):
            re, im = np.float64(X[t, f].real), np.float64(X[t, f].imag)
            V[t, f] = np.sqrt(re * re + im * im)

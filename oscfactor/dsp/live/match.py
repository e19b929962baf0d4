"""Match: the activations of an input by given bases, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.live.following import follow_frame, scratch_for
from oscfactor.dsp.live.frames import FrameStream, mean_magnitudes, silence_of
from oscfactor.dsp.nmf.kernels.strips import aligned, stride_of
from oscfactor.dsp.transform.stft import Stft, hann

N_SWEEPS, N_NEWTON = 3, 2


class Bases:
    """Bases as kernels take them, each with a sum of 1, and what the activations are to be divided by.

    Parameters
    ----------
    W : float32 (n_components, n_bins), none below zero
    """

    def __init__(self, W: NDArray[np.float32]) -> None:
        self.n_components, self.n_bins = W.shape
        self.W = aligned(self.n_components, stride_of(self.n_bins))
        sums = W.sum(axis=1, dtype=np.float64)
        self.sums = np.where(sums > 0, sums, 1.0).astype(np.float32)
        self.W[:, : self.n_bins] = W / self.sums[:, None]
        # A silent basis counts as one that is even: its activation means nothing, and nothing divides by 0.
        self.W[sums <= 0, : self.n_bins] = 1.0 / self.n_bins


class Activations:
    """The activations of one frame after the other; silence has none.

    Parameters
    ----------
    bases : Bases
    silence : float
        The mean magnitude in a bin below which a frame is silence.

    Attributes
    ----------
    h : float32 (n_components,), in the unit of the bases as they were given; overwritten by the next frame
    """

    def __init__(
        self, bases: Bases, silence: float, n_sweeps: int = N_SWEEPS, n_newton: int = N_NEWTON
    ) -> None:
        self.h = np.zeros(bases.n_components, np.float32)
        self._bases, self._n_sweeps, self._n_newton = bases, n_sweeps, n_newton
        self._silence = silence * bases.n_bins
        self._state = np.zeros(bases.n_components, np.float32)
        self._scratch = scratch_for(bases.n_components, bases.n_bins)

    def follow(self, v: NDArray[np.float32], total: float) -> None:
        """Take the next frame, float32 (n_bins,), and its sum."""
        if total > self._silence:
            follow_frame(v, total, self._bases.W, self._state, self._n_sweeps, self._n_newton, self._scratch)
            np.divide(self._state, self._bases.sums, out=self.h)
        else:
            self.h[:] = 0.0  # the state stays: what sounded before sounds again


class Matcher:
    """Matches an input by bases; the frames are those that `Stft` would cut, and end with the input.

    A frame comes when the last sample of its window has come. What the channels hold is matched together, by
    the mean of their magnitudes.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    stft : Stft
        By which they were found.
    n_channels : int
    """

    def __init__(self, W: NDArray[np.float32], stft: Stft, n_channels: int) -> None:
        window = hann(stft.window)
        self._stream = FrameStream(n_channels, window, stft.hop, stft.fft, stft.window - stft.window // 2)
        self._activations = Activations(Bases(W), silence_of(window))
        self._v = np.zeros(stft.n_bins, np.float32)

    def hear(self, block: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Take a block, float32 (n_channels, n), of any length; yield each frame's number and activations.

        Frame `t` is centred on the input's sample `t * hop`. The activations, float32 (n_components,), are
        overwritten by the next.
        """
        for t, _ in self._stream.feed(block):
            self._activations.follow(self._v, mean_magnitudes(self._stream.spectra, self._v))
            yield t, self._activations.h

"""Frames of a sound, which playing renders from: spectra and activations, edited or not."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.recombine import Cells, Recombiner
from oscfactor.dsp.transform.stft import Stft, forward


class Frames(Protocol):
    """Frames of a sound as it is, or of a stretched sound; frame `t` is centred on sample `t * hop`."""

    stft: Stft
    W: NDArray[np.float32]  # (n_components, n_bins)
    n_channels: int

    def over(self, start: int, stop: int) -> tuple[int, int]:
        """Return the range of frames that touch the samples from `start` up to `stop`."""
        ...

    def spectra(
        self, channel: int, first: int, last: int, out: NDArray[np.complex64]
    ) -> tuple[NDArray[np.complex64], NDArray[np.float32]]:
        """Return spectra (n_frames, n_bins) and activations (n_frames, n_components), C-contiguous.

        `out` is room for the spectra, if they are to be computed.
        """
        ...

    def edited(
        self, recombiner: Recombiner, channel: int, first: int, X: NDArray[np.complex64]
    ) -> tuple[NDArray[np.float32], NDArray[np.complex64]]:
        """Return activations (n_frames, n_components) and phases of new sound (n_frames, n_bins), as edited.

        Parameters
        ----------
        recombiner : Recombiner
        first : int
            The frame from which on `X` are the spectra.
        """
        ...


class SoundFrames:
    """The frames of a factorized sound as they are.

    Parameters
    ----------
    samples : float32 (n_channels, n_samples)
    stft : Stft
    W : float32 (n_components, n_bins)
    H : float32 (n_channels, n_frames, n_components)
    cells : Cells, optional
        How the layers are recombined.
    """

    def __init__(
        self,
        samples: NDArray[np.float32],
        stft: Stft,
        W: NDArray[np.float32],
        H: NDArray[np.float32],
        cells: Cells | None = None,
    ) -> None:
        n_frames = stft.n_frames(samples.shape[1])
        if W.shape[1] != stft.n_bins or H.shape != (samples.shape[0], n_frames, W.shape[0]):
            raise ValueError(f"shapes do not fit: samples {samples.shape}, W {W.shape}, H {H.shape}, {stft}")
        self.stft, self.W = stft, frozen(W)
        self.samples, self.H = frozen(samples), frozen(H)
        self.n_channels, self.n_samples = samples.shape
        self.cells = cells
        self._windowed = np.empty((0, stft.fft), np.float32)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the scratch room behind when it is pickled."""
        return SoundFrames, (self.samples, self.stft, self.W, self.H, self.cells)

    def over(self, start: int, stop: int) -> tuple[int, int]:
        """Return the range of frames that touch the samples from `start` up to `stop`."""
        return self.stft.frames_over(start, stop, self.n_samples)

    def spectra(
        self, channel: int, first: int, last: int, out: NDArray[np.complex64]
    ) -> tuple[NDArray[np.complex64], NDArray[np.float32]]:
        """Return the spectra and the activations of a range of frames."""
        if last - first > len(self._windowed):
            self._windowed = np.empty((last - first, self.stft.fft), np.float32)
        X = forward(self.stft, self.samples[channel], first, last, out=out, scratch=self._windowed)
        return X, self.H[channel, first:last]

    def recombiner(self) -> Recombiner | None:
        """Return a recombiner with scratch of its own; None if the sound is not edited."""
        cells = self.cells
        return None if cells is None else Recombiner(self.samples, self.stft, self.W, self.H, cells)

    def edited(
        self, recombiner: Recombiner, channel: int, first: int, X: NDArray[np.complex64]
    ) -> tuple[NDArray[np.float32], NDArray[np.complex64]]:
        """Return the activations and the phases of new sound of a range of frames."""
        return recombiner.edited(channel, first, X)

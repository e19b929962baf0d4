"""Frames of a mix: the spectra of a sound, shared out among its components and inverted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.cells import SomeFrames
from oscfactor.dsp.render.frames import Frames
from oscfactor.dsp.render.masks import mask_spectra, write_reciprocals
from oscfactor.dsp.render.recombine import Recombiner
from oscfactor.dsp.transform.fft import irfft


class Inverter:
    """Masks and inverts frames of a sound; it holds only scratch room, and serves one thread at a time.

    Parameters
    ----------
    frames : Frames
    recombiner : Recombiner, optional
        Of an edited sound.
    """

    def __init__(self, frames: Frames, recombiner: Recombiner | None = None) -> None:
        self._frames, self._recombiner = frames, recombiner
        self._room = (0, 0)

    def make_room(self, n_frames: int, n_outputs: int) -> None:
        """Allocate scratch for so many frames and outputs at once, unless it is there."""
        if (n_frames, n_outputs) == self._room:
            return
        self._room = n_frames, n_outputs
        fft, n_bins = self._frames.stft.fft, self._frames.stft.n_bins
        self._X = np.empty((n_frames, n_bins), np.complex64)
        self._reciprocals = np.empty((n_frames, n_bins), np.float32)
        self._mask = np.empty(n_bins, np.float32)
        self._Y = np.empty((n_frames, n_outputs, n_bins), np.complex64)
        self._inverted = np.empty((n_frames, n_outputs, fft), np.float32)

    def invert(self, channel: int, first: int, last: int, gains: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the masked frames from `first` up to `last` of a channel, not windowed yet.

        Parameters
        ----------
        gains : float32 (n_outputs, n_components), no more outputs than there is room for
            Linear gain of each component in each output. An edited sound takes one more for its residual.

        Returns
        -------
        float32 (n_frames, n_outputs, fft)
            Scratch, until the next call.
        """
        Y = self.mask(channel, first, last, gains)
        inverted = self._inverted[: len(Y), : len(gains)]
        irfft(Y, inverted)
        return inverted

    def mask(self, channel: int, first: int, last: int, gains: NDArray[np.float32]) -> NDArray[np.complex64]:
        """Return the masked spectra of frames, complex64 (n_frames, n_outputs, n_bins); as `invert` says."""
        frames, n = self._frames, last - first
        X, H = frames.spectra(channel, first, last, self._X)
        reciprocals, Y = self._reciprocals[:n], self._Y[:n]
        write_reciprocals(frames.W, H, reciprocals)
        if self._recombiner is None:
            mask_spectra(frames.W, H, gains, reciprocals, X, self._mask, Y)
        else:
            H_new, phasors = frames.edited(self._recombiner, channel, first, X)
            self._recombiner.write(SomeFrames(X, frozen(H), H_new, reciprocals, phasors), gains, Y)
        return Y[:, : len(gains)]

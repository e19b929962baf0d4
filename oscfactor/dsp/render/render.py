"""The one renderer: any mix of the components over any range of samples."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.masks import write_mask, write_reciprocals
from oscfactor.dsp.render.recombine import Cells, Recombiner
from oscfactor.dsp.transform.fft import irfft
from oscfactor.dsp.transform.stft import Stft, forward, hann

_GROUP_SAMPLES = 1 << 18  # of masked frames that are inverted at once: few calls, and still near in the cache


class Renderer:
    """Renders ranges of one factorized sound; it holds only scratch room, and serves one thread at a time.

    Files, pulls, streams and the player all use it. Spectra are computed anew from the samples, masked,
    inverted and overlapped in frame order: so a sample's bits depend on the sound, the factors and the gains,
    never on the range asked for.

    Parameters
    ----------
    samples : float32 (n_channels, n_samples)
    stft : Stft
    W : float32 (n_components, n_bins)
    H : float32 (n_channels, n_frames, n_components)
    cells : Cells, optional
        How the components are recombined, unless they sound as they were found.
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
        self._samples, self._stft = frozen(samples), stft
        self._W = frozen(W)
        self._H = frozen(H)
        self._recombiner = None if cells is None else Recombiner(self._samples, stft, self._W, self._H, cells)
        self._n_outputs = 0

    def render(
        self,
        gains: NDArray[np.float32],
        start: int,
        stop: int,
        *,
        out: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Return the samples from `start` up to, not including, `stop` of each mix.

        Parameters
        ----------
        gains : float32 (n_outputs, n_components)
            Linear gain of each component in each output. A recombined sound takes one more for its residual.
        start, stop : int
            In samples, within the sound.
        out : float32 (n_outputs, n_channels, stop - start), optional
            Where the samples are to be written.

        Returns
        -------
        float32 (n_outputs, n_channels, stop - start)
        """
        gains = frozen(gains)
        n_channels, n_samples = self._samples.shape
        if not 0 <= start <= stop <= n_samples:
            raise ValueError(f"samples {start} to {stop} are not within a sound of {n_samples}")
        if out is None:
            out = np.empty((len(gains), n_channels, stop - start), np.float32)
        out[...] = 0.0
        first, last = self._stft.frames_over(start, stop, n_samples)
        n_group = self._make_room(len(gains))
        for channel in range(n_channels):
            for t in range(first, last, n_group):
                self._add_frames(gains, channel, t, min(t + n_group, last), start, out)
        divide_by_overlap(hann(self._stft.window), self._stft.hop, first, last, start, out)
        return out

    def _make_room(self, n_outputs: int) -> int:
        """Allocate scratch for so many outputs, unless it is there; return how many frames it takes."""
        fft, n_bins = self._stft.fft, self._stft.n_bins
        n_group = min(max(1, _GROUP_SAMPLES // (fft * max(1, n_outputs))), 32)
        if n_outputs != self._n_outputs:
            self._windowed = np.empty((n_group, fft), np.float32)
            self._X = np.empty((n_group, n_bins), np.complex64)
            self._reciprocals = np.empty((n_group, n_bins), np.float32)
            self._mask = np.empty(n_bins, np.float32)
            self._Y = np.empty((n_group, n_outputs, n_bins), np.complex64)
            self._frames = np.empty((n_group, n_outputs, fft), np.float32)
            self._n_outputs = n_outputs
        return n_group

    def _add_frames(
        self,
        gains: NDArray[np.float32],
        channel: int,
        first: int,
        last: int,
        start: int,
        out: NDArray[np.float32],
    ) -> None:
        """Add the masked frames from `first` up to `last` of a channel to `out`, which begins at `start`."""
        stft, n = self._stft, last - first
        X = forward(stft, self._samples[channel], first, last, out=self._X, scratch=self._windowed)
        H = self._H[channel, first:last]
        write_reciprocals(self._W, H, self._reciprocals[:n])
        if self._recombiner is None:
            mask_spectra(self._W, H, gains, self._reciprocals, X, self._mask, self._Y)
        else:
            self._recombiner.write(channel, first, X, self._reciprocals, gains, self._Y)
        irfft(self._Y[:n], self._frames[:n])
        overlap_add(self._frames[:n], hann(stft.window), stft.hop, first, start, channel, out)


@njit(nogil=True, cache=True, error_model="numpy")
def mask_spectra(W: Any, H: Any, gains: Any, reciprocals: Any, X: Any, mask: Any, Y: Any) -> None:
    """Write the masked spectra of each output.

    Parameters
    ----------
    W : float32 (n_components, n_bins)
    H : float32 (n_frames, n_components)
    gains : float32 (n_outputs, n_components)
    reciprocals : float32 (n_frames, n_bins)
    X : complex64 (n_frames, n_bins)
    mask : float32 (n_bins,), scratch
    Y : complex64 (n_frames, n_outputs, n_bins), overwritten
    """
    for t in range(H.shape[0]):
        spectrum = X[t]
        for o in range(gains.shape[0]):
            write_mask(W, H[t], gains[o], reciprocals[t], mask)
            masked = Y[t, o]
            for f in range(mask.size):  # by parts: else the mask becomes complex too
                masked[f] = complex(spectrum[f].real * mask[f], spectrum[f].imag * mask[f])


@njit(nogil=True, cache=True)
def overlap_add(
    frames: Any, window: Any, hop: int, first_frame: int, start: int, channel: int, out: Any
) -> None:
    """Add windowed frames to the samples that they touch, in frame order; nothing is fused or reordered.

    Parameters
    ----------
    frames : float32 (n_frames, n_outputs, fft)
    window : float32 (window,)
    out : float32 (n_outputs, n_channels, n_samples) of the sound from sample `start` on, added to
    """
    n_window, n_samples = window.size, out.shape[2]
    for t in range(frames.shape[0]):
        begin = (first_frame + t) * hop - n_window // 2 - start
        low = max(-begin, 0)
        high = min(n_samples - begin, n_window)
        weights = window[low:high]
        for o in range(frames.shape[1]):
            frame, target = frames[t, o, low:high], out[o, channel, begin + low : begin + high]
            for j in range(high - low):
                target[j] += frame[j] * weights[j]


@njit(nogil=True, cache=True, error_model="numpy")
def divide_by_overlap(window: Any, hop: int, first: int, last: int, start: int, out: Any) -> None:
    """Divide by the sum of the squared windows of the frames that touch each sample.

    Parameters
    ----------
    window : float32 (window,)
    out : float32 (n_outputs, n_channels, n_samples) of the sound from sample `start` on, overwritten
    """
    total = np.zeros(out.shape[2], np.float32)
    for t in range(first, last):
        begin = t * hop - window.size // 2 - start
        for j in range(max(-begin, 0), min(total.size - begin, window.size)):
            total[begin + j] += window[j] * window[j]
    for n in range(total.size):
        total[n] = np.float32(1.0) / total[n]
    for o in range(out.shape[0]):
        for channel in range(out.shape[1]):
            for n in range(total.size):
                out[o, channel, n] *= total[n]

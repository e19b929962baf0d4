"""How loud each component is in one frame, from its masked spectrum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.inverter import Inverter
from oscfactor.dsp.transform.stft import hann


class LevelMeter:
    """Measures single frames of one sound; it holds scratch room, and serves one thread at a time.

    New sound takes the phases of the sound, whatever phases it is played with: they change levels little, and
    others could not be had for one frame alone.

    Parameters
    ----------
    frames : SoundFrames
    n_layers : int
        Its components, the residual among them; 0 measures the mix alone.
    """

    def __init__(self, frames: SoundFrames, n_layers: int) -> None:
        cells = None if frames.cells is None else replace(frames.cells, phase="source", phases=None)
        self._frames = SoundFrames(frames.samples, frames.stft, frames.W, frames.H, cells)
        self._n_layers = n_layers
        self._inverter = Inverter(self._frames, self._frames.recombiner())
        self._inverter.make_room(1, n_layers + 1)

    def measure(self, place: float, gains: NDArray[np.float32]) -> tuple[NDArray[np.float32], float, float]:
        """Return the RMS of each component, and RMS and peak of the mix, in the frame nearest to a place.

        Parameters
        ----------
        place : in samples of the sound
        gains : float32 (n_layers,), linear, of each component in the mix
        """
        frames, stft = self._frames, self._frames.stft
        t = min(max(round(place / stft.hop), 0), frames.H.shape[1] - 1)
        n = self._n_layers
        outputs = frozen(np.concatenate([np.eye(n, len(gains), dtype=np.float32), gains[None]]))
        powers, peak = np.zeros(n + 1), 0.0
        for channel in range(frames.n_channels):
            Y = self._inverter.mask(channel, t, t + 1, outputs)[0]
            powers += self._powers(Y)
            peak = max(peak, self._peak(Y[n]))
        rms = np.sqrt(powers / frames.n_channels)
        return (rms[:n] * gains[:n]).astype(np.float32), float(rms[n]), peak

    def _powers(self, Y: NDArray[np.complex64]) -> NDArray[np.float64]:
        """Return the mean squares of the samples under the window, by Parseval's theorem."""
        stft = self._frames.stft
        parts = Y.view(np.float32)  # real and imaginary, one after the other
        squares = np.square(parts).sum(axis=1, dtype=np.float64)
        n_paired = (stft.fft - 1) // 2  # bins that stand for two: all but 0 Hz and half the sample rate
        alone = np.square(np.concatenate([parts[:, :2], parts[:, 2 + 2 * n_paired :]], axis=1)).sum(axis=1)
        result: NDArray[np.float64] = (2 * squares - alone) / stft.fft / np.square(hann(stft.window)).sum()
        return result

    def _peak(self, spectrum: NDArray[np.complex64]) -> float:
        """Return the largest sample in the middle half of the frame, where the window can be divided out."""
        stft = self._frames.stft
        low, high = stft.window // 4, stft.window - stft.window // 4
        samples = np.fft.irfft(spectrum, stft.fft)[low:high] / hann(stft.window)[low:high]
        return float(np.abs(samples).max())

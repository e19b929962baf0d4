"""The one renderer: any mix of the components over any range of samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.inverter import Inverter
from oscfactor.dsp.render.overlap import divide_by_overlap, overlap_add
from oscfactor.dsp.transform.stft import hann

_GROUP_SAMPLES = 1 << 18  # of masked frames that are inverted at once: few calls, and still near in the cache
_MAX_GROUP = 32  # frames


class Renderer:
    """Renders ranges of one factorized sound; it holds only scratch room, and serves one thread at a time.

    Files, pulls, streams and the player all use it. Spectra are computed anew from the samples, masked,
    inverted and overlapped in frame order: so a sample's bits depend on the sound, the factors and the gains,
    never on the range asked for.

    Parameters
    ----------
    frames : SoundFrames
    """

    def __init__(self, frames: SoundFrames) -> None:
        self._frames = frames
        self._inverter = Inverter(frames, frames.recombiner())

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
        stft, n_channels, n_samples = self._frames.stft, self._frames.n_channels, self._frames.n_samples
        if not 0 <= start <= stop <= n_samples:
            raise ValueError(f"samples {start} to {stop} are not within a sound of {n_samples}")
        if out is None:
            out = np.empty((len(gains), n_channels, stop - start), np.float32)
        out[...] = 0.0
        first, last = self._frames.over(start, stop)
        n_group = min(max(1, _GROUP_SAMPLES // (stft.fft * max(1, len(gains)))), _MAX_GROUP)
        self._inverter.make_room(n_group, len(gains))
        window = hann(stft.window)
        for channel in range(n_channels):
            for t in range(first, last, n_group):
                inverted = self._inverter.invert(channel, t, min(t + n_group, last), gains)
                overlap_add(inverted, window, stft.hop, t, start, channel, out)
        divide_by_overlap(window, stft.hop, first, last, start, out)
        return out

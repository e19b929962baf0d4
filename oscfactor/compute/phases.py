"""Phases found ahead for a whole recombined sound: better ones than can be found while it plays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.griffinlim import griffin_lim
from oscfactor.dsp.render.phase import pghi, write_source_phasors
from oscfactor.dsp.render.recombine import Recombiner
from oscfactor.dsp.transform.stft import Stft, forward
from oscfactor.errors import LimitError
from oscfactor.model.layers import Layers

GRIFFIN_LIM_ITERATIONS = 32  # beyond these the convergence gains less than a decibel on our recordings
_MAX_BYTES = 1 << 30  # of phasors: four minutes of stereo at the default hop

Phasors = NDArray[np.complex64]


def offline_phasors(
    layers: Layers, progress: Callable[[float], None] = lambda _fraction: None
) -> Phasors | None:
    """Return the phases of new sound, if there are better ones than those heard while playing.

    With `pghi` a sound too long for this keeps the real-time form.

    Parameters
    ----------
    progress : called with the fraction done; may raise CancelledError

    Returns
    -------
    complex64 (n_channels, n_frames, n_bins), or None

    Raises
    ------
    LimitError : the sound is too long for `griffinlim`
    """
    cells, f = layers.cells(), layers.factorization
    phase = layers.recombination.phase
    if cells is None or phase == "source":
        return None
    samples, stft = frozen(layers.buffer.samples), f.stft
    n_channels, n_frames, _ = f.H.shape
    if 8 * n_channels * n_frames * stft.n_bins > _MAX_BYTES:
        if phase == "griffinlim":
            raise LimitError("the sound is too long for phase griffinlim; use pghi, or a part of the sound")
        return None
    recombiner = Recombiner(samples, stft, f.W, f.H, cells)
    out = np.empty((n_channels, n_frames, stft.n_bins), np.complex64)

    def fill(channel: int) -> None:
        def tell(share: float) -> None:
            progress((channel + share) / n_channels)

        tell(0.0)
        magnitudes = recombiner.new_magnitudes(channel, 0, n_frames)
        write_source_phasors(forward(stft, samples[channel], 0, n_frames), out[channel])
        out[channel] = pghi(magnitudes, stft, out[channel])
        if phase == "griffinlim":
            out[channel] = _polished(magnitudes, stft, out[channel], samples.shape[1], tell)

    for channel in range(n_channels):
        fill(channel)
    return out


def _polished(
    magnitudes: NDArray[np.float32],
    stft: Stft,
    phasors: Phasors,
    n_samples: int,
    progress: Callable[[float], None],
) -> Phasors:
    """Return phasors of one channel that agree better with the magnitudes."""
    return griffin_lim(
        magnitudes, stft, phasors, n_samples, iterations=GRIFFIN_LIM_ITERATIONS, progress=progress
    )

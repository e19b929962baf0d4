"""Phases found ahead for a whole recombined sound: better than those found while it plays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.griffinlim import griffin_lim
from oscfactor.dsp.render.phase import pghi, turned
from oscfactor.dsp.transform.stft import forward
from oscfactor.errors import LimitError
from oscfactor.limits import CHUNK_CELLS, phases_bytes
from oscfactor.machine.threads import Crew
from oscfactor.model.layers import Layers

GRIFFIN_LIM_ITERATIONS = 32  # beyond these the convergence gains less than a decibel on our recordings
MAX_CELLS = 1 << 27  # of all channels: four minutes of stereo at the default hop

Array = NDArray[np.float32]


def cost(layers: Layers, *, n_threads: int) -> int:
    """Return how many bytes `offline_phases` takes at its worst."""
    f = layers.factorization
    n_channels, n_frames, _ = f.H.shape
    phase = layers.recombination.phase
    plain = layers.recombination.plain and layers.cell is None
    if plain or (phase == "pghi" and _too_long(layers)):
        phase = "source"
    return phases_bytes(n_channels, n_frames, f.stft.n_bins, phase=phase, n_threads=n_threads)


def offline_phases(
    layers: Layers, progress: Callable[[float], None] = lambda _fraction: None, *, n_threads: int = 1
) -> Array | None:
    """Return the phases of new sound, or None if those heard while playing are as good.

    With `pghi` a sound too long for this keeps the real-time form.

    Parameters
    ----------
    progress : called with the fraction done; may raise CancelledError
    n_threads : of which each takes a channel

    Returns
    -------
    float32 (n_channels, n_frames, n_bins), in radians, or None

    Raises
    ------
    LimitError : the sound is too long for `griffinlim`
    """
    frames, f = layers.frames(), layers.factorization
    phase = layers.recombination.phase
    if frames.cells is None or phase == "source":
        return None
    if _too_long(layers):
        if phase == "griffinlim":
            raise LimitError("the sound is too long for phase griffinlim; use pghi, or a part of the sound")
        return None
    n_channels, n_frames, _ = f.H.shape
    out = np.empty((n_channels, n_frames, f.stft.n_bins), np.float32)

    def find(first: int, last: int) -> None:
        for channel in range(first, last):
            tell = partial(_tell, progress, channel, n_channels)
            _write_phases(layers, frames, channel, out[channel], tell)

    # Griffin and Lim's way takes the whole channel several times over: one at a time.
    with Crew(min(n_threads, n_channels) if phase == "pghi" else 1) as crew:
        crew.run(find, [(channel, channel + 1) for channel in range(n_channels)])
    return out


def _too_long(layers: Layers) -> bool:
    n_channels, n_frames, _ = layers.factorization.H.shape
    return bool(n_channels * n_frames * layers.factorization.stft.n_bins > MAX_CELLS)


def _tell(progress: Callable[[float], None], channel: int, n_channels: int, share: float) -> None:
    progress((channel + share) / n_channels)


def _write_phases(
    layers: Layers, frames: SoundFrames, channel: int, out: Array, progress: Callable[[float], None]
) -> None:
    """Find the phases of one channel, some frames at a time: each part goes on from the one before."""
    stft, samples, recombiner = frames.stft, frames.samples[channel], frames.recombiner()
    assert recombiner is not None
    n_frames, n_part = len(out), max(64, CHUNK_CELLS // stft.n_bins)
    for begin in range(0, n_frames, n_part):
        progress(begin / n_frames)
        end = min(begin + n_part, n_frames)
        first, last = max(begin - 1, 0), min(end + 1, n_frames)
        magnitudes = recombiner.new_magnitudes(channel, first, last)
        source = forward(stft, samples, begin, end)
        out[begin:end] = pghi(magnitudes, stft, source, out[begin - 1] if begin else None, ahead=last > end)
    if layers.recombination.phase == "griffinlim":
        magnitudes = recombiner.new_magnitudes(channel, 0, n_frames)
        n_samples = layers.buffer.n_samples
        start = turned(out)
        polished = griffin_lim(
            magnitudes, stft, start, n_samples, iterations=GRIFFIN_LIM_ITERATIONS, progress=progress
        )
        out[:] = np.angle(polished)

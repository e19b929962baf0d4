"""Phases found ahead for a whole recombined sound: better than those found while it plays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute.tally import Tally
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.griffinlim import griffin_lim
from oscfactor.dsp.render.phase import pghi
from oscfactor.dsp.transform.stft import forward
from oscfactor.errors import LimitError
from oscfactor.limits import CHUNK_CELLS, phases_bytes
from oscfactor.machine.threads import Crew
from oscfactor.model.layers import Layers

GRIFFIN_LIM_ITERATIONS = 32  # beyond these the convergence gains less than a decibel on our recordings
_PGHI_SHARE = 0.1  # of the time that Griffin and Lim's way takes with what it begins from
_MIN_PART_FRAMES = 16
MAX_CELLS = 1 << 27  # of all channels: four minutes of stereo at the default hop

Array = NDArray[np.float32]


def cost(layers: Layers, *, n_threads: int) -> int:
    """Return how many bytes `offline_phases` takes at its worst."""
    f = layers.factorization
    n_channels, n_frames, _ = f.H.shape
    phase = layers.recombination.phase if _are_sought(layers) else "source"
    return phases_bytes(
        n_channels, layers.buffer.n_samples, n_frames, f.stft.n_bins, phase=phase, n_threads=n_threads
    )


def share_of_time(layers: Layers) -> float:
    """Return which share of the time of a rendering goes into finding phases, about."""
    return 0.5 if _are_sought(layers) else 0.0


def _are_sought(layers: Layers) -> bool:
    plain, phase = layers.recombination.plain and layers.cell is None, layers.recombination.phase
    return not (plain or phase == "source" or (phase == "pghi" and _too_long(layers)))


def offline_phases(
    layers: Layers, progress: Callable[[float], None] = lambda _fraction: None, *, n_threads: int = 1
) -> Array | None:
    """Return the phases of new sound, or None if those heard while playing are as good.

    With `pghi` a sound too long for this keeps the real-time form.

    Parameters
    ----------
    progress : called with the fraction done; may raise CancelledError
    n_threads : of which each takes a channel, or some of its frames

    Returns
    -------
    float32 (n_channels, n_frames, n_bins), in radians, or None

    Raises
    ------
    LimitError : the sound is too long for `griffinlim`
    """
    frames, f = layers.frames(), layers.factorization
    if frames.cells is None or not _are_sought(layers):
        return None
    polishes = layers.recombination.phase == "griffinlim"
    if polishes and _too_long(layers):
        raise LimitError("the sound is too long for phase griffinlim; use pghi, or a part of the sound")
    n_channels, n_frames, _ = f.H.shape
    out = np.empty((n_channels, n_frames, f.stft.n_bins), np.float32)
    share = _PGHI_SHARE if polishes else 1.0
    tally = Tally(n_channels * n_frames, progress, share=share)
    with Crew(min(n_threads, n_channels)) as crew:
        crew.run(
            lambda channel, _end: _write_phases(frames, channel, out[channel], tally),
            [(channel, channel + 1) for channel in range(n_channels)],
        )
    if polishes:
        _polish_all(frames, out, n_threads, lambda done: progress(share + (1 - share) * done))
    return out


def _too_long(layers: Layers) -> bool:
    n_channels, n_frames, _ = layers.factorization.H.shape
    return bool(n_channels * n_frames * layers.factorization.stft.n_bins > MAX_CELLS)


def _write_phases(frames: SoundFrames, channel: int, out: Array, tally: Tally) -> None:
    """Integrate the phases of one channel, some frames at a time: each part goes on from the one before.

    Parts keep what is held small and are soon done when the job is cancelled; measured, they agree with
    their magnitudes as well as a whole that is integrated at once.
    """
    stft, samples, recombiner = frames.stft, frames.samples[channel], frames.recombiner()
    assert recombiner is not None
    n_frames, n_part = len(out), max(_MIN_PART_FRAMES, CHUNK_CELLS // stft.n_bins)
    for begin in range(0, n_frames, n_part):
        end = min(begin + n_part, n_frames)
        first, last = max(begin - 1, 0), min(end + 1, n_frames)
        magnitudes = recombiner.new_magnitudes(channel, first, last)
        source = forward(stft, samples, begin, end)
        out[begin:end] = pghi(magnitudes, stft, source, out[begin - 1] if begin else None, ahead=last > end)
        tally.add(end - begin)


def _polish_all(
    frames: SoundFrames, phases: Array, n_threads: int, progress: Callable[[float], None]
) -> None:
    """Polish one channel after another: the memory that one takes is several times that of its phases."""
    n_channels = len(phases)
    for channel in range(n_channels):

        def tell(done: float, channel: int = channel) -> None:
            progress((channel + done) / n_channels)

        _polish(frames, channel, phases[channel], n_threads, tell)


def _polish(
    frames: SoundFrames, channel: int, phases: Array, n_threads: int, progress: Callable[[float], None]
) -> None:
    """Let the phases of one channel agree better with the magnitudes."""
    recombiner = frames.recombiner()
    assert recombiner is not None
    griffin_lim(
        recombiner.new_magnitudes(channel, 0, len(phases)),
        frames.stft,
        phases,
        frames.n_samples,
        iterations=GRIFFIN_LIM_ITERATIONS,
        n_threads=n_threads,
        progress=progress,
    )

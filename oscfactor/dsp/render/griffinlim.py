"""Phases that agree with their magnitudes better and better: Griffin and Lim's way, accelerated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.inverse import write_inverse
from oscfactor.dsp.render.phase import source_phasors, turned
from oscfactor.dsp.transform.stft import Stft, forward
from oscfactor.machine.threads import Crew, split

_BATCH_FRAMES = 64  # transformed at once
_ACCELERATION = 0.99  # Perraudin and others' choice; with more it may not settle

Matrix = NDArray[np.float32]
Phasors = NDArray[np.complex64]


def griffin_lim(
    magnitudes: Matrix,
    stft: Stft,
    phases: Matrix,
    n_samples: int,
    *,
    iterations: int,
    n_threads: int = 1,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> None:
    """Let the phases of a whole spectrogram agree better with its magnitudes.

    Two more spectra of the whole are held meanwhile; all else is done in batches of frames.

    Parameters
    ----------
    magnitudes : float32 (n_frames, n_bins)
    stft : Stft
    phases : float32 (n_frames, n_bins), in radians, overwritten
    n_samples : int
        Length of the sound.
    iterations : int
        Each is one inverse and one forward transform of the whole.
    n_threads : int
        The result does not depend on it.
    progress : callable
        Called before each batch with the fraction done; an error that it raises ends the work.

    References
    ----------
    Perraudin, Balazs & Søndergaard, "A fast Griffin-Lim algorithm", WASPAA 2013.
    """
    phasors, before = (np.empty(magnitudes.shape, np.complex64) for _ in range(2))
    sound = np.empty((1, 1, n_samples), np.float32)
    heard = frozen(sound[0, 0])
    batches = split(len(magnitudes), -(-len(magnitudes) // _BATCH_FRAMES))
    parts = split(n_samples, len(batches))
    n_done = 0  # iterations

    def turn(first: int, last: int) -> None:
        phasors[first:last] = turned(phases[first:last])

    def invert(start: int, stop: int) -> None:
        progress((n_done + 0.5 * start / n_samples) / iterations)
        write_inverse(
            lambda a, b: magnitudes[a:b] * phasors[a:b], stft, n_samples, start, sound[:, :, start:stop]
        )

    def project(first: int, last: int) -> None:
        progress((n_done + 0.5 + 0.5 * first / len(magnitudes)) / iterations)
        projected = forward(stft, heard, first, last)
        ahead = projected
        if n_done:
            ahead = projected + np.float32(_ACCELERATION) * (projected - before[first:last])
        phasors[first:last] = source_phasors(ahead)
        before[first:last] = projected

    def give_back(first: int, last: int) -> None:
        phases[first:last] = np.angle(phasors[first:last])

    with Crew(n_threads) as crew:
        crew.run(turn, batches)
        for n_done in range(iterations):  # noqa: B007 - the three above look at it
            crew.run(invert, parts)
            crew.run(project, batches)
        crew.run(give_back, batches)

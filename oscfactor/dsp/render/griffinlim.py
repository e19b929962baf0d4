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
    n_samples : of the sound
    iterations : each is one inverse and one forward transform of the whole
    n_threads : the result does not depend on it
    progress : called before each batch with the fraction done; an error that it raises ends the work

    References
    ----------
    Perraudin, Balazs & Søndergaard, "A fast Griffin-Lim algorithm", WASPAA 2013.
    """
    estimate = _Estimate(magnitudes, stft, phases, n_samples, progress, iterations)
    batches = split(len(magnitudes), -(-len(magnitudes) // _BATCH_FRAMES))
    parts = split(n_samples, len(batches))
    with Crew(n_threads) as crew:
        crew.run(estimate.begin, batches)
        for n_done in range(iterations):
            estimate.n_done = n_done
            crew.run(estimate.invert, parts)
            crew.run(estimate.project, batches)
        crew.run(estimate.give_back, batches)


class _Estimate:
    """The phases after `n_done` iterations, as phasors, and the sound that they give."""

    def __init__(
        self,
        magnitudes: Matrix,
        stft: Stft,
        phases: Matrix,
        n_samples: int,
        progress: Callable[[float], None],
        iterations: int,
    ) -> None:
        self.n_done = 0
        self._magnitudes, self._stft, self._phases = magnitudes, stft, phases
        self._phasors, self._before = (np.empty(magnitudes.shape, np.complex64) for _ in range(2))
        self._sound = np.empty((1, 1, n_samples), np.float32)
        self._heard = frozen(self._sound[0, 0])
        self._progress, self._iterations = progress, iterations

    def begin(self, first: int, last: int) -> None:
        """Take over the phases of a batch of frames."""
        self._phasors[first:last] = turned(self._phases[first:last])

    def invert(self, start: int, stop: int) -> None:
        """Write a part of the sound."""
        n_samples = self._sound.shape[2]
        self._tell(0.5 * start / n_samples)
        out = self._sound[:, :, start:stop]
        write_inverse(self._spectra, self._stft, n_samples, start, out)

    def project(self, first: int, last: int) -> None:
        """Take the phases of a batch from the spectrum of the sound, and a step further."""
        self._tell(0.5 + 0.5 * first / len(self._magnitudes))
        projected = forward(self._stft, self._heard, first, last)
        ahead = projected
        if self.n_done:
            ahead = projected + np.float32(_ACCELERATION) * (projected - self._before[first:last])
        self._phasors[first:last] = source_phasors(ahead)
        self._before[first:last] = projected

    def give_back(self, first: int, last: int) -> None:
        """Overwrite the phases of a batch."""
        self._phases[first:last] = np.angle(self._phasors[first:last])

    def _spectra(self, first: int, last: int) -> Phasors:
        return self._magnitudes[first:last] * self._phasors[first:last]

    def _tell(self, share: float) -> None:
        self._progress((self.n_done + share) / self._iterations)

"""Spectra of a recombined sound, frame by frame: cells of the matrix and edited layers.

The part of a layer that the sound had already keeps its phases, by its share of the mask. A part that is new
has a magnitude and no phase: an edit added it, or it is a cell off the diagonal. `phase.py` finds its phases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.cells import N_ROWS, Recombined, SomeFrames, write_new, write_shaped, write_soft
from oscfactor.dsp.render.phase import Integrator, source_phasors, turned
from oscfactor.dsp.transform.stft import Stft, forward

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """How the layers of one factorized sound are recombined.

    Parameters
    ----------
    W : float32 (n_components, n_bins), the bases as edited
    H : float32 (n_channels, n_frames, n_components), the activations as analysed
    activations : by component, float32 (n_channels, n_frames): those that are edited
    edited : bool (n_components,), whether a component's basis or activation is edited
    matrix : float32 (n_components, n_components), gain with which activation `i` drives basis `j`
    exponent, threshold : of the masks; 1 and 0 leave them as they are
    phase : 'source' or 'pghi'
    phases : float32 (n_channels, n_frames, n_bins), instead of `phase`: found ahead, for the whole sound
    phased_as : as `matrix`: that of the mix whose phases these cells have, if they are a part of one
    """

    W: Matrix
    H: Matrix
    activations: Mapping[int, Matrix]
    edited: NDArray[np.bool_]
    matrix: Matrix
    exponent: float = 1.0
    threshold: float = 0.0
    phase: str = "source"
    phases: Matrix | None = None
    phased_as: Matrix | None = None
    diagonal: Matrix = field(init=False)
    others: Matrix = field(init=False)

    def __post_init__(self) -> None:
        diagonal, others = _parted(self.matrix)
        object.__setattr__(self, "diagonal", diagonal)
        object.__setattr__(self, "others", others)

    @property
    def mix(self) -> tuple[Matrix, Matrix]:
        """Diagonal and others of the mix whose phases these cells have."""
        return (self.diagonal, self.others) if self.phased_as is None else _parted(self.phased_as)

    def frames(self, channel: int, first: int, last: int) -> Matrix:
        """Return the activations as edited, float32 (n_frames, n_components); beyond the sound they are 0."""
        n_frames = self.H.shape[1]
        H = np.zeros((last - first, self.H.shape[2]), np.float32)
        low, high = max(first, 0), min(last, n_frames)
        if low < high:
            H[low - first : high - first] = self.H[channel, low:high]
            for k, activation in self.activations.items():
                H[low - first : high - first, k] = activation[channel, low:high]
        return H


class Recombiner:
    """Writes the spectra of a recombined sound; it holds scratch room, and serves one thread at a time.

    Every output of a frame has the same phases, those of the mix of all cells: so outputs add up, and a fader
    never touches a phase.

    Parameters
    ----------
    samples : float32 (n_channels, n_samples)
    stft : Stft
    W : float32 (n_components, n_bins), the bases as analysed
    H : float32 (n_channels, n_frames, n_components), the activations as analysed
    """

    def __init__(self, samples: Matrix, stft: Stft, W: Matrix, H: Matrix, cells: Cells) -> None:
        self._samples, self._stft, self._W, self._H, self._cells = samples, stft, W, H, cells
        self._made = Recombined(
            W=W,
            W_new=frozen(cells.W),
            edited=cells.edited,
            diagonal=cells.diagonal,
            others=cells.others,
            exponent=np.float32(cells.exponent),
            threshold=np.float32(cells.threshold),
        )
        diagonal, others = cells.mix
        self._mix = self._made._replace(diagonal=diagonal, others=others)
        self._rows = np.empty((N_ROWS, W.shape[1]), np.float32)
        self._integrators: dict[int, Integrator] = {}

    def edited(
        self, channel: int, first: int, X: NDArray[np.complex64]
    ) -> tuple[Matrix, NDArray[np.complex64]]:
        """Return the activations as edited, and the phases of new sound, for the frames from `first` on.

        Parameters
        ----------
        X : complex64 (n_frames, n_bins), the spectra of the sound in these frames

        Returns
        -------
        float32 (n_frames, n_components), complex64 (n_frames, n_bins) of modulus 1
        """
        return self._cells.frames(channel, first, first + len(X)), self._phasors(channel, first, X)

    def write(self, frames: SomeFrames, gains: Matrix, Y: NDArray[np.complex64]) -> None:
        """Write the spectra of each output.

        Parameters
        ----------
        frames : SomeFrames, of the sound or between such
        gains : float32 (n_outputs, n_components), or one more: that of the residual, else silent
        Y : complex64 (n_frames, at least n_outputs, n_bins), overwritten
        """
        cells = self._cells
        if gains.shape[1] == len(self._W):
            gains = np.pad(gains, ((0, 0), (0, 1)))
        shaped = cells.exponent != 1.0 or cells.threshold > 0.0 or bool(gains[:, -1].any())
        write = write_shaped if shaped else write_soft
        write(self._made, frames, frozen(gains), self._rows, Y)

    def new_magnitudes(self, channel: int, first: int, last: int) -> Matrix:
        """Return the magnitudes of new sound in some frames of the mix, with all faders at 1.

        These are the magnitudes that need phases.

        Returns
        -------
        float32 (n_frames, n_bins)
        """
        out = np.zeros((last - first, self._W.shape[1]), np.float32)
        H = np.zeros((last - first, self._H.shape[2]), np.float32)
        low, high = max(first, 0), min(last, self._H.shape[1])
        if low < high:
            H[low - first : high - first] = self._H[channel, low:high]
        write_new(self._mix, H, self._cells.frames(channel, first, last), out)
        return out

    def _phasors(self, channel: int, first: int, X: NDArray[np.complex64]) -> NDArray[np.complex64]:
        cells = self._cells
        if cells.phases is not None:
            return turned(cells.phases[channel, first : first + len(X)])
        if cells.phase == "source":
            return source_phasors(X)
        if channel not in self._integrators:
            self._integrators[channel] = Integrator(
                self._stft,
                lambda start, stop: self.new_magnitudes(channel, start, stop),
                lambda start, stop: forward(self._stft, self._samples[channel], start, stop),
            )
        return self._integrators[channel].phasors(first, X)


def _parted(matrix: Matrix) -> tuple[Matrix, Matrix]:
    """Return the diagonal of a matrix, and the matrix without it."""
    return np.ascontiguousarray(np.diag(matrix)), matrix - np.diag(np.diag(matrix))

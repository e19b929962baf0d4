"""What a recombined sound is, frame by frame: cells of the matrix and edited layers, as spectra.

What was there already keeps its own sound, by its share of the mask. What is new, because an edit added it or
because a cell off the diagonal never sounded, has a magnitude but no phase: that comes from `phase.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.phase import Integrator, write_source_phasors
from oscfactor.dsp.stft import Stft, forward, frozen

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
    phasors : complex64 (n_channels, n_frames, n_bins), instead of `phase`: found ahead, for the whole sound
    """

    W: Matrix
    H: Matrix
    activations: Mapping[int, Matrix]
    edited: NDArray[np.bool_]
    matrix: Matrix
    exponent: float = 1.0
    threshold: float = 0.0
    phase: str = "source"
    phasors: NDArray[np.complex64] | None = None
    diagonal: Matrix = field(init=False)
    others: Matrix = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "diagonal", np.ascontiguousarray(np.diag(self.matrix)))
        object.__setattr__(self, "others", self.matrix - np.diag(np.diag(self.matrix)))

    def between(self, channel: int, places: NDArray[np.float64]) -> Matrix:
        """Return the activations as edited at places between frames, float32 (n_places, n_components)."""
        below = np.clip(np.floor(places).astype(np.intp), 0, self.H.shape[1] - 1)
        above = np.minimum(below + 1, self.H.shape[1] - 1)
        share = np.clip(places - below, 0.0, 1.0).astype(np.float32)
        H: Matrix = self.H[channel, below] * (1 - share[:, None]) + self.H[channel, above] * share[:, None]
        for k, activation in self.activations.items():
            H[:, k] = activation[channel, below] * (1 - share) + activation[channel, above] * share
        return H

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
        self._W_new = frozen(cells.W)
        self._rows = np.empty((3, W.shape[1]), np.float32)
        self._integrators: dict[int, Integrator] = {}

    def write(
        self,
        channel: int,
        first: int,
        X: NDArray[np.complex64],
        reciprocals: Matrix,
        gains: Matrix,
        Y: NDArray[np.complex64],
    ) -> None:
        """Write the spectra of each output for the frames from `first` on.

        Parameters
        ----------
        X : complex64 (n_frames, n_bins)
        reciprocals : float32 (n_frames, n_bins), of `W H` as analysed
        gains : float32 (n_outputs, n_components), or one more: that of the residual, else silent
        Y : complex64 (n_frames, n_outputs, n_bins), overwritten
        """
        last = first + len(X)
        H_new = self._cells.frames(channel, first, last)
        phasors = self._phasors(channel, first, X)
        self.write_spectra(X, self._H[channel, first:last], H_new, phasors, reciprocals, gains, Y)

    def write_spectra(
        self,
        X: NDArray[np.complex64],
        H: Matrix,
        H_new: Matrix,
        phasors: NDArray[np.complex64],
        reciprocals: Matrix,
        gains: Matrix,
        Y: NDArray[np.complex64],
    ) -> None:
        """Write the spectra of each output for frames that may lie between those of the sound.

        Parameters
        ----------
        X : complex64 (n_frames, n_bins)
        H, H_new : float32 (n_frames, n_components), as analysed and as edited
        phasors : complex64 (n_frames, n_bins), phases of what is new
        reciprocals, gains, Y : as `write` says
        """
        cells = self._cells
        if gains.shape[1] == len(self._W):
            gains = np.pad(gains, ((0, 0), (0, 1)))
        shaped = cells.exponent != 1.0 or cells.threshold > 0.0 or bool(gains[:, -1].any())
        _write = _write_shaped if shaped else _write_soft
        _write(
            self._W,
            frozen(H),
            self._W_new,
            H_new,
            cells.edited,
            cells.diagonal,
            cells.others,
            frozen(gains),
            reciprocals,
            X,
            phasors,
            np.float32(cells.exponent),
            np.float32(cells.threshold),
            self._rows,
            Y,
        )

    def new_magnitudes(self, channel: int, first: int, last: int) -> Matrix:
        """Return how much is new in each bin of some frames, with all faders at 1: what needs phases.

        Returns
        -------
        float32 (n_frames, n_bins)
        """
        cells = self._cells
        out = np.zeros((last - first, self._W.shape[1]), np.float32)
        H = np.zeros((last - first, self._H.shape[2]), np.float32)
        low, high = max(first, 0), min(last, self._H.shape[1])
        if low < high:
            H[low - first : high - first] = self._H[channel, low:high]
        _write_new(
            self._W,
            H,
            self._W_new,
            cells.frames(channel, first, last),
            cells.edited,
            cells.diagonal,
            cells.others,
            out,
        )
        return out

    def _phasors(self, channel: int, first: int, X: NDArray[np.complex64]) -> NDArray[np.complex64]:
        cells = self._cells
        if cells.phasors is not None:
            return cells.phasors[channel, first : first + len(X)]
        if cells.phase == "source":
            phasors = np.empty_like(X)
            write_source_phasors(X, phasors)
            return phasors
        if channel not in self._integrators:
            self._integrators[channel] = Integrator(
                self._stft,
                lambda start, stop: self.new_magnitudes(channel, start, stop),
                lambda start, stop: forward(self._stft, self._samples[channel], start, stop),
            )
        return self._integrators[channel].phasors(first, X)


@njit(nogil=True, cache=True, error_model="numpy")
def _write_new(
    W: Any, H: Any, W_new: Any, H_new: Any, edited: Any, diagonal: Any, others: Any, out: Any
) -> None:
    """Add up what is new in each bin with all faders at 1.

    Parameters
    ----------
    W, W_new : float32 (n_components, n_bins)
    H, H_new : float32 (n_frames, n_components)
    edited : bool (n_components,)
    diagonal : float32 (n_components,)
    others : float32 (n_components, n_components), zero on the diagonal
    out : float32 (n_frames, n_bins), added to
    """
    n_components, n_bins = W.shape
    for t in range(H.shape[0]):
        row = out[t]
        for k in range(n_components):
            h, g, d = H[t, k], H_new[t, k], diagonal[k]
            if edited[k] and d != 0.0:
                for f in range(n_bins):
                    row[f] += d * max(W_new[k, f] * g - W[k, f] * h, np.float32(0.0))
        for j in range(n_components):
            amount = np.float32(0.0)
            for i in range(n_components):
                amount += others[i, j] * H_new[t, i]
            if amount != 0.0:
                for f in range(n_bins):
                    row[f] += amount * W_new[j, f]


@njit(nogil=True, cache=True, error_model="numpy")
def _write_soft(
    W: Any,
    H: Any,
    W_new: Any,
    H_new: Any,
    edited: Any,
    diagonal: Any,
    others: Any,
    gains: Any,
    reciprocals: Any,
    X: Any,
    phasors: Any,
    exponent: Any,  # noqa: ARG001 - the two ways to write are called alike
    threshold: Any,  # noqa: ARG001
    rows: Any,
    Y: Any,
) -> None:
    """Write `sum_k g_k d_k min(m_k, m'_k) / (W H) X + (sum_k g_k d_k max(m'_k - m_k, 0) + cells) phasors`.

    There `m_k = W_k H_k` as analysed and `m'_k` as edited, `d` the diagonal of the matrix, and the cells off
    it are `sum_j W'_j sum_i g_i M_ij H'_i`.

    Parameters
    ----------
    W, W_new : float32 (n_components, n_bins)
    H, H_new : float32 (n_frames, n_components)
    edited : bool (n_components,)
    diagonal : float32 (n_components,)
    others : float32 (n_components, n_components), zero on the diagonal
    gains : float32 (n_outputs, n_components + 1)
    reciprocals : float32 (n_frames, n_bins)
    X, phasors : complex64 (n_frames, n_bins)
    rows : float32 (3, n_bins), scratch
    Y : complex64 (n_frames, n_outputs, n_bins), overwritten
    """
    n_components, n_bins = W.shape
    keep, new = rows[0], rows[1]
    for t in range(H.shape[0]):
        for o in range(gains.shape[0]):
            keep[:] = 0.0
            new[:] = 0.0
            share = np.float32(0.0)
            for k in range(n_components):
                gain = gains[o, k] * diagonal[k]
                if gain == 0.0:
                    continue
                basis, amount = W[k], gain * H[t, k]
                if not edited[k]:
                    share += gain
                    for f in range(n_bins):
                        keep[f] += amount * basis[f]
                    continue
                basis_new, amount_new = W_new[k], gain * H_new[t, k]
                for f in range(n_bins):
                    was, becomes = amount * basis[f], amount_new * basis_new[f]
                    kept = min(was, becomes)
                    keep[f] += kept
                    new[f] += becomes - kept
            _add_cells(W_new, H_new[t], others, gains[o], new)
            share /= np.float32(n_components)
            for f in range(n_bins):
                part = keep[f] * reciprocals[t, f] if reciprocals[t, f] > 0.0 else share
                Y[t, o, f] = X[t, f] * part + phasors[t, f] * new[f]


@njit(nogil=True, cache=True, error_model="numpy")
def _add_cells(W_new: Any, h_new: Any, others: Any, gains: Any, new: Any) -> None:
    """Add what the cells off the diagonal sound in one frame.

    Parameters
    ----------
    W_new : float32 (n_components, n_bins)
    h_new : float32 (n_components,)
    others : float32 (n_components, n_components), zero on the diagonal
    gains : float32 (at least n_components,)
    new : float32 (n_bins,), added to
    """
    n_components, n_bins = W_new.shape
    for j in range(n_components):
        amount = np.float32(0.0)
        for i in range(n_components):
            amount += gains[i] * others[i, j] * h_new[i]
        if amount != 0.0:
            for f in range(n_bins):
                new[f] += amount * W_new[j, f]


@njit(nogil=True, cache=True, error_model="numpy")
def _write_shaped(
    W: Any,
    H: Any,
    W_new: Any,
    H_new: Any,
    edited: Any,
    diagonal: Any,
    others: Any,
    gains: Any,
    reciprocals: Any,
    X: Any,
    phasors: Any,
    exponent: Any,
    threshold: Any,
    rows: Any,
    Y: Any,
) -> None:
    """Do as `_write_soft` does, with masks raised to `exponent` and nothing below `threshold`.

    What the masks leave over then is the residual, whose gain is the last of each output's.
    """
    n_components, n_bins = W.shape
    keep, new, left = rows[0], rows[1], rows[2]
    flat = np.float32(1.0) / np.float32(n_components)
    for t in range(H.shape[0]):
        for o in range(gains.shape[0]):
            keep[:] = 0.0
            new[:] = 0.0
            left[:] = 1.0
            for k in range(n_components):
                gain = gains[o, k] * diagonal[k]
                h, g = H[t, k], H_new[t, k]
                for f in range(n_bins):
                    was = h * W[k, f]
                    mask = was * reciprocals[t, f] if reciprocals[t, f] > 0.0 else flat
                    mask = mask**exponent if mask > threshold else np.float32(0.0)
                    left[f] -= mask
                    if not edited[k]:
                        keep[f] += gain * mask
                        continue
                    becomes = g * W_new[k, f]
                    if becomes < was:
                        mask *= becomes / was
                    keep[f] += gain * mask
                    new[f] += gain * max(becomes - was, np.float32(0.0))
            _add_cells(W_new, H_new[t], others, gains[o], new)
            rest = gains[o, n_components]
            for f in range(n_bins):
                Y[t, o, f] = (
                    X[t, f] * (keep[f] + rest * max(left[f], np.float32(0.0))) + phasors[t, f] * new[f]
                )

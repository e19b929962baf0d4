"""Phases for magnitudes that never sounded: those of the sound itself, or integrated from the magnitudes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oscfactor.dsp.render.phase_paths import follow, integrate
from oscfactor.dsp.transform.stft import Stft

BLOCK_FRAMES = 16  # after so many frames the real-time form begins anew, from the phases of the sound
_TOLERANCE = 1e-6  # of the loudest bin; softer bins keep the sound's phases, for nobody hears them
_LIVE_TOLERANCE = 1e-3  # the same while playing: measured, it changes nothing but takes a third of the time
_SILENCE = float(np.log(np.finfo(np.float32).tiny))
_FLOORS = np.array([np.log(_LIVE_TOLERANCE), _SILENCE])
_HANN_GAMMA = 0.25645  # of the squared window length: the Gaussian that is most like a Hann window

Matrix = NDArray[np.float32]
Phasors = NDArray[np.complex64]


def steps(stft: Stft) -> tuple[float, float, float, float]:
    """Return how a phase follows from log-magnitudes: the factors and constants for a hop and for a bin.

    From one frame to the next, bin `f` turns by `a * (s[f+1] - s[f-1]) + b * f`; from one bin to the next,
    frame `t` turns by `c * (s[t+1] - s[t-1]) + d`, where `s` are natural logarithms of magnitudes.

    References
    ----------
    Průša, Balazs & Søndergaard, "A noniterative method for reconstruction of phase from STFT magnitude",
    IEEE/ACM Transactions on Audio, Speech, and Language Processing 25(5), 2017, equations 17 to 20.
    """
    gamma = _HANN_GAMMA * stft.window**2
    area = float(stft.hop * stft.fft)
    return (
        area / (2 * gamma),
        2 * np.pi * stft.hop / stft.fft,
        -gamma / (2 * area),
        -2 * np.pi * (stft.window // 2) / stft.fft,
    )


def pghi(
    magnitudes: Matrix, stft: Stft, source: Phasors, before: Matrix | None = None, *, ahead: bool = False
) -> Matrix:
    """Return phases for a spectrogram, whole or in part, by phase gradient heap integration.

    Parameters
    ----------
    magnitudes : float32 (n_frames, n_bins), with one frame more in front if there is `before`, and one more
        behind if there is one `ahead`
    stft : Stft
    source : complex64 (n_frames, n_bins), whose phases inaudible bins and the loudest bin of each island get
    before : float32 (n_bins,), phases of the frame before the first, on which a part goes on

    Returns
    -------
    float32 (n_frames, n_bins), in radians

    References
    ----------
    As `steps` says.
    """
    logs = _logs(magnitudes)
    floor = max(logs.max(initial=_SILENCE) + np.log(_TOLERANCE), _SILENCE)
    known = np.where(logs > floor, 0, 2).astype(np.uint8)
    phases = np.zeros(logs.shape, np.float32)
    inside = slice(0 if before is None else 1, len(logs) - ahead)
    phases[inside] = np.angle(source)
    if before is not None:
        phases[0] = before
        known[0] = np.where(known[0] == 0, 1, 2)
    if ahead:
        known[-1] = 2
    integrate(logs, np.array(steps(stft)), known, phases)
    return phases[inside]


class Integrator:
    """Phase gradient heap integration in its real-time form, frame after frame, knowing one frame ahead.

    Blocks of `block_frames` begin anew from the sound's own phases: so the phases of a frame depend on the
    sound and on what is new in it alone, wherever one begins to listen, and need no more than a block's work.

    Parameters
    ----------
    stft : Stft
    magnitudes : callable
        Returns float32 (n_frames, n_bins) for a range of frames; beyond the sound, zeros.
    spectra : callable
        Returns complex64 (n_frames, n_bins) of the sound for a range of frames.

    References
    ----------
    Průša & Søndergaard, "Real-time spectrogram inversion using phase gradient heap integration", DAFx 2016.
    """

    def __init__(
        self,
        stft: Stft,
        magnitudes: Callable[[int, int], Matrix],
        spectra: Callable[[int, int], Phasors],
        block_frames: int = BLOCK_FRAMES,
    ) -> None:
        self._magnitudes, self._spectra, self._block_frames = magnitudes, spectra, block_frames
        self._steps = np.array(steps(stft))
        self._before = np.zeros(stft.n_bins, np.float32)
        self._next = -1  # the frame that goes on from the phases in `_before`

    def phasors(self, first: int, X: Phasors) -> Phasors:
        """Return the phasors of the frames from `first` on, whose spectra in the sound are `X`.

        Returns
        -------
        complex64 (n_frames, n_bins), of modulus 1
        """
        last = first + len(X)
        begin = first if first == self._next else first // self._block_frames * self._block_frames
        if begin < first:
            X = np.concatenate([self._spectra(begin, first), X])
        logs = _logs(self._magnitudes(begin - 1, last + 1))
        phases = np.angle(X).astype(np.float32)
        follow(logs, self._steps, begin, self._block_frames, _FLOORS, self._before, phases)
        self._before = phases[-1].copy()
        self._next = last
        return turned(phases[first - begin :])


def _logs(magnitudes: Matrix) -> Matrix:
    smallest = np.float32(np.finfo(np.float32).tiny)
    return np.log(np.maximum(magnitudes, smallest))


def turned(phases: Matrix) -> Phasors:
    """Return the complex numbers of modulus 1 that have these phases."""
    phasors = np.empty(phases.shape, np.complex64)
    phasors.real, phasors.imag = np.cos(phases), np.sin(phases)
    return phasors


def source_phasors(X: Phasors) -> Phasors:
    """Return `X / |X|`, and 1 where `X` is 0."""
    phasors = np.empty_like(X)
    _write_source_phasors(X, phasors)
    return phasors


@njit(nogil=True, cache=True, error_model="numpy")
def _write_source_phasors(X: Any, phasors: Any) -> None:
    """Write `X / |X|`, and 1 where `X` is 0.

    Parameters
    ----------
    X, phasors : complex64 (n_frames, n_bins), the second overwritten
    """
    for t in range(X.shape[0]):
        for f in range(X.shape[1]):
            re, im = np.float64(X[t, f].real), np.float64(X[t, f].imag)
            size = np.sqrt(re * re + im * im)
            phasors[t, f] = complex(re / size, im / size) if size > 0.0 else 1.0

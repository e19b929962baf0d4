"""How well spectra agree with their magnitudes, for tests and measurements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.inverse import inverse
from oscfactor.dsp.transform.stft import Stft, forward

Phasors = NDArray[np.complex64]


def spectral_convergence(spectra: Phasors, stft: Stft, n_samples: int) -> float:
    """Return how far the sound made of `spectra` misses their magnitudes, in decibels: less is better.

    References
    ----------
    Sturmel & Daudet, "Signal reconstruction from STFT magnitude: a state of the art", DAFx 2011.
    """
    wanted = np.abs(spectra)
    got = np.abs(forward(stft, inverse(spectra, stft, n_samples), 0, len(spectra)))
    total = float(np.linalg.norm(wanted))
    return 20 * float(np.log10(max(float(np.linalg.norm(got - wanted)), 1e-30) / total)) if total else -np.inf

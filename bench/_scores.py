"""How well the layers of a mix fit its sources, where an oracle says which layer belongs to which source."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import fast_bss_eval
import numpy as np
from numpy.typing import NDArray

from bench._measure import N_THREADS
from bench._pieces import Piece
from oscfactor.dsp.edit.events import events
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.render import Renderer
from oscfactor.dsp.transform.stft import Stft, magnitudes
from oscfactor.model.values import Buffer, Factorization

NEAR = 0.05  # seconds between an onset that is there and one that was found
MOST = 60.0  # dB; what is perfect has no number


class Score(NamedTuple):
    """Means over the sources of one piece."""

    gain: float  # of SI-SDR over the mix, in dB; a source that got nothing has none
    sir: float  # dB, of sources that got something
    sar: float
    onsets: float  # F-measure


@lru_cache(maxsize=1)
def powers_of(piece: Piece, stft: Stft) -> NDArray[np.float32]:
    """Return the power of each source in each bin, (n_sources, n_channels, n_frames, n_bins)."""
    return np.square([magnitudes(stft, stem, n_threads=N_THREADS) for stem in piece.stems])


def shares(piece: Piece, f: Factorization) -> NDArray[np.float64]:
    """Return how much of each source's energy each layer takes, (n_sources, n_components)."""
    found = np.zeros((len(piece.stems), f.n_components))
    powers = powers_of(piece, f.stft)
    for channel, h in enumerate(f.H):
        mix = np.maximum(h @ f.W, 1e-20)
        for k in range(f.n_components):
            mask = h[:, k, None] * f.W[k] / mix
            found[:, k] += [float(np.vdot(mask, power[channel])) for power in powers]
    return found


def scored(piece: Piece, buffer: Buffer, f: Factorization) -> Score:
    """Return how well layers fit, each in the group of the source of which it has most."""
    groups = shares(piece, f).argmax(axis=0)
    n_sources = len(piece.stems)
    gains = (groups == np.arange(n_sources)[:, None]).astype(np.float32)
    frames = SoundFrames(buffer.samples, f.stft, f.W, f.H)
    estimates = Renderer(frames).render(gains, 0, buffer.n_samples).reshape(n_sources, -1)
    stems, mix = piece.stems.reshape(n_sources, -1), piece.mix.reshape(-1)
    got = gains.any(axis=1)
    # What got nothing is given the mix for the computation, and counts for nothing.
    estimates = np.where(got[:, None], estimates, mix)
    sdr, sir, sar = (
        np.clip(values, -MOST, MOST)
        for values in fast_bss_eval.bss_eval_sources(
            *(part.astype(np.float64) for part in (stems, estimates)),
            filter_length=1,  # which makes them scale-invariant
            compute_permutation=False,
        )
    )
    gain = np.where(got, sdr - [_si_sdr(stem, mix) for stem in stems], 0.0)
    onsets = [
        _f_measure(_onsets(f, groups == i, buffer.sample_rate), piece.onsets[i]) for i in range(n_sources)
    ]
    return Score(float(gain.mean()), float(sir[got].mean()), float(sar[got].mean()), float(np.mean(onsets)))


def _si_sdr(source: NDArray[np.float32], estimate: NDArray[np.float32]) -> float:
    s, e = source.astype(np.float64), estimate.astype(np.float64)
    target = (e @ s) / (s @ s) * s
    return float(10 * np.log10((target @ target) / ((e - target) @ (e - target))))


def _onsets(f: Factorization, own: NDArray[np.bool_], rate: int) -> NDArray[np.float64]:
    """Return when the events of a group of layers begin, in seconds."""
    if not own.any():
        return np.zeros(0)
    return events(f.H[:, :, own].sum(axis=2)) * (f.stft.hop / rate)


def _f_measure(found: NDArray[np.float64], true: NDArray[np.float64]) -> float:
    """Match each true onset to one found near it, and each found one once."""
    left, n_hits = list(found), 0
    for onset in true:
        near = [other for other in left if abs(other - onset) <= NEAR]
        if near:
            left.remove(min(near, key=lambda other: abs(other - onset)))
            n_hits += 1
    return 2 * n_hits / (len(found) + len(true)) if len(found) + len(true) else 1.0

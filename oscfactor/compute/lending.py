"""Bases and activations lent to the factorization of another sound, in that sound's bins and frames."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.edit import bases, fitting
from oscfactor.dsp.transform.stft import Stft
from oscfactor.errors import ArgumentError
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer, Factorization

Array = NDArray[np.float32]


def check(lender: Layers, buffer: Buffer, stft: Stft) -> None:
    """Raise `ArgumentError` if a sound's activations are not as long as a buffer, or of other channels."""
    ours, theirs = buffer.n_samples / buffer.sample_rate, _seconds(lender)
    # The last frame of each stands at its end or up to a hop behind it.
    slack = stft.hop / buffer.sample_rate + 1 / lender.frame_rate
    if abs(ours - theirs) > slack:
        raise ArgumentError(f"those activations last {theirs:.2f} s and this sound lasts {ours:.2f} s")
    n_channels = len(lender.factorization.H)
    if n_channels not in (1, buffer.n_channels):
        raise ArgumentError(
            f"those activations have {n_channels} channels and this sound has {buffer.n_channels}"
        )


def lent_bases(lender: Layers, sample_rate: int, stft: Stft) -> Factorization:
    """Return the lender's components as edited, their bases with the bins of another transform and rate.

    A bin of 44.1 kHz is not that of 96 kHz: each basis keeps its frequencies, and its sum.
    """
    f = lender.as_edited
    ratio = sample_rate / stft.fft / lender.bin_hz
    if ratio == 1.0 and f.stft.n_bins == stft.n_bins:
        return f
    return replace(f, W=frozen(np.stack([bases.resample(w, ratio, stft.n_bins) for w in f.W])))


def lent_activations(lender: Layers, buffer: Buffer, stft: Stft) -> Factorization:
    """Return the lender's components as edited, their activations with the frames of another buffer.

    Each keeps its times; frames beyond its end repeat its last frame.
    """
    f = lender.as_edited
    ratio = lender.frame_rate * stft.hop / buffer.sample_rate
    n_frames = stft.n_frames(buffer.n_samples)
    if ratio == 1.0 and f.n_frames == n_frames:
        return f
    places = np.minimum(np.arange(n_frames) * ratio, f.n_frames - 1)
    H = np.stack([fitting.between(f.H[:, :, k], places) for k in range(f.n_components)], axis=2)
    return replace(f, H=frozen(H))


def _seconds(lender: Layers) -> float:
    return lender.buffer.n_samples / lender.buffer.sample_rate

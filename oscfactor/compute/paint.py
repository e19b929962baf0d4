"""Components led by hints: what a musician painted on the spectrogram, solved from where they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from oscfactor.compute.factorize import in_range
from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.nmf.painting import UPDATES, Region, lead
from oscfactor.dsp.transform.stft import magnitudes
from oscfactor.errors import ArgumentError
from oscfactor.limits import check_index, factorization_bytes
from oscfactor.model.hints import Hint
from oscfactor.model.values import Buffer, Factorization

_APART = 10.0  # a weight of 1 lets the other components count so many times less


def check(buffer: Buffer, f: Factorization, hint: Hint) -> None:
    """Raise `ArgumentError` if a hint is of no component, or its rectangle lies outside the sound."""
    check_index("component", hint.k, f.n_components)
    seconds, nyquist = buffer.n_samples / buffer.sample_rate, buffer.sample_rate / 2
    for first, last, low, high, most, unit in (
        ("t0", "t1", hint.begin, hint.end, seconds, "s"),
        ("f0", "f1", hint.low, hint.high, nyquist, "Hz"),
    ):
        if not low < high:
            raise ArgumentError(f"{first} must be below {last}, got {low:g} and {high:g} {unit}")
        if low >= most:
            what = "the end of the sound" if unit == "s" else "half the sample rate"
            raise ArgumentError(f"{first} must be below {most:g} {unit}, {what}; got {low:g}")


def cost(buffer: Buffer, f: Factorization) -> int:
    """Return how many bytes `paint` takes at its worst."""
    return factorization_bytes(buffer.n_channels, f.n_frames, f.stft.n_bins, f.n_components)


def paint(
    buffer: Buffer,
    f: Factorization,
    hints: Sequence[Hint],
    *,
    n_threads: int = 2,
    progress: Callable[[float], None] = lambda _fraction: None,
    look: Callable[[], None] = lambda: None,
) -> Factorization:
    """Return the components as they follow these hints, starting from where they are.

    The loss is Kullback's and Leibler's, whatever they were found by. A region stands for all channels.

    Raises
    ------
    ArgumentError : the components would be out of range
    CancelledError : whatever `progress` and `look` raise comes through
    """
    V = magnitudes(f.stft, buffer.samples, n_threads=n_threads, look=look)
    n_channels, n_frames, n_bins = V.shape
    regions = [
        Region((a + c * n_frames, b + c * n_frames), bins, weights)
        for (a, b), bins, weights in (_region(buffer, f, hint) for hint in hints)
        for c in range(n_channels)
    ]
    H = f.H.reshape(n_channels * n_frames, -1)
    rows = V.reshape(n_channels * n_frames, n_bins)
    led = lead(rows, f.W, H, regions, n_threads=n_threads, progress=progress)
    found = replace(
        f,
        W=frozen(led.W),
        H=frozen(led.H.reshape(f.H.shape)),
        loss="kl",
        loss_value=led.loss,
        n_iterations=f.n_iterations + UPDATES,
        hints=tuple(hints),
    )
    return in_range(found)


def _region(buffer: Buffer, f: Factorization, hint: Hint) -> Region:
    """Return the frames and bins in a hint's rectangle: at least the ones that are nearest to it."""
    frames = _within(hint.begin, hint.end, buffer.sample_rate / f.stft.hop, f.n_frames)
    bins = _within(hint.low, hint.high, f.stft.fft / buffer.sample_rate, f.stft.n_bins)
    weights = np.ones(f.n_components, np.float32)
    kept_out = np.arange(f.n_components) != hint.k if hint.weight > 0 else np.arange(f.n_components) == hint.k
    weights[kept_out] = _APART ** -abs(hint.weight)
    return Region(frames, bins, weights)


def _within(low: float, high: float, per_unit: float, count: int) -> tuple[int, int]:
    first = min(math.ceil(low * per_unit), count - 1)
    last = min(math.floor(high * per_unit) + 1, count)
    if last <= first:
        first = min(round((low + high) / 2 * per_unit), count - 1)
        last = first + 1
    return first, last

"""Sounds for live input: notes that begin and fade, as an instrument's."""

import numpy as np


def notes(seconds, sample_rate, seed, lowest=110.0, n_per_second=7, falling=5.0):
    """Return a sound, float32 (n_samples,), of plucked notes from two octaves, with a little noise."""
    rng = np.random.default_rng(seed)
    n = round(seconds * sample_rate)
    sound = rng.standard_normal(n) * 1e-3
    for _ in range(round(seconds * n_per_second)):
        at, hz = int(rng.integers(0, n)), lowest * 2 ** (rng.integers(0, 24) / 12)
        t = np.arange(min(n - at, sample_rate)) / sample_rate
        for i in range(1, 8):
            sound[at : at + t.size] += 0.05 / i * np.sin(2 * np.pi * hz * i * t) * np.exp(-falling * t)
    return sound.astype(np.float32)


def blocks(samples, seed=1, largest=900):
    """Cut samples, (n_channels, n_samples), into blocks of any length."""
    rng, at = np.random.default_rng(seed), 0
    while at < samples.shape[1]:
        n = int(rng.integers(1, largest))
        yield samples[:, at : at + n]
        at += n

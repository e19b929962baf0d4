"""A short sound with parts that can be told apart."""

from __future__ import annotations

import numpy as np

SAMPLE_RATE = 48000


def drums(seconds: float = 0.5, n_channels: int = 2) -> np.ndarray:
    """Return hits, a tone and a wash, float32 (n_samples, n_channels)."""
    rng = np.random.default_rng(7)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    hits = np.exp(-(time % 0.125) * 60) * rng.standard_normal(len(time)) * 0.3
    tone = np.sin(2 * np.pi * 220 * time) * (time % 0.25 < 0.125) * 0.2
    wash = rng.standard_normal(len(time)) * 0.01
    left = hits + tone + wash
    right = 0.5 * hits - tone + wash
    return np.stack([left, right][:n_channels], axis=1).astype(np.float32)

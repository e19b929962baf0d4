"""A short sound in a few layers, for tests of what is rendered."""

from __future__ import annotations

import numpy as np

from oscfactor.dsp.render.recombine import Cells
from oscfactor.dsp.transform.stft import Stft

STFT = Stft(window=64, hop=16, fft=64)
N, K = 700, 3


def sound(n_channels: int = 2, n_samples: int = N, stft: Stft = STFT):
    """Return noise and factors of wide range: samples, W, H."""
    random = np.random.default_rng(5)
    samples = (0.3 * random.standard_normal((n_channels, n_samples))).astype(np.float32)
    W = random.random((K, stft.n_bins), dtype=np.float32) ** 4
    H = random.random((n_channels, stft.n_frames(n_samples), K), dtype=np.float32) ** 4
    return samples, W, H


def cells(W, H, **changes) -> Cells:
    """Return edits of one basis and one activation, under a matrix that drives them all."""
    given = {
        "W": np.roll(W, 2, axis=1) * np.array([[1], [0], [0]], np.float32)
        + W * np.array([[0], [1], [1]], np.float32),
        "H": H,
        "activations": {2: H[:, ::-1, 2].copy()},
        "edited": np.array([True, False, True]),
        "matrix": np.random.default_rng(6).random((K, K), dtype=np.float32),
    }
    return Cells(**{**given, **changes})


def unedited(W, H, **changes) -> Cells:
    """Return no edits, for masks that are shaped."""
    none = {"activations": {}, "edited": np.zeros(K, np.bool_), "matrix": np.eye(K, dtype=np.float32)}
    return Cells(W=W, H=H, **none, **changes)

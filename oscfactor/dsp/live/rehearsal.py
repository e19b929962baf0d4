"""A little of everything that can be done with an input, so that no kernel is compiled while it goes on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.live.match import Matcher
from oscfactor.dsp.transform.stft import Stft


def rehearse() -> Iterator[NDArray[np.float32]]:
    """Match a tenth of a second of noise; yield what was found."""
    random, stft = np.random.default_rng(0), Stft(512, 128, 512)
    noise = random.uniform(-0.1, 0.1, (2, 4800)).astype(np.float32)
    W = random.random((3, stft.n_bins)).astype(np.float32)
    yield np.array([h.copy() for _, h in Matcher(W, stft, 2).hear(noise)])

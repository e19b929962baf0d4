"""A little of everything that can be played, so that no kernel is compiled or loaded while a buffer plays."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.arrays import frozen
from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.recombine import Cells
from oscfactor.dsp.transform.stft import Stft
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.orders import BLOCK, RESAMPLE, STRETCH, Orders, Playable, Region
from oscfactor.realtime.renderer.player import Player


def rehearse() -> list[NDArray[np.float32]]:
    """Play a little of a sound in every way there is, so that all kernels are compiled or loaded.

    Loading holds the interpreter for moments in which the render thread would be late. A collection of
    garbage that looks through all of numba's objects would too: the objects that exist by then are set aside.

    Returns
    -------
    float32 (n_outputs, BLOCK) for each way
    """
    heard = []
    for sound in _playables():
        region = Region(0, sound.buffer.n_samples, loop=True)
        for rate, mode in ((1.0, STRETCH), (0.5, STRETCH), (0.5, RESAMPLE)):
            orders = Orders(sound, Mix.neutral(sound.n_components), region, rate, mode)
            heard.append(Player(orders, sample_rate=sound.buffer.sample_rate, n_outputs=2).render(BLOCK))
    gc.collect()
    gc.freeze()
    return heard


def _playables() -> Iterator[Playable]:
    """Yield a tenth of a second of stereo noise in two layers: unedited, and with each kind of edit."""
    random, stft = np.random.default_rng(0), Stft()
    samples = frozen(random.uniform(-0.1, 0.1, (2, 4800)))
    W = frozen(random.random((2, stft.n_bins)))
    H = frozen(random.random((2, stft.n_frames(samples.shape[1]), 2)))
    cells = [
        Cells(
            W=W,
            H=H,
            activations={0: H[:, :, 0] * np.float32(2)},
            edited=np.array([True, False]),
            matrix=np.ones((2, 2), np.float32),
            exponent=exponent,
            phase="pghi",
        )
        for exponent in (1.0, 2.0)
    ]
    for recombined in (None, *cells):
        yield Playable(Buffer(samples, 48000), SoundFrames(samples, stft, W, H, recombined), 2)

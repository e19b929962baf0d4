"""Blocks that are played: the samples of the renderer of ranges, bit for bit."""

import numpy as np
import pytest

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.render.live import LiveRenderer
from oscfactor.dsp.render.render import Renderer
from tests.support.layers import STFT, K, N, cells, sound

SAMPLES, W, H = sound()
GAINS = np.array([[1, 1, 1], [0.5, 0, 2], [0, 1, 0]], np.float32)
CHANNELS = [0, 0, 1]


@pytest.mark.parametrize("block", [1, 16, 61, 256, N])
@pytest.mark.parametrize("edits", [None, cells(W, H), cells(W, H, phase="pghi"), cells(W, H, threshold=0.2)])
def test_blocks_are_the_ranges_of_the_sound(edits, block):
    frames = SoundFrames(SAMPLES, STFT, W, H, edits)
    whole = Renderer(frames).render(GAINS, 0, N)[range(3), CHANNELS]
    live = LiveRenderer(frames, GAINS, CHANNELS)
    for start in range(0, N if block > 1 else 50, block):
        assert np.array_equal(live.render(start, min(start + block, N)), whole[:, start : start + block])


def test_a_jump_in_either_direction_is_rendered_from_where_it_leads():
    frames = SoundFrames(SAMPLES, STFT, W, H)
    whole = Renderer(frames).render(GAINS, 0, N)[range(3), CHANNELS]
    live = LiveRenderer(frames, GAINS, CHANNELS)
    for start in (0, 300, 16, 316, 620, 0):
        assert np.array_equal(live.render(start, start + 64), whole[:, start : start + 64])


def test_in_steady_state_each_frame_is_inverted_once():
    frames = SoundFrames(SAMPLES, STFT, W, H)
    asked: list[int] = []
    spectra = frames.spectra
    frames.spectra = lambda channel, first, last, out: (
        asked.extend(range(first, last)) or spectra(channel, first, last, out)
    )
    live = LiveRenderer(frames, np.ones((1, K), np.float32), [0])
    for start in range(0, 600, 4):
        live.render(start, start + 4)
    assert asked == list(range(frames.over(0, 600)[1]))


def test_without_voices_there_is_nothing_to_render():
    live = LiveRenderer(SoundFrames(SAMPLES, STFT, W, H), np.zeros((0, K), np.float32), [])
    assert live.render(0, 64).shape == (0, 64)

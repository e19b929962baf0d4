"""Frames laid over one another, against a loop in NumPy."""

import numpy as np
import pytest

from oscfactor.dsp.render.overlap import divide_by_overlap, overlap_add
from oscfactor.dsp.transform.stft import hann
from tests.support import naive

WINDOW, HOP, N = 33, 11, 200
FRAMES = np.random.default_rng(0).random((20, 2, 40), dtype=np.float32)


@pytest.mark.parametrize(("start", "stop"), [(0, N), (0, 7), (60, 95), (N - 1, N)])
def test_frames_are_windowed_and_added_where_they_stand(start, stop):
    expected = np.zeros((2, N + 2 * WINDOW))
    for t, frame in enumerate(FRAMES):
        expected[:, WINDOW + t * HOP - WINDOW // 2 :][:, :WINDOW] += frame[:, :WINDOW] * hann(WINDOW)
    out = np.zeros((2, 3, stop - start), np.float32)
    first = max((start + WINDOW // 2 - WINDOW) // HOP + 1, 0)
    last = min((stop - 1 + WINDOW // 2) // HOP + 1, 20)
    overlap_add(FRAMES[first:last], hann(WINDOW), HOP, first, start, 1, out)
    np.testing.assert_allclose(out[:, 1], expected[:, WINDOW + start : WINDOW + stop], rtol=1e-5)
    assert not out[:, [0, 2]].any()


@pytest.mark.parametrize("window", [WINDOW, 32])
def test_the_sum_of_squared_windows_is_divided_out(window):
    out = np.ones((2, 2, N), np.float32)
    divide_by_overlap(hann(window), HOP, 0, 1 + -(-N // HOP), 0, out)
    np.testing.assert_allclose(out[1, 1], 1 / naive.overlap(window, HOP, N), rtol=1e-5)
    part = np.ones((1, 1, 50), np.float32)
    divide_by_overlap(hann(window), HOP, 0, 1 + -(-N // HOP), 90, part)
    assert np.array_equal(part[0, 0], out[0, 0, 90:140])

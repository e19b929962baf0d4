"""Frames laid over one another, and the overlap of their windows divided out."""

from typing import Any

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def overlap_add(
    frames: Any, window: Any, hop: int, first_frame: int, start: int, channel: int, out: Any
) -> None:
    """Add windowed frames to the samples that they touch, in frame order; nothing is fused or reordered.

    Parameters
    ----------
    frames : float32 (n_frames, n_outputs, fft)
    window : float32 (window,)
    out : float32 (n_outputs, n_channels, n_samples) of the sound from sample `start` on, added to
    """
    n_window, n_samples = window.size, out.shape[2]
    for t in range(frames.shape[0]):
        begin = (first_frame + t) * hop - n_window // 2 - start
        low = max(-begin, 0)
        high = min(n_samples - begin, n_window)
        weights = window[low:high]
        for o in range(frames.shape[1]):
            frame, target = frames[t, o, low:high], out[o, channel, begin + low : begin + high]
            for j in range(high - low):
                target[j] += frame[j] * weights[j]


@njit(nogil=True, cache=True, error_model="numpy")
def divide_by_overlap(window: Any, hop: int, first: int, last: int, start: int, out: Any) -> None:
    """Divide by the sum of the squared windows of the frames that touch each sample.

    Parameters
    ----------
    window : float32 (window,)
    out : float32 (n_outputs, n_channels, n_samples) of the sound from sample `start` on, overwritten
    """
    total = np.zeros(out.shape[2], np.float32)
    for t in range(first, last):
        begin = t * hop - window.size // 2 - start
        for j in range(max(-begin, 0), min(total.size - begin, window.size)):
            total[begin + j] += window[j] * window[j]
    for n in range(total.size):
        total[n] = np.float32(1.0) / total[n]
    for o in range(out.shape[0]):
        for channel in range(out.shape[1]):
            for n in range(total.size):
                out[o, channel, n] *= total[n]

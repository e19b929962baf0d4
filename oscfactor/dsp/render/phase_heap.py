"""Integration of phases along the loudest paths first, by a heap."""

from typing import Any

import numpy as np
from numba import njit

_TWO_PI = 2 * np.pi


@njit(nogil=True, cache=True)
def integrate(logs: Any, steps: Any, known: Any, phases: Any) -> None:
    """Give every unknown cell a phase from its loudest known neighbour.

    Parameters
    ----------
    logs : float32 (n_frames, n_bins), natural logarithms of magnitudes
    steps : float64 (4,), from `phase.steps`
    known : uint8 (n_frames, n_bins): 0 to be found, 1 known, 2 left as it is; overwritten
    phases : float32 (n_frames, n_bins), overwritten where `known` is 0; an island keeps the phase of the cell
        from which it is found

    References
    ----------
    Průša, Balazs & Søndergaard 2017, algorithm 1, as `phase.steps` says.
    """
    n_frames, n_bins = logs.shape
    cells, keys = np.empty(logs.size, np.int64), np.empty(logs.size, np.float32)
    size = 0
    for t in range(n_frames):
        for f in range(n_bins):
            if known[t, f] == 1:
                size = _push(cells, keys, size, t * n_bins + f, logs[t, f])
    for start in range(logs.size):
        if size == 0:
            t, f = start // n_bins, start % n_bins
            if known[t, f] != 0:
                continue
            known[t, f] = 1
            size = _push(cells, keys, size, start, logs[t, f])
        while size:
            cell = cells[0]
            size = _pop(cells, keys, size)
            t, f = cell // n_bins, cell % n_bins
            here = phases[t, f]
            if t + 1 < n_frames and known[t + 1, f] == 0:
                turn = 0.5 * (_hop_turn(logs, steps, t, f) + _hop_turn(logs, steps, t + 1, f))
                phases[t + 1, f] = (here + turn) % _TWO_PI
                known[t + 1, f] = 1
                size = _push(cells, keys, size, cell + n_bins, logs[t + 1, f])
            if t > 0 and known[t - 1, f] == 0:
                turn = 0.5 * (_hop_turn(logs, steps, t, f) + _hop_turn(logs, steps, t - 1, f))
                phases[t - 1, f] = (here - turn) % _TWO_PI
                known[t - 1, f] = 1
                size = _push(cells, keys, size, cell - n_bins, logs[t - 1, f])
            if f + 1 < n_bins and known[t, f + 1] == 0:
                turn = 0.5 * (_bin_turn(logs, steps, t, f) + _bin_turn(logs, steps, t, f + 1))
                phases[t, f + 1] = (here + turn) % _TWO_PI
                known[t, f + 1] = 1
                size = _push(cells, keys, size, cell + 1, logs[t, f + 1])
            if f > 0 and known[t, f - 1] == 0:
                turn = 0.5 * (_bin_turn(logs, steps, t, f) + _bin_turn(logs, steps, t, f - 1))
                phases[t, f - 1] = (here - turn) % _TWO_PI
                known[t, f - 1] = 1
                size = _push(cells, keys, size, cell - 1, logs[t, f - 1])


@njit(nogil=True, cache=True)
def follow(
    logs: Any, steps: Any, begin: int, block_frames: int, floors: Any, before: Any, phases: Any
) -> None:
    """Integrate frame after frame, each from the one before; where a block begins the phases stay as given.

    Parameters
    ----------
    logs : float32 (n_frames + 2, n_bins), of a frame more at both ends
    steps : float64 (4,), from `phase.steps`
    begin : the first frame
    block_frames : a block begins at each multiple of this
    floors : float64 (2,): a bin so far (negative) from the loudest, or below the second, stays as given
    before : float32 (n_bins,), phases of the frame before the first
    phases : float32 (n_frames, n_bins), overwritten
    """
    n_frames, n_bins = phases.shape
    known = np.empty((3, n_bins), np.uint8)
    known[2] = 2
    three = np.zeros((3, n_bins), np.float32)
    for i in range(n_frames):
        if (begin + i) % block_frames == 0:
            continue
        floor = max(max(logs[i].max(), logs[i + 1].max()) + floors[0], floors[1])
        for f in range(n_bins):
            known[0, f] = 1 if logs[i, f] > floor else 2
            known[1, f] = 0 if logs[i + 1, f] > floor else 2
            three[0, f] = phases[i - 1, f] if i > 0 else before[f]
            three[1, f] = phases[i, f]
        integrate(logs[i : i + 3], steps, known, three)
        for f in range(n_bins):
            phases[i, f] = three[1, f]


@njit(nogil=True, cache=True)
def _hop_turn(logs: Any, steps: Any, t: int, f: int) -> float:
    """Return how far a bin turns from one frame to the next."""
    low, high = max(f - 1, 0), min(f + 1, logs.shape[1] - 1)
    return float(steps[0] * 2.0 / (high - low) * (logs[t, high] - logs[t, low]) + steps[1] * f)


@njit(nogil=True, cache=True)
def _bin_turn(logs: Any, steps: Any, t: int, f: int) -> float:
    """Return how far a frame turns from one bin to the next."""
    low, high = max(t - 1, 0), min(t + 1, logs.shape[0] - 1)
    if low == high:
        return float(steps[3])
    return float(steps[2] * 2.0 / (high - low) * (logs[high, f] - logs[low, f]) + steps[3])


@njit(nogil=True, cache=True)
def _push(cells: Any, keys: Any, size: int, cell: int, key: float) -> int:
    """Add a cell to the heap of `size` cells, the loudest first; return the new size.

    The keys lie in the order of the heap: to look for them in the spectrogram takes most of the time.
    """
    place = size
    while place > 0:
        parent = (place - 1) // 2
        if keys[parent] >= key:
            break
        cells[place], keys[place] = cells[parent], keys[parent]
        place = parent
    cells[place], keys[place] = cell, key
    return size + 1


@njit(nogil=True, cache=True)
def _pop(cells: Any, keys: Any, size: int) -> int:
    """Take the loudest cell from the heap of `size` cells; return the new size."""
    size -= 1
    if size == 0:
        return 0
    cell, key = cells[size], keys[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] > keys[child]:
            child += 1
        if keys[child] <= key:
            break
        cells[place], keys[place] = cells[child], keys[child]
        place = child
    cells[place], keys[place] = cell, key
    return size

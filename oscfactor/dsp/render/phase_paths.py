"""Integration of phases along the loudest paths first; the cells that wait lie sorted by their loudness."""

from typing import Any

import numpy as np
from numba import njit

N_LEVELS = 1024  # of loudness, into which the cells that wait are sorted; the last holds all that is softer
_LEVELS_PER_NEPER = 64.0  # a seventh of a decibel each: measured, finer ones change no convergence
_TWO_PI = 2 * np.pi


@njit(nogil=True, cache=True)
def integrate(logs: Any, steps: Any, known: Any, phases: Any) -> None:
    """Give every unknown cell a phase from its loudest known neighbour.

    The order is that of a heap, but among cells of one level of loudness: there the newest comes first.
    To put a cell into its level, and to take it out again, costs the same however many wait.

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
    top = float(logs.max())
    newest, older = np.full(N_LEVELS, -1, np.int32), np.empty(logs.size, np.int32)
    level = N_LEVELS  # no louder one holds a cell
    for t in range(n_frames):
        for f in range(n_bins):
            if known[t, f] == 1:
                level = min(level, _put(newest, older, t * n_bins + f, top - logs[t, f]))
    for start in range(logs.size):
        if level == N_LEVELS:
            t, f = start // n_bins, start % n_bins
            if known[t, f] != 0:
                continue
            known[t, f] = 1
            level = _put(newest, older, start, top - logs[t, f])
        while level < N_LEVELS:
            cell = newest[level]
            if cell < 0:
                level += 1
                continue
            newest[level] = older[cell]
            t, f = cell // n_bins, cell % n_bins
            here = phases[t, f]
            if t + 1 < n_frames and known[t + 1, f] == 0:
                turn = 0.5 * (_hop_turn(logs, steps, t, f) + _hop_turn(logs, steps, t + 1, f))
                phases[t + 1, f] = _wrapped(here + turn)
                known[t + 1, f] = 1
                level = min(level, _put(newest, older, cell + n_bins, top - logs[t + 1, f]))
            if t > 0 and known[t - 1, f] == 0:
                turn = 0.5 * (_hop_turn(logs, steps, t, f) + _hop_turn(logs, steps, t - 1, f))
                phases[t - 1, f] = _wrapped(here - turn)
                known[t - 1, f] = 1
                level = min(level, _put(newest, older, cell - n_bins, top - logs[t - 1, f]))
            if f + 1 < n_bins and known[t, f + 1] == 0:
                turn = 0.5 * (_bin_turn(logs, steps, t, f) + _bin_turn(logs, steps, t, f + 1))
                phases[t, f + 1] = _wrapped(here + turn)
                known[t, f + 1] = 1
                level = min(level, _put(newest, older, cell + 1, top - logs[t, f + 1]))
            if f > 0 and known[t, f - 1] == 0:
                turn = 0.5 * (_bin_turn(logs, steps, t, f) + _bin_turn(logs, steps, t, f - 1))
                phases[t, f - 1] = _wrapped(here - turn)
                known[t, f - 1] = 1
                level = min(level, _put(newest, older, cell - 1, top - logs[t, f - 1]))


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
def _wrapped(phase: float) -> float:
    """Return a phase between 0 and a full turn; the remainder of a division takes ten times as long."""
    return float(phase - _TWO_PI * np.floor(phase / _TWO_PI))


@njit(nogil=True, cache=True)
def _put(newest: Any, older: Any, cell: int, depth: float) -> int:
    """Let a cell wait that is so many nepers below the loudest; return its level.

    Parameters
    ----------
    newest : int32 (N_LEVELS,), the cell that came last into each level, or -1
    older : int32 (n_cells,), the cell that came into the level before, or -1
    """
    level = int(min(depth * _LEVELS_PER_NEPER, N_LEVELS - 1.0))
    older[cell] = newest[level]
    newest[level] = cell
    return level

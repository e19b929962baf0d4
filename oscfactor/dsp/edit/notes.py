"""Components as a keyboard would play them: events as notes, the activation as a controller's curve."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.edit.events import events

Array = NDArray[np.float32]

_END: Final = 0.1  # of a note's strongest frame: -20 dB, below which it is over
_A4, _A4_HZ, _HIGHEST = 69, 440.0, 127


class Note(NamedTuple):
    """One event of an activation."""

    begin: int  # frame
    end: int  # the first frame that is not its own
    strength: float  # its strongest frame, as a share of the activation's; above 0, at most 1


def notes_of(h: Array) -> list[Note]:
    """Return the events of an activation, in order; each ends where it has faded, or where the next begins.

    Parameters
    ----------
    h : float32 (n_channels, n_frames)
    """
    total = h.sum(axis=0, dtype=np.float64)
    found = []
    for begin, limit in pairwise((*events(h), total.size)):
        own = total[begin:limit]
        strongest = int(own.argmax())
        faded = np.flatnonzero(own[strongest:] < _END * own[strongest])
        end = begin + strongest + faded[0] if faded.size else limit
        found.append(Note(int(begin), int(end), float(own[strongest] / total.max())))
    return found


def curve_of(h: Array, n_steps: int) -> NDArray[np.int64]:
    """Return an activation, over all channels, as whole numbers from 0 to `n_steps`, its maximum.

    Parameters
    ----------
    h : float32 (n_channels, n_frames)
    """
    total = h.sum(axis=0, dtype=np.float64)
    peak = total.max(initial=0.0)
    curve: NDArray[np.int64] = np.rint(total * (n_steps / peak if peak > 0.0 else 0.0)).astype(np.int64)
    return curve


def key_of(basis: Array, bin_hz: float) -> int:
    """Return the MIDI key, 0 to 127, that is nearest to a basis' strongest frequency.

    Between bins, that is the summit of the parabola through the logarithms of the strongest three.

    Parameters
    ----------
    basis : float32 (n_bins,)
    """
    peak = int(basis.argmax())
    place = float(peak)
    around = basis[max(peak - 1, 0) : peak + 2]
    if around.size == 3 and around.min() > 0.0:
        below, here, above = np.log(around.astype(np.float64))
        bend = below - 2 * here + above
        place += 0.5 * (below - above) / bend if bend < 0.0 else 0.0
    hz = max(place, 0.5) * bin_hz
    return int(np.clip(round(_A4 + 12 * np.log2(hz / _A4_HZ)), 0, _HIGHEST))

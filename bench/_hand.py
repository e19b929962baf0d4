"""A hand that paints: it knows the sources, and where their layers are worst."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from bench._pieces import Piece
from bench._scores import powers_of, shares
from oscfactor.model.hints import Hint
from oscfactor.model.values import Buffer, Factorization

SECOND = 1.0  # seconds that a stroke lasts
EDGES = (40.0, 120.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 20000.0)  # Hz, between strokes
SURE = 0.8  # of the energy in a place that is one source's: in others the hand does not paint


def strokes(
    piece: Piece, buffer: Buffer, f: Factorization, count: int, *, belongs: bool
) -> Iterator[Callable[[Factorization], Hint]]:
    """Yield functions that look at the layers as they are, and return the next stroke.

    It says of the worst place either to which layer it belongs, or to which it does not.
    """
    powers = powers_of(piece, f.stft).sum(axis=1)
    frames = np.arange(0, powers.shape[1], max(1, round(SECOND * buffer.sample_rate / f.stft.hop)))
    bins = np.unique(np.round(np.array(EDGES) * f.stft.fft / buffer.sample_rate).astype(int))
    places = np.add.reduceat(np.add.reduceat(powers, frames, axis=1), bins, axis=2)
    stroke = _in if belongs else _out
    for _ in range(count):
        yield lambda found: stroke(_Look(piece, found, places, frames, bins))


class _Look:
    """What is seen in each place: in which layers its energy is, and which source it belongs to.

    Attributes
    ----------
    layers : (n_components, n_seconds, n_bands)
    owner : (n_seconds, n_bands), a source
    wrong : like `layers`, what lies in layers of other sources, where the owner is sure
    """

    def __init__(
        self, piece: Piece, f: Factorization, places: np.ndarray, frames: np.ndarray, bins: np.ndarray
    ) -> None:
        self.groups = shares(piece, f).argmax(axis=0)
        strengths = np.add.reduceat(np.square(f.H).sum(axis=0), frames, axis=0)
        bands = np.add.reduceat(np.square(f.W), bins, axis=1)
        self.layers = np.einsum("tk,kb->ktb", strengths, bands)
        self.owner, sure = places.argmax(axis=0), places.max(axis=0) > SURE * places.sum(axis=0)
        sure[:, -1] = False  # above the last edge
        self.wrong = np.where(self.groups[:, None, None] != self.owner, self.layers, 0.0) * sure
        self.hinted = {(h.k, h.begin, h.low) for h in f.hints}


def _in(seen: _Look) -> Hint:
    """Return the hint that most of what lies in layers of others belongs to the strongest of its own."""
    places = {(begin, low) for _, begin, low in seen.hinted}
    wrong = seen.wrong.sum(axis=0)
    for place in np.argsort(-wrong, axis=None):
        t, b = np.unravel_index(place, wrong.shape)
        own = np.flatnonzero(seen.groups == seen.owner[t, b])
        if own.size and (t * SECOND, EDGES[b]) not in places:
            return _hint(int(own[seen.layers[own, t, b].argmax()]), t, b, 1.0)
    raise ValueError("no place is left to paint in")


def _out(seen: _Look) -> Hint:
    """Return the hint that a layer has nothing in the place where it has most of others."""
    for place in np.argsort(-seen.wrong, axis=None):
        k, t, b = np.unravel_index(place, seen.wrong.shape)
        if (k, t * SECOND, EDGES[b]) not in seen.hinted:
            return _hint(int(k), t, b, -1.0)
    raise ValueError("no place is left to paint in")


def _hint(k: int, second: int, band: int, weight: float) -> Hint:
    begin = float(second * SECOND)
    return Hint(k, begin, begin + SECOND, EDGES[band], EDGES[band + 1], weight)

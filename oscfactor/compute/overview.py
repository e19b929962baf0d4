"""A picture of a whole sound and of its layers, in so many columns: numbers for whoever draws it.

The wave of a layer is an estimate, so that ten minutes with 64 components take a moment: where a layer
sounds as it was found, the sound's own wave times the layer's share of it; where it was edited, how loud it
is. Audio is never made from it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.transform.stft import Stft, hann
from oscfactor.model.layers import Layers
from oscfactor.model.values import Buffer

Array = NDArray[np.float32]

N_BANDS: Final = 72  # of a basis, as wide as each other on a logarithmic scale
LOWEST_HZ: Final = 30.0
CREST: Final = 2.0
"""Of a layer that was edited, the peak is drawn so many times as high as its RMS."""
MAX_VALUES: Final = 2**18
"""Of one picture, a megabyte: more layers have fewer columns."""
MIN_COLUMNS: Final = 32
MAX_COLUMNS: Final = 4096
_HEAD: Final = struct.Struct("<4s4i3f")
_MAGIC: Final = b"OFO1"


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """The numbers of a picture."""

    seconds: float
    highest_hz: float  # of the bands, which begin at `LOWEST_HZ`
    wave: Array  # (2, n_columns), the lowest and the highest sample of any channel
    waves: Array  # (n_layers, 2, n_columns), the same of each layer
    activations: Array  # (n_layers, n_columns), the highest in each column, mean of the channels
    bases: Array  # (n_layers, N_BANDS), the highest in each band

    def packed(self) -> bytes:
        """Return it as bytes, little-endian: a head of 32 bytes, then the arrays one after the other.

        The head: `OFO1`, the numbers of layers, columns and bands, and a 0 (int32); seconds, the lowest and
        the highest frequency of the bands (float32).
        """
        n_layers, n_columns = self.activations.shape
        head = _HEAD.pack(
            _MAGIC, n_layers, n_columns, self.bases.shape[1], 0, self.seconds, LOWEST_HZ, self.highest_hz
        )
        arrays = (self.wave, self.waves, self.activations, self.bases)
        return head + b"".join(np.ascontiguousarray(a, "<f4").tobytes() for a in arrays)


def n_columns_for(n_layers: int, wanted: int) -> int:
    """Return how many columns a picture has: as many as are wanted, as long as it stays small."""
    room = MAX_VALUES // (3 * n_layers + 2)
    return max(MIN_COLUMNS, min(wanted, room, MAX_COLUMNS))


def overview(buffer: Buffer, layers: Layers | None, n_columns: int) -> Overview:
    """Return the picture of a sound, and of its layers if it has any."""
    wave = _wave(buffer.samples, n_columns)
    seconds = buffer.n_samples / buffer.sample_rate
    if layers is None:
        waves, activations, bases = (
            np.zeros((0, *shape), np.float32) for shape in (wave.shape, (n_columns,), (N_BANDS,))
        )
        return Overview(seconds, buffer.sample_rate / 2, wave, waves, activations, bases)
    n = layers.n_layers
    activations = np.stack([_in_columns(layers.activation(k).mean(axis=0), n_columns) for k in range(n)])
    return Overview(
        seconds,
        buffer.sample_rate / 2,
        wave,
        _waves(layers, wave, activations),
        activations,
        np.stack([_in_bands(layers.basis(k), buffer.sample_rate / 2) for k in range(n)]),
    )


def _wave(samples: Array, n_columns: int) -> Array:
    """Return the lowest and the highest sample of each column, (2, n_columns)."""
    n_samples = samples.shape[1]
    if not n_samples:
        return np.zeros((2, n_columns), np.float32)
    starts = _starts(n_samples, n_columns)
    lowest = np.minimum.reduceat(samples, starts, axis=1).min(axis=0)
    highest = np.maximum.reduceat(samples, starts, axis=1).max(axis=0)
    return np.stack([np.minimum(lowest, 0), np.maximum(highest, 0)])


def _starts(n: int, n_columns: int) -> NDArray[np.intp]:
    """Return where each column begins in `n` values; where they are few, columns share a value."""
    return np.arange(n_columns) * n // n_columns


def _in_columns(values: Array, n_columns: int) -> Array:
    """Return the highest of each column; of fewer values than columns, what lies on lines between them."""
    if values.size >= n_columns:
        return np.asarray(np.maximum.reduceat(values, _starts(values.size, n_columns)))
    places = np.linspace(0, values.size - 1, n_columns)
    return np.interp(places, np.arange(values.size), values).astype(np.float32)


def _waves(layers: Layers, wave: Array, activations: Array) -> Array:
    """Return the wave of each layer, (n_layers, 2, n_columns)."""
    f, r = layers.factorization, layers.recombination
    plain = np.linalg.norm(f.W, axis=1)
    # What sounds as it was found has its share of the sound; shares are of power.
    found = [_in_columns(f.H[:, :, k].mean(axis=0), activations.shape[1]) * plain[k] for k in range(len(f.W))]
    whole = np.sqrt(np.square(found).sum(axis=0))
    unit = _rms_of_one(f.stft)
    waves = np.zeros((layers.n_layers, *wave.shape), np.float32)
    matrix = layers.heard_matrix
    norms = plain if r.plain else np.linalg.norm(matrix @ layers.bases(), axis=1)
    for k in range(len(f.W)):
        row = matrix[k]
        is_found = k not in r.activations and k not in r.bases and row[k] == 1 and np.count_nonzero(row) == 1
        if is_found:
            waves[k] = wave * np.divide(found[k], whole, out=np.zeros_like(whole), where=whole > 0)
        else:
            height = CREST * unit * norms[k] * activations[k]
            waves[k] = -height, height
    return waves


def _rms_of_one(stft: Stft) -> float:
    """Return the RMS of the samples under a window whose spectrum has the Euclidean norm 1."""
    return float(np.sqrt(2 / stft.fft / np.square(hann(stft.window)).sum()))


def _in_bands(basis: Array, highest_hz: float) -> Array:
    """Return the highest value of a basis in each band, (N_BANDS,); a narrow band is read between bins."""
    edges = np.geomspace(min(LOWEST_HZ, highest_hz / 2), highest_hz, N_BANDS + 1)
    edges *= (basis.size - 1) / highest_hz
    between = np.interp((edges[1:] + edges[:-1]) / 2, np.arange(basis.size), basis)
    starts = np.minimum(np.ceil(edges[:-1]).astype(np.intp), basis.size - 1)
    highest = np.maximum.reduceat(basis, starts)
    is_wide = np.diff(edges) >= 1
    return np.where(is_wide, np.maximum(between, highest), between).astype(np.float32)

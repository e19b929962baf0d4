"""Activations and bases as files for other programs: tables of numbers, and MIDI."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.edit.notes import curve_of, key_of, notes_of
from oscfactor.errors import ArgumentError
from oscfactor.files.midifile import STEPS, Track, write_midi
from oscfactor.files.paths import GivenPath, absolute
from oscfactor.files.whole import whole
from oscfactor.limits import data_bytes
from oscfactor.model.layers import Layers

Array = NDArray[np.float32]
Progress = Callable[[float], None]

_ROWS: Final = 1000  # of a table between two looks at whether the job goes on


class _Data(NamedTuple):
    """What is written."""

    layers: Layers
    components: Sequence[int]
    name: str
    tempo: float
    progress: Progress

    @property
    def frame_s(self) -> float:
        return 1 / self.layers.frame_rate

    def activations(self) -> Array:
        """Return (n_components, n_channels, n_frames)."""
        return np.stack([self.layers.activation(k) for k in self.components])

    def bases(self) -> Array:
        """Return (n_components, n_bins)."""
        return np.stack([self.layers.basis(k) for k in self.components])


def format_of(place: Path) -> str:
    """Return the kind of file that a path's ending names.

    Raises
    ------
    ArgumentError
        It names none.
    """
    suffix = place.suffix.lower()
    if suffix not in _WRITERS:
        raise ArgumentError(f"{place.name} says no kind of file: end the path in {', '.join(_WRITERS)}")
    return suffix


def write_data(
    layers: Layers,
    components: Sequence[int],
    path: GivenPath,
    *,
    name: str,
    tempo: float = 120.0,
    progress: Progress = lambda _fraction: None,
) -> Path:
    """Write activations and bases, as edited, to a file of the kind that its ending names; return its path.

    `.npz`
        arrays `components`, `activations` (n_components, n_channels, n_frames), `bases` (n_components,
        n_bins), `seconds` of each frame, `hz` of each bin; `sample_rate`, `fft`, `window`, `hop`.
    `.csv`
        a table: `seconds` and the activations, a line a frame; beside them `hz` and the bases, a line a bin.
    `.mid`, `.midi`
        a track for each component: events as notes at the basis' strongest frequency, the activation as
        controller 11. Velocities and the curve are shares of the component's own maximum.

    Parameters
    ----------
    components : which ones; a residual has zeros
    name : of the sound; begins the names of tracks
    tempo : of a MIDI file, in beats a minute; its times are those of the sound at any tempo
    progress : called with the fraction done; an error that it raises ends the work, with no file in part

    Raises
    ------
    ArgumentError : the path's ending names no kind of file
    FileError, ExistsError : as `whole` says
    """
    place = absolute(path)
    write = _WRITERS[format_of(place)]
    with whole(place) as temporary:
        write(temporary, _Data(layers, components, name, tempo, progress))
    return place


def cost(layers: Layers, n_components: int) -> int:
    """Return how many bytes such a file takes of memory while it is written, at its worst."""
    f = layers.factorization
    return data_bytes(len(f.H), f.n_frames, f.stft.n_bins, n_components)


def _write_npz(place: Path, data: _Data) -> None:
    f, layers = data.layers.factorization, data.layers
    data.progress(0.0)
    with place.open("xb") as file:
        np.savez(
            file,
            components=np.array(data.components, np.int32),
            activations=data.activations(),
            bases=data.bases(),
            seconds=np.arange(f.n_frames) * data.frame_s,
            hz=np.arange(f.stft.n_bins) * layers.bin_hz,
            sample_rate=layers.buffer.sample_rate,
            fft=f.stft.fft,
            window=f.stft.window,
            hop=f.stft.hop,
        )


def _write_csv(place: Path, data: _Data) -> None:
    activations, bases = data.activations(), data.bases()
    _, n_channels, n_frames = activations.shape
    n_rows = max(n_frames, bases.shape[1])
    with place.open("x", encoding="ascii", newline="\n") as file:
        file.write(",".join(_heads(data.components, n_channels)) + "\n")
        for first in range(0, n_rows, _ROWS):
            data.progress(first / n_rows)
            rows = range(first, min(first + _ROWS, n_rows))
            left = _cells(activations.reshape(-1, n_frames), rows, data.frame_s)
            right = _cells(bases, rows, data.layers.bin_hz)
            file.writelines(f"{a},{b}\n" for a, b in zip(left, right, strict=True))


def _heads(components: Sequence[int], n_channels: int) -> list[str]:
    """Return the names of a table's columns; channels are told where there are several."""
    channels = [f"_channel_{c}" for c in range(n_channels)] if n_channels > 1 else [""]
    activations = [f"activation_{k}{channel}" for k in components for channel in channels]
    return ["seconds", *activations, "hz", *(f"basis_{k}" for k in components)]


def _cells(columns: Array, rows: range, unit: float) -> Iterator[str]:
    """Yield the cells of each row: its place and its numbers; empty ones behind the end.

    Nine digits are enough for every float32 to be read back as it was.
    """
    form = ",".join(["%.9g"] * (1 + len(columns)))
    n_there = columns.shape[1]
    for row, values in zip(
        rows, zip(*columns[:, rows.start : rows.stop].tolist(), strict=True), strict=False
    ):
        yield form % (row * unit, *values)
    for _ in range(max(rows.start, n_there), rows.stop):
        yield "," * len(columns)


def _write_midi(place: Path, data: _Data) -> None:
    def tracks() -> Iterator[Track]:
        for i, k in enumerate(data.components):
            data.progress(i / len(data.components))
            h, key = data.layers.activation(k), key_of(data.layers.basis(k), data.layers.bin_hz)
            curve = curve_of(h, STEPS).tolist()
            yield Track(f"{data.name}-{k:02d}", k, key, notes_of(h), curve)

    with place.open("xb") as file:
        write_midi(file, tracks(), len(data.components), data.frame_s, data.tempo)


_WRITERS: Final[dict[str, Callable[[Path, _Data], None]]] = {
    ".npz": _write_npz,
    ".csv": _write_csv,
    ".mid": _write_midi,
    ".midi": _write_midi,
}

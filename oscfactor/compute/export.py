"""Components as sound files: rendered in parallel, streamed to disk, whole or not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.compute import phases
from oscfactor.compute.tally import Tally
from oscfactor.errors import FileError
from oscfactor.files.audiowriter import SUFFIXES, AudioWriter, check_size, choose_subtype
from oscfactor.files.paths import absolute
from oscfactor.limits import MAX_OPEN_FILES, export_bytes, part_frames
from oscfactor.machine.threads import Crew, split
from oscfactor.model.layers import PLAIN, Layers, Recombination
from oscfactor.model.values import Buffer, Factorization


def export_components(
    buffer: Buffer,
    factorization: Factorization,
    components: Sequence[int],
    directory: str | Path,
    *,
    name: str,
    format: str = "wav",
    subtype: str | None = None,
    recombination: Recombination = PLAIN,
    parts: Sequence[Sequence[int]] | None = None,
    n_threads: int = 2,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> list[Path]:
    """Write each component to a file of its own, `name-00.wav` and so on, and return the paths.

    Nothing is scaled: the files add up to the sound. Integer formats do not clip: a component beyond full
    scale is refused, and the sentence names the format that holds it. Memory grows neither with the number
    of components nor with the length of the sound.

    Parameters
    ----------
    components : which ones, counted from 0; a residual, if there is one, comes after the last
    directory, name : made if it is not there; begins each file's name, what file systems refuse becomes `_`
    format, subtype : as `AudioWriter` says
    parts : the components that each file is the sum of; then `components` are the numbers of the files
    progress : called with the fraction done; an error that it raises ends the export, with no file in part

    Raises
    ------
    ArgumentError, LimitError, FileError : as `AudioWriter` says
    """
    check_size(buffer.n_samples, buffer.n_channels, format, choose_subtype(format, subtype))
    layers = Layers(buffer, factorization, recombination)
    places = _places(absolute(directory), name, components, layers.n_layers, SUFFIXES[format])
    gains = np.zeros((len(components), layers.n_layers), np.float32)
    for row, part in zip(gains, [[k] for k in components] if parts is None else parts, strict=True):
        row[np.array(part, np.int64)] = 1.0
    _write_all(layers, gains, places, _Way(format, subtype, n_threads, progress))
    return places


def export_cell(
    layers: Layers,
    activation: int,
    basis: int,
    directory: str | Path,
    *,
    name: str,
    format: str = "wav",
    subtype: str | None = None,
    n_threads: int = 2,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Path:
    """Write one cell, an activation with a basis at gain 1, to `name-00x01.wav`; return the path.

    A cell that is heard in the mix has the phases of the mix: times their gains, the cells of a row add up to
    it. One that is not has phases of its own.

    Parameters, and errors, are those of `export_components`.
    """
    buffer = layers.buffer
    check_size(buffer.n_samples, buffer.n_channels, format, choose_subtype(format, subtype))
    n_components = layers.factorization.n_components
    places = [
        _places(absolute(directory), name, [k], n_components, SUFFIXES[format])[0]
        for k in (activation, basis)
    ]
    number = places[1].stem.rpartition("-")[2]
    place = places[0].with_name(f"{places[0].stem}x{number}{places[0].suffix}")
    gains = np.ones((1, layers.n_layers), np.float32)
    alone = replace(layers, cell=(activation, basis))
    _write_all(alone, gains, [place], _Way(format, subtype, n_threads, progress))
    return place


def cost(layers: Layers, n_files: int, *, n_threads: int) -> int:
    """Return how many bytes an export of so many components takes at its worst."""
    found = phases.cost(layers, n_threads=n_threads)
    stft = layers.factorization.stft
    sizes = (layers.buffer.n_channels, n_files, stft.hop, stft.n_bins)
    return export_bytes(*sizes, n_threads=n_threads, phases=found)


def cell_cost(layers: Layers, activation: int, basis: int, *, n_threads: int) -> int:
    """Return how many bytes the export of a cell takes at its worst."""
    return cost(replace(layers, cell=(activation, basis)), 1, n_threads=n_threads)


class _Way(NamedTuple):
    """How components are written."""

    format: str
    subtype: str | None
    n_threads: int
    progress: Callable[[float], None]


def _write_all(layers: Layers, gains: NDArray[np.float32], places: Sequence[Path], how: _Way) -> None:
    """Write each mix to its place, with the best phases; as many at once as files may be open.

    Parameters
    ----------
    gains : float32 (n_files, n_layers)
    """
    buffer, share = layers.buffer, phases.share_of_time(layers)
    found = phases.offline_phases(layers, lambda done: how.progress(share * done), n_threads=how.n_threads)
    tally = Tally(buffer.n_samples * len(places), how.progress, first=share, share=1 - share)
    with Crew(how.n_threads) as crew:
        for first in range(0, len(places), MAX_OPEN_FILES):
            some = slice(first, first + MAX_OPEN_FILES)
            with ExitStack() as stack:
                files = [
                    stack.enter_context(_open(buffer, place, how.format, how.subtype))
                    for place in places[some]
                ]
                for n_samples in _stream(layers, found, gains[some], files, crew):
                    tally.add(n_samples * len(files))


def _places(
    directory: Path, name: str, components: Sequence[int], n_components: int, suffix: str
) -> list[Path]:
    """Make the folder and return where each component goes, numbered with at least two digits."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is a file" if isinstance(error, FileExistsError) else str(error.strerror).lower()
        raise FileError(f"cannot make the folder {directory}: {reason}") from error
    stem = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "_", name)
    n_digits = max(2, len(str(n_components - 1)))
    return [directory / f"{stem}-{k:0{n_digits}d}{suffix}" for k in components]


def _open(buffer: Buffer, place: Path, format: str, subtype: str | None) -> AudioWriter:
    """Open the file of one component."""
    return AudioWriter(
        place,
        n_channels=buffer.n_channels,
        sample_rate=buffer.sample_rate,
        format=format,
        subtype=subtype,
    )


def _stream(
    layers: Layers,
    found: NDArray[np.float32] | None,
    gains: NDArray[np.float32],
    files: Sequence[AudioWriter],
    crew: Crew,
) -> Iterator[int]:
    """Render and write in rounds: in each, every thread renders one range, then writes some of the files.

    Parameters
    ----------
    found : float32 (n_channels, n_frames, n_bins), phases of new sound, if there is any
    gains : float32 (n_files, n_layers)

    Yields
    ------
    int
        Number of samples that every file has got more.
    """
    buffer, stft = layers.buffer, layers.factorization.stft
    n_per_sample = len(files) * buffer.n_channels
    n_part = part_frames(buffer.n_channels, len(files), stft.hop) * stft.hop
    n_part = max(1, min(n_part, -(-buffer.n_samples // crew.n_threads)))
    renderers = [layers.renderer(found) for _ in range(crew.n_threads)]
    rooms = [np.empty(n_part * n_per_sample, np.float32) for _ in renderers]

    for begin in range(0, buffer.n_samples, n_part * crew.n_threads):
        end = min(begin + n_part * crew.n_threads, buffer.n_samples)

        def render(start: int, stop: int, begin: int = begin) -> NDArray[np.float32]:
            i = (start - begin) // n_part
            out = rooms[i][: n_per_sample * (stop - start)]
            out = out.reshape(len(files), buffer.n_channels, stop - start)
            return renderers[i].render(gains, start, stop, out=out)

        parts = crew.run(render, [(n, min(n + n_part, end)) for n in range(begin, end, n_part)])
        crew.run(partial(_write, files, parts), split(len(files), crew.n_threads))
        yield end - begin


def _write(files: Sequence[AudioWriter], parts: Sequence[NDArray[np.float32]], first: int, last: int) -> None:
    """Append the rendered parts to some of the files.

    Parameters
    ----------
    parts : sequence of float32 (n_files, n_channels, n_samples)
    """
    for k in range(first, last):
        for part in parts:
            files[k].write(part[k])

"""Recombined sounds straight into files, without a daemon: a session mixed down, and two sounds crossed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from oscfactor.compute import phases
from oscfactor.compute.cross import Options as CrossOptions
from oscfactor.compute.cross import cost, cross
from oscfactor.compute.factorize import check, factorize
from oscfactor.compute.mixdown import mix_down, two_sides
from oscfactor.compute.options import Options as FactorizeOptions
from oscfactor.errors import ArgumentError, FileError, printable
from oscfactor.files import audiofile
from oscfactor.files.paths import absolute
from oscfactor.files.savedsound import SavedSound
from oscfactor.files.sessions import read_sounds, with_suffix
from oscfactor.limits import MOST_CHOSEN, Limits, Memory, mixed_bytes, sound_bytes
from oscfactor.model.layers import Layers
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer

log = logging.getLogger(__name__)

Array = NDArray[np.float32]
Progress = Callable[[float, str], None]
"""Called with the fraction done and the name of the current step."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How loud a mix becomes in its file, and with which samples."""

    gain: float = 0.0  # decibels
    peak: float | None = (
        None  # decibels of full scale; the highest sample comes to lie there, before the gain
    )
    subtype: str | None = None  # one of soundfile's; by default 32-bit float, in FLAC 24 bits

    def write(self, out: str | Path, samples: Array, sample_rate: int) -> Path:
        """Write a mix, float32 (n_channels, n_samples), to a file; silence stays silence."""
        highest = float(np.abs(samples).max(initial=0.0)) if self.peak is not None else 0.0
        gain = 10.0 ** ((self.gain + (self.peak or 0.0)) / 20) / (highest or 1.0)
        if gain != 1.0:
            samples = samples * np.float32(gain)
        return audiofile.write(out, samples, sample_rate, subtype=self.subtype)


AS_HEARD: Final = Finish()
"""The mix as the daemon plays it."""


def render_session(
    session: str,
    out: str | Path,
    *,
    finish: Finish = AS_HEARD,
    buffers: Sequence[str] = (),
    folders: Sequence[str] = (),
    limits: Limits,
    progress: Progress,
    ready: Callable[[], None] = lambda: None,
) -> Path:
    """Write the mix of a saved session to a sound file; return its path.

    All buffers begin together, at the rate of the first.

    Parameters
    ----------
    session, out : the session file, and the sound file
    buffers : names of those to be heard; by default all
    folders : where moved sound files are looked for
    finish : gain and form of the file
    ready : called when all has been read and found right, before anything is rendered

    Raises
    ------
    ArgumentError, FileError, LimitError : there is no such buffer, or none; as `read_sounds` and `write` say
    """
    chosen = _chosen_sounds(absolute(session), buffers, folders, limits)
    _check_memory(chosen, limits)
    ready()
    rate = chosen[0].buffer.sample_rate
    total = np.zeros((1, 0), np.float32)
    for i, sound in enumerate(chosen):

        def tell(fraction: float, i: int = i, name: str = sound.name) -> None:
            progress((i + fraction) / len(chosen), name)

        samples = heard(sound, limits.n_threads, tell)
        total = _sum(total, _at_rate(samples, sound.buffer.sample_rate, rate))
    return finish.write(out, total, rate)


def _chosen_sounds(
    place: Path, buffers: Sequence[str], folders: Sequence[str], limits: Limits
) -> list[SavedSound]:
    """Return the sounds of a session that are to be heard; all of them must be whole."""
    place = place if place.exists() else with_suffix(place)
    sounds = read_sounds(place, [place.parent, *map(absolute, folders)], limits.max_bytes)
    names = [sound.name for sound in sounds]
    unknown = [name for name in buffers if name not in names]
    if unknown or not sounds:
        raise ArgumentError(f"no buffer named {(unknown or ['?'])[0]!r} in {place}; have: {', '.join(names)}")
    chosen = [sound for sound in sounds if not buffers or sound.name in buffers]
    for sound in chosen:
        if sound.lost:
            raise FileError(f"of {sound.name!r} in {place} cannot be used {sound.lost}")
    return chosen


def _check_memory(chosen: Sequence[SavedSound], limits: Limits) -> None:
    """Raise `LimitError` if a mix of these sounds takes too much beside them."""
    rate = chosen[0].buffer.sample_rate
    held = sum(_held_bytes(sound) for sound in chosen)
    n_channels = max(2 if _mix(sound).is_panned else sound.buffer.n_channels for sound in chosen)
    n_samples = max(-(-sound.buffer.n_samples * rate // sound.buffer.sample_rate) for sound in chosen)
    total = sound_bytes(n_channels, n_samples)
    most = max(total + _mixed_bytes(sound, limits.n_threads) for sound in chosen)
    memory = Memory(limits.max_bytes)
    with memory.promised(held):
        memory.check(max(most, 3 * total), "render some of its buffers")


def _held_bytes(sound: SavedSound) -> int:
    found = 0 if sound.factorization is None else sound.factorization.n_bytes
    return sound.buffer.n_bytes + found + sound.recombination.n_bytes


def _mixed_bytes(sound: SavedSound, n_threads: int) -> int:
    """Return how many bytes the mix of one sound takes, and where it has new sound, the search for phases."""
    buffer, found = sound.buffer, 0
    if (layers := _layers(sound)) is not None:
        found = phases.cost(layers, n_threads=n_threads)
    return mixed_bytes(max(2, buffer.n_channels), buffer.n_samples, n_threads=n_threads, phases=found)


def _layers(sound: SavedSound) -> Layers | None:
    f = sound.factorization
    return None if f is None else Layers(sound.buffer, f, sound.recombination)


def _mix(sound: SavedSound) -> Mix:
    """Return the faders of a saved sound, with those of its objects."""
    layers = _layers(sound)
    if layers is None:
        return (sound.mix or Mix.neutral(1)).resized(1)
    return (sound.mix or Mix.neutral(layers.n_layers)).resized(layers.n_layers).grouped(layers.grouping)


def heard(sound: SavedSound, n_threads: int, progress: Callable[[float], None]) -> Array:
    """Return a saved sound as its faders let it be heard, float32 (n_channels, n_samples)."""
    layers, mix = _layers(sound), _mix(sound)
    gains = mix.sides() if mix.is_panned else mix.heard()
    if layers is not None:
        return mix_down(layers, gains, n_threads=n_threads, progress=progress)
    if gains.ndim == 2:
        return two_sides(gains[:, :, None] * sound.buffer.samples)
    return np.asarray(sound.buffer.samples * gains, np.float32)


def cross_files(
    activations: str,
    bases: str,
    out: str | Path,
    *,
    options: CrossOptions,
    factorizing: FactorizeOptions,
    finish: Finish = AS_HEARD,
    limits: Limits,
    progress: Progress,
    ready: Callable[[], None] = lambda: None,
) -> Path:
    """Write a cross of two sound files to a third; return its path.

    `ready` is called when both have been read and found right, before they are factorized.

    Raises
    ------
    OscFactorError
        A file cannot be read or written, or a sound not be factorized.
    """
    first, second = (_read_to_factorize(file, factorizing, limits) for file in (activations, bases))
    _check_cross(first, second, options, factorizing, limits)
    ready()
    layers = []
    for i, (file, sound) in enumerate(zip((activations, bases), (first, second), strict=True)):

        def told(fraction: float, _iteration: int, _loss: float, i: int = i, file: str = file) -> None:
            progress((i + fraction) / 3, Path(file).name)

        layers.append(Layers(sound, factorize(sound, factorizing, n_threads=limits.n_threads, progress=told)))
    made, _ = cross(
        layers[0],
        layers[1],
        options,
        n_threads=limits.n_threads,
        progress=lambda fraction: progress((2 + fraction) / 3, "crossing"),
    )
    return finish.write(out, made.samples, made.sample_rate)


def _check_cross(
    first: Buffer, second: Buffer, options: CrossOptions, factorizing: FactorizeOptions, limits: Limits
) -> None:
    """Raise LimitError if the cross of two sounds would take more memory than there is."""
    n_components = factorizing.components or MOST_CHOSEN
    memory = Memory(limits.max_bytes)
    with memory.promised(first.n_bytes + second.n_bytes):
        memory.check(
            cost(first, second, factorizing.stft, n_components, options, n_threads=limits.n_threads),
            "choose another length or phase source",
        )


def _read_to_factorize(file: str, options: FactorizeOptions, limits: Limits) -> Buffer:
    """Return the sound of a file that can be factorized with these options."""
    sound = audiofile.read(file, max_seconds=limits.max_seconds, max_bytes=int(limits.max_bytes))
    if sound.remark:
        log.warning("%s: %s", printable(sound.path), sound.remark)
    check(sound, options, max_bytes=limits.max_bytes - sound.n_bytes)
    return sound


def _at_rate(samples: Array, own: int, rate: int) -> Array:
    """Return a sound at another sample rate."""
    return samples if own == rate else np.ascontiguousarray(soxr.resample(samples.T, own, rate).T)


def _sum(one: Array, other: Array) -> Array:
    """Return the sum of two sounds; mono is heard on all channels, and the shorter ends in silence."""
    shape = max(len(one), len(other)), max(one.shape[1], other.shape[1])
    total = np.zeros(shape, np.float32)
    total[:, : one.shape[1]] += one
    total[:, : other.shape[1]] += other if len(other) in (1, shape[0]) else other[[0] * shape[0]]
    return total

"""Sound files in and out, by soundfile: any format of libsndfile in; whole files, or none, out."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from oscfactor.dsp.bounds import MAX_SAMPLE
from oscfactor.errors import ArgumentError, FileError, LimitError
from oscfactor.files import foreign
from oscfactor.files.audiosource import BLOCK_SAMPLES, UNKNOWN, Look, Source, read_samples
from oscfactor.files.audiowriter import AudioWriter, check_size, choose_subtype
from oscfactor.files.paths import absolute, as_sent, check_plain
from oscfactor.model.values import Buffer

_FORMAT_OF_SUFFIX = {".wav": "wav", ".wave": "wav", ".aif": "aiff", ".aiff": "aiff", ".flac": "flac"}

_ROUNDING = 2 * 1152  # samples: encoders count their own delay, or do not


def read(
    path: str | Path,
    *,
    start: float = 0.0,
    duration: float | None = None,
    max_seconds: float,
    max_bytes: int,
    look: Look = lambda: None,
) -> Buffer:
    """Read a sound file, or a part of it, as 32-bit floats.

    Parameters
    ----------
    path : a file in any format that libsndfile reads
    start, duration : in seconds; without a duration all the rest is read
    max_seconds, max_bytes : the longest and the largest sound that will be taken
    look : called before each block; an error that it raises ends the reading

    Raises
    ------
    FileError : there is no such file, or it cannot be read as sound
    LimitError : the sound is longer or larger than allowed
    ArgumentError : the part lies outside the file
    """
    place = absolute(path)
    _check_readable(place)
    try:
        with Source(place, look) as source:
            first, samples, remark = _read_part(source, place, start, duration, max_seconds, max_bytes)
            rate, subtype = source.sample_rate, source.subtype
    except (soundfile.SoundFileError, TypeError, ValueError, OSError) as error:
        reason = _reason(error) + foreign.hint(place)
        raise FileError(f"cannot read {place} as sound: {reason}") from error
    if samples.shape[1] == 0:
        raise FileError(f"{place} holds no samples")
    _check_finite(samples, place, first, rate, subtype)
    samples.flags.writeable = False
    return Buffer(samples=samples, sample_rate=rate, path=as_sent(place), offset=first, remark=remark)


def write(
    path: str | Path,
    samples: NDArray[np.float32],
    sample_rate: int,
    *,
    format: str | None = None,
    subtype: str | None = None,
    look: Look = lambda: None,
) -> Path:
    """Write a sound file, whole or not at all, and return its absolute path; an old file stays until then.

    Parameters
    ----------
    samples : float32 (n_channels, n_samples)
    sample_rate : int
        Hz.
    format : str, optional
        `wav`, `aiff` or `flac`; by default that of the path's ending.
    subtype : str, optional
        One of soundfile's; by default 32-bit float, in FLAC 24 bits.
    look : callable
        Called before each block; an error that it raises ends the writing, and no file is left.

    Raises
    ------
    ArgumentError, LimitError, FileError
        As `AudioWriter` says.
    """
    place = absolute(path)
    format = format or format_of(place)
    n_channels, n_samples = samples.shape
    check_size(n_samples, n_channels, format, choose_subtype(format, subtype))
    with AudioWriter(
        place, n_channels=n_channels, sample_rate=sample_rate, format=format, subtype=subtype
    ) as file:
        for begin in range(0, n_samples, BLOCK_SAMPLES):
            look()
            file.write(samples[:, begin : begin + BLOCK_SAMPLES])
    return place


def format_of(place: Path) -> str:
    """Return the format that a file's ending names: `wav`, `aiff` or `flac`.

    Raises
    ------
    ArgumentError
        It names no format that we write.
    """
    format = _FORMAT_OF_SUFFIX.get(place.suffix.lower(), place.suffix[1:])
    choose_subtype(format)
    return format


def _read_part(
    source: Source, place: Path, start: float, duration: float | None, max_seconds: float, max_bytes: int
) -> tuple[int, NDArray[np.float32], str]:
    """Return the first sample of the wanted part, its samples, and a remark if they are not all."""
    rate = source.sample_rate
    first, n_samples = _part(source, place, start, duration)
    allowed = min(int(max_seconds * rate), int(max_bytes) // (4 * source.n_channels))
    if UNKNOWN > n_samples > allowed:
        raise _too_long(place, n_samples, source, max_seconds, max_bytes)
    skipped = source.skip(first)
    if skipped < first:
        raise _behind(place, start, skipped, rate)
    samples = read_samples(source, min(n_samples, allowed + 1))
    if samples.shape[1] > allowed:
        raise _too_long(place, samples.shape[1], source, max_seconds, max_bytes)
    if samples.shape[1] == 0 and source.failure:
        raise FileError(f"cannot read {place} as sound: {source.failure}")
    return first, samples, _remark(source, first, samples.shape[1], n_samples)


def _check_readable(place: Path) -> None:
    """Say in plain words why a path cannot be read, where libsndfile would say "System error"."""
    try:
        check_plain(place, "sound file")
        with place.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise FileError(f"cannot read {place}: {_reason(error)}") from error
    if empty:
        raise FileError(f"{place} is empty")
    if place.suffix.lower() == ".raw":
        raise FileError(f"{place} holds raw samples without a header; save it as WAV first")


def _part(source: Source, place: Path, start: float, duration: float | None) -> tuple[int, int]:
    """Return the first sample of the wanted part and how many samples the file promises for it."""
    if not (math.isfinite(start) and start >= 0.0):
        raise ArgumentError(f"start must be 0 seconds or more, not {start:g}")
    if duration is not None and not (math.isfinite(duration) and duration > 0.0):
        raise ArgumentError(f"duration must be more than 0 seconds, not {duration:g}")
    first = round(start * source.sample_rate)
    if source.n_samples and first >= source.n_samples:
        raise _behind(place, start, source.n_samples, source.sample_rate)
    n_samples = source.n_samples - first
    if duration is not None:
        n_samples = min(n_samples, max(1, round(duration * source.sample_rate)))
    return first, n_samples


def _behind(place: Path, start: float, n_samples: int, sample_rate: int) -> ArgumentError:
    """Return the error for a start behind the last sample."""
    seconds = n_samples / sample_rate
    return ArgumentError(f"start {start:g} s lies behind the end of {place}, which lasts {seconds:.3f} s")


def _remark(source: Source, first: int, n_read: int, n_wanted: int) -> str:
    """Return why the samples are not all that the file should hold, if they reach to its end."""
    if source.failure:
        return source.failure
    if n_wanted < UNKNOWN and n_read < n_wanted - _ROUNDING:
        there, promised = (n / source.sample_rate for n in (first + n_read, source.n_samples))
        return source.remark or f"it is cut off: {there:.2f} s of {promised:.2f} s are there"
    return source.remark if first + n_read >= source.n_samples - _ROUNDING or n_read < n_wanted else ""


def _too_long(place: Path, n_samples: int, source: Source, max_seconds: float, max_bytes: int) -> LimitError:
    """Return the error for a sound beyond the limits."""
    seconds, megabytes = n_samples / source.sample_rate, n_samples * source.n_channels * 4 / 1e6
    return LimitError(
        f"{place} is too long: at least {seconds:.1f} s and {megabytes:.1f} MB, while {max_seconds:g} s and"
        f" {max_bytes / 1e6:.1f} MB are allowed; load a part of it with start and duration"
    )


def _check_finite(
    samples: NDArray[np.float32], place: Path, first: int, sample_rate: int, subtype: str
) -> None:
    """Refuse samples that are not numbers, or no sound's: they would silence or poison all made of them."""
    n_bad = 0
    where: tuple[int, int] | None = None
    for begin in range(0, samples.shape[1], BLOCK_SAMPLES):
        bad = ~(np.abs(samples[:, begin : begin + BLOCK_SAMPLES]) <= MAX_SAMPLE)
        n_bad += int(np.count_nonzero(bad))
        if where is None and n_bad:
            n = int(np.argmax(bad.any(axis=0)))
            where = int(np.argmax(bad[:, n])), first + begin + n
    if where is not None:
        channel, n = where
        too_large = subtype == "DOUBLE" or np.isfinite(samples[channel, n - first])
        bad_word = "NaN, infinite or too large" if too_large else "NaN or infinite"
        raise FileError(
            f"{place} holds {n_bad} {bad_word} sample{'s' * (n_bad > 1)}, the first at"
            f" {n / sample_rate:.4f} s, sample {n} of channel {channel}; mend the file first"
        )


def _reason(error: Exception) -> str:
    """Return an exception's reason, without the path that our sentence names already."""
    if isinstance(error, soundfile.LibsndfileError):
        return str(error.error_string).strip().rstrip(".")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).strip().rstrip(".")

"""Sound files written block by block, which are whole or not there."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from oscfactor.errors import ArgumentError, ExistsError, FileError, LimitError
from oscfactor.files.floatwav import FloatWav, Sink
from oscfactor.files.roots import check_free, put_in_place
from oscfactor.files.spelling import check_spelling
from oscfactor.files.temporary import temporary_beside

SUFFIXES = {"wav": ".wav", "rf64": ".wav", "aiff": ".aiff", "flac": ".flac"}
_DEFAULT_SUBTYPES = {"wav": "FLOAT", "rf64": "FLOAT", "aiff": "FLOAT", "flac": "PCM_24"}
_MAX_CHANNELS = {"wav": 1024, "rf64": 1024, "aiff": 1024, "flac": 8}  # libsndfile's, and FLAC's own
MAX_BYTES = (1 << 32) - (1 << 16)  # WAV and AIFF count in 32 bits; the heads need a little of that
_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
_BYTES = {
    "PCM_S8": 1,
    "PCM_U8": 1,
    "PCM_16": 2,
    "PCM_24": 3,
    "DOUBLE": 8,
}  # of a sample; 4 or less for other subtypes


def choose_subtype(format: str, subtype: str | None = None) -> str:
    """Return the subtype to write: as asked for, else 32-bit float, or 24 bits where there are no floats.

    Raises
    ------
    ArgumentError
        No such format, or it cannot hold that subtype.
    """
    if format not in SUFFIXES:
        raise ArgumentError(f"no sound file format '{format}'; have: {', '.join(SUFFIXES)}")
    wanted = (subtype or _DEFAULT_SUBTYPES[format]).upper()
    if not soundfile.check_format(format.upper(), wanted):
        have = ", ".join(soundfile.available_subtypes(format.upper()))
        raise ArgumentError(f"{format} has no subtype '{subtype}'; have: {have}")
    return wanted


def check_size(n_samples: int, n_channels: int, format: str, subtype: str) -> None:
    """Refuse a sound that a format cannot hold, before anything is computed or written.

    Raises
    ------
    ArgumentError
        Too many channels.
    LimitError
        A WAV or AIFF file beyond 4 GB. (RF64 holds it, but Pd and many others cannot read that.)
    """
    if n_channels > _MAX_CHANNELS[format]:
        raise ArgumentError(f"{format} holds at most {_MAX_CHANNELS[format]} channels, not {n_channels}")
    n_bytes = n_samples * n_channels * _BYTES.get(subtype, 4)
    if format in ("wav", "aiff") and n_bytes > MAX_BYTES:
        raise LimitError(
            f"a {format} file holds at most 4 GB and this sound needs {n_bytes / 1e9:.1f}; use flac or a part"
        )


class AudioWriter:
    """Writes one sound file block by block; it takes its place when the `with` block ends well.

    Until then it has a temporary name beside its place, so that nobody ever reads half a file, and whatever
    goes wrong leaves nothing behind. Samples are never scaled and never clipped, because components must keep
    their levels to add up: floats keep samples beyond full scale, and for integers that is an error.

    Parameters
    ----------
    place : Path
        Absolute; its folder exists. A file that is there is replaced, unless the place is a `NewPath`.
    n_channels, sample_rate : int
    format : str
        `wav`, `aiff` or `flac`; `rf64` is WAV beyond 4 GB.
    subtype : str, optional
        One of soundfile's, such as `PCM_16`; by default 32-bit float, in FLAC 24 bits.

    Raises
    ------
    ArgumentError, LimitError
        The format cannot hold the sound.
    FileError
        It cannot be written there, or the disk is full.
    ExistsError
        A file is there that may not be replaced.
    """

    def __init__(
        self, place: Path, *, n_channels: int, sample_rate: int, format: str, subtype: str | None = None
    ) -> None:
        self._place, self._format = place, format
        self._subtype = choose_subtype(format, subtype)
        self._n_channels, self._n_samples = n_channels, 0
        check_size(0, n_channels, format, self._subtype)
        self._temporary = temporary_beside(place)
        try:
            if place.is_dir():
                raise FileError(f"cannot write {place}: it is a folder")
            check_free(place)
            check_spelling(place)
            self._file = Sink(self._temporary.open("xb"))
        except OSError as error:
            raise self._failed(error) from error
        try:
            self._sound: soundfile.SoundFile | FloatWav
            if format in ("wav", "rf64") and self._subtype == "FLOAT":
                self._sound = FloatWav(self._file, n_channels, sample_rate, is_long=format == "rf64")
            else:
                self._sound = soundfile.SoundFile(
                    self._file, "w", sample_rate, n_channels, self._subtype, format=format.upper()
                )
        except soundfile.SoundFileError as error:
            self._discard()
            if self._file.error:
                raise self._failed(self._file.error) from error
            raise ArgumentError(
                f"{format} cannot hold {n_channels} channels at {sample_rate} Hz as {self._subtype}"
            ) from error

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append samples.

        Parameters
        ----------
        samples : float32 (n_channels, n_samples)
        """
        self._n_samples += samples.shape[1]
        check_size(self._n_samples, self._n_channels, self._format, self._subtype)
        interleaved = np.ascontiguousarray(samples.T)
        if self._subtype not in ("FLOAT", "DOUBLE"):
            self._check_full_scale(interleaved)
        n_bits = _BITS.get(self._subtype)
        try:
            self._sound.write(_quantized(interleaved, n_bits) if n_bits else interleaved)
        except (soundfile.SoundFileError, AssertionError) as error:  # soundfile asserts that all was written
            raise self._failed(self._file.error or error) from error
        if self._file.error:
            raise self._failed(self._file.error)

    def _check_full_scale(self, samples: NDArray[np.float32]) -> None:
        """Refuse to clip."""
        peak = float(np.abs(samples).max(initial=0.0))
        if peak > 1.0:
            raise ArgumentError(
                f"{self._place.name} reaches {20 * math.log10(peak):+.1f} dB over full scale, where"
                f" {self._subtype} would clip; use format wav with subtype FLOAT"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self._sound.close()
            self._file.close()
            if self._file.error:
                raise self._file.error
            put_in_place(self._temporary, self._place)
        except ExistsError:
            self._discard()
            raise
        except (soundfile.SoundFileError, OSError) as failure:
            self._discard()
            raise self._failed(self._file.error or failure) from failure

    def _discard(self) -> None:
        """Close and remove the temporary file; errors are ignored, because an earlier error is told."""
        sound = getattr(self, "_sound", None)
        if sound is not None:
            # A full disk cannot take the header either, a closed file nothing.
            with suppress(soundfile.SoundFileError, ValueError):
                sound.close()
        self._file.close()
        self._temporary.unlink(missing_ok=True)

    def _failed(self, error: Exception) -> FileError:
        """Return the sentence for a file that cannot be written."""
        if isinstance(error, FileNotFoundError):
            return FileError(f"cannot write {self._place}: there is no folder {self._place.parent}")
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        return FileError(f"cannot write {self._place}: {reason.lower().rstrip('.')}")


def _quantized(samples: NDArray[np.float32], n_bits: int) -> NDArray[np.int32]:
    """Return samples as left-aligned integers: samples that were read from so many bits come out equal.

    (libsndfile multiplies by one step less than full scale and cuts off the rest.)
    """
    scale = float(1 << (n_bits - 1))
    steps = np.clip(np.rint(samples.astype(np.float64) * scale), -scale, scale - 1)
    return steps.astype(np.int32) << (32 - n_bits)

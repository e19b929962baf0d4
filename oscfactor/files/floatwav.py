"""WAV files of 32-bit floats, and the open files that sounds are written to."""

from __future__ import annotations

import os
import struct
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray


class Sink:
    """An open file for libsndfile that keeps the first error: libsndfile would not tell its reason."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes | memoryview) -> int:
        """Write, and return how many bytes were taken."""
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = self.error or error
            return 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the file, and return it; -1 if that failed."""
        try:
            return self._file.seek(offset, whence)
        except OSError as error:  # seeking flushes, so it can meet a full disk
            self.error = self.error or error
            return -1

    def tell(self) -> int:
        """Return the place in the file."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        try:
            self._file.close()
        except OSError as error:
            self.error = self.error or error


class FloatWav:
    """A WAV file of 32-bit floats, as soundfile would write it but without the peaks and the date.

    So the same sound gives the same bytes, in a third of the time: the files of a factorisation
    would else take as long as its rendering. One that `is_long` is an RF64 file, which may pass 4 GB.
    """

    def __init__(self, file: Sink, n_channels: int, sample_rate: int, *, is_long: bool = False) -> None:
        self._file, self._n_channels, self._sample_rate = file, n_channels, sample_rate
        self._head = rf64_head if is_long else float_wav_head
        self._n_bytes = 0
        self._write_head()

    def write(self, samples: NDArray[Any]) -> None:
        """Append samples, (n_samples, n_channels)."""
        if samples.size:  # no memory view of nothing can be cast
            self._file.write(np.ascontiguousarray(samples, "<f4").data.cast("B"))
            self._n_bytes += samples.nbytes

    def close(self) -> None:
        """Write the head again, now with the length."""
        self._file.seek(0)
        self._write_head()

    def _write_head(self) -> None:
        self._file.write(self._head(self._n_channels, self._sample_rate, self._n_bytes))


def float_wav_head(n_channels: int, sample_rate: int, n_bytes: int) -> bytes:
    """Return the head of a WAV file with `n_bytes` of 32-bit float samples; always as long."""
    frame = 4 * n_channels
    return (
        struct.pack("<4sI4s", b"RIFF", 48 + n_bytes, b"WAVE")
        + _format_chunk(n_channels, sample_rate)
        + struct.pack("<4sII", b"fact", 4, n_bytes // frame)
        + struct.pack("<4sI", b"data", n_bytes)
    )


def rf64_head(n_channels: int, sample_rate: int, n_bytes: int) -> bytes:
    """Return the head of an RF64 file (EBU Tech 3306), whose sizes have 64 bits; always as long."""
    return (
        struct.pack("<4sI4s", b"RF64", 0xFFFFFFFF, b"WAVE")
        + struct.pack("<4sIQQQI", b"ds64", 28, 72 + n_bytes, n_bytes, n_bytes // (4 * n_channels), 0)
        + _format_chunk(n_channels, sample_rate)
        + struct.pack("<4sI", b"data", 0xFFFFFFFF)
    )


def _format_chunk(n_channels: int, sample_rate: int) -> bytes:
    frame = 4 * n_channels
    rates = sample_rate, frame * sample_rate & 0xFFFFFFFF
    return struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, n_channels, *rates, frame, 32)  # 3: floats

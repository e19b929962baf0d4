"""A WAV file that can be read at any time while it grows, whatever becomes of the program that writes it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import FileError
from oscfactor.files.audiowriter import MAX_BYTES
from oscfactor.files.floatwav import float_wav_head
from oscfactor.files.paths import check_plain
from oscfactor.machine.replacing import replace

REFRESH_INTERVAL: Final = 0.5
"""Seconds after which samples reach the file and its head: little more is lost when the daemon is killed."""
_MAX_NUMBER: Final = 10_000


class GrowingWav:
    """A file of 32-bit float samples under its own name; its head is true again twice a second.

    A file that has the place already stays whole: the new one is written beside it, as `take-2.wav`, and
    takes the place when it has ended well.

    Parameters
    ----------
    place : Path
        Absolute; its folder exists.
    n_channels, sample_rate : int
    max_bytes : int
        Of samples; by default as many as a WAV file can hold.

    Raises
    ------
    FileError
        It cannot be written there.
    """

    def __init__(self, place: Path, *, n_channels: int, sample_rate: int, max_bytes: int = MAX_BYTES) -> None:
        self.n_channels, self.sample_rate = n_channels, sample_rate
        self._place = place
        self._frame = 4 * n_channels
        self._max_bytes = max_bytes // self._frame * self._frame
        self._n_written = 0  # bytes of samples that are in the file
        self._waiting = bytearray()  # bytes of samples that are not
        self._refreshed = time.monotonic()
        try:
            check_plain(place, "sound file")
            self.path = place if not place.exists() else free_name(place)
            self._file = self.path.open("xb", buffering=0)
        except OSError as error:
            raise FileError(f"cannot write {place}: {_reason(error, place)}") from error
        try:
            self._write_all(self._head())
        except OSError as error:
            self._file.close()
            self.path.unlink(missing_ok=True)
            raise FileError(f"cannot write {place}: {_reason(error, place)}") from error

    @property
    def n_samples(self) -> int:
        """How many samples have been given and not been lost."""
        return (self._n_written + len(self._waiting)) // self._frame

    @property
    def n_free(self) -> int:
        """How many more samples it takes."""
        return self._max_bytes // self._frame - self.n_samples

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append samples; the caller sees to it that they fit.

        Parameters
        ----------
        samples : float32 (n_channels, n_samples)

        Raises
        ------
        FileError
            The disk is full, or the file cannot be written; `close` keeps the samples that are there.
        """
        self._waiting += np.ascontiguousarray(samples.T, "<f4").data.cast("B")
        if time.monotonic() - self._refreshed >= REFRESH_INTERVAL:
            self.refresh()

    def refresh(self) -> None:
        """Write all samples that wait to the file, and its length to the head.

        Raises
        ------
        FileError
            As `write` says.
        """
        self._refreshed = time.monotonic()
        if not self._waiting:
            return
        try:
            self._flush()
            self._file.seek(0)
            self._write_all(self._head())
            self._file.seek(0, os.SEEK_END)
        except OSError as error:
            self._waiting.clear()
            raise FileError(f"{self._place.name}: {_reason(error, self._place)}") from error

    def close(self) -> None:
        """End the file after its last whole sample; it stays, whatever went wrong.

        Raises
        ------
        FileError
            The last samples cannot be written, or the file cannot take its place: then it stays beside it.
        """
        try:
            self.refresh()
        finally:
            self._end()
        if self.path != self._place:
            try:
                replace(self.path, self._place)
            except OSError as error:
                raise FileError(f"it stays beside {self._place}: {_reason(error, self._place)}") from error
            self.path = self._place

    def abandon(self) -> None:
        """End the file after a fault: samples that were written stay, beside a file that has its place."""
        self._waiting.clear()
        self._end()

    def _end(self) -> None:
        """Cut off half a sample, make the head true and close the file."""
        if self._file.closed:
            return
        head = self._head()
        with suppress(OSError):  # as far as the disk lets us; the head of a moment ago is true as well
            self._file.truncate(len(head) + self._n_written // self._frame * self._frame)
            self._file.seek(0)
            self._write_all(head)
        with suppress(OSError):
            self._file.close()

    def _flush(self) -> None:
        """Write the samples that wait; count the samples on disk even if the disk then takes no more."""
        while self._waiting:
            n = self._file.write(self._waiting[: 1 << 20]) or 0
            del self._waiting[:n]
            self._n_written += n

    def _write_all(self, data: bytes) -> None:
        while data:
            data = data[self._file.write(data) or 0 :]

    def _head(self) -> bytes:
        n_bytes = self._n_written // self._frame * self._frame
        return float_wav_head(self.n_channels, self.sample_rate, n_bytes)


def free_name(place: Path) -> Path:
    """Return a name beside `place` that no file has: `take-2.wav`, or `take-3.wav`, and so on.

    Raises
    ------
    FileError
        All names are taken.
    """
    for number in range(2, _MAX_NUMBER):
        path = place.with_name(f"{place.stem}-{number}{place.suffix}")
        if not path.exists():
            return path
    raise FileError(f"cannot write {place}: all names up to {path.name} are taken")


def _reason(error: OSError, place: Path) -> str:
    """Return why a file cannot be written, as half a sentence."""
    if isinstance(error, FileNotFoundError):
        return f"there is no folder {place.parent}"
    return (error.strerror or str(error)).lower().rstrip(".")

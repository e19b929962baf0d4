"""One recording: the blocks of a player, written to sound files on a thread of their own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import FileError
from oscfactor.files.audiowriter import MAX_BYTES
from oscfactor.files.growingwav import REFRESH_INTERVAL, GrowingWav, free_name
from oscfactor.files.paths import absolute

MAX_WAITING: Final = 256 * 2**20
"""Bytes of samples that wait for the disk at most: some minutes; then the recording ends."""


class Take(NamedTuple):
    """A file of a recording that has come to its end."""

    path: Path
    seconds: float
    problem: str  # why the file ended unasked, or where the recording goes on; else empty
    is_last: bool


OnEnd = Callable[[Take], None]


class Recording:
    """Takes blocks from the render thread, which never waits for the disk, and writes them on its own thread.

    The samples are kept, however the recording ends: see `GrowingWav`. Where a file is full, or a next device
    has another rate or other channels, the recording goes on in a next file, `take-2.wav`, without a gap.

    Parameters
    ----------
    path : str
        A WAV file, 32-bit float.
    n_channels, sample_rate : int
        Of the first file.
    on_end : callable
        Called on the writing thread with each file that has come to its end.
    max_bytes : int
        Of samples in one file; by default as many as a WAV file can hold.

    Raises
    ------
    FileError
        If the file cannot be written.
    """

    def __init__(
        self, path: str, *, n_channels: int, sample_rate: int, on_end: OnEnd, max_bytes: int = MAX_BYTES
    ) -> None:
        self.path: Path = absolute(path)
        self._on_end = on_end
        self._max_bytes = max_bytes
        self._blocks: queue.SimpleQueue[tuple[NDArray[np.float32], int] | None] = queue.SimpleQueue()
        self._n_given = self._n_taken = 0  # bytes; each is counted by one thread
        self._overrun = False
        self._wav = GrowingWav(self.path, n_channels=n_channels, sample_rate=sample_rate, max_bytes=max_bytes)
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    def write(self, samples: NDArray[np.float32], sample_rate: int) -> None:
        """Append a block; never waits.

        Parameters
        ----------
        samples : float32 (n_channels, n_samples)
        sample_rate : int
        """
        if self._overrun:
            return
        if self._n_given - self._n_taken > MAX_WAITING:
            self._overrun = True
            self.end()
            return
        self._n_given += samples.nbytes
        self._blocks.put((samples, sample_rate))

    def end(self) -> None:
        """Write the blocks that wait and close the file, on the writing thread."""
        self._blocks.put(None)

    def join(self, timeout: float) -> None:
        """Wait until the file is whole."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            while (given := self._next()) is not None:
                samples, sample_rate = given
                if (samples.shape[0], sample_rate) != (self._wav.n_channels, self._wav.sample_rate):
                    self._go_on(samples.shape[0], sample_rate, "the device is another")
                while samples.shape[1] > self._wav.n_free:
                    n = self._wav.n_free
                    self._wav.write(samples[:, :n])
                    samples = samples[:, n:]
                    self._go_on(self._wav.n_channels, self._wav.sample_rate, "the file is full")
                self._wav.write(samples)
            self._wav.close()
            if self._overrun:
                raise FileError(f"{self.path.name}: the disk does not keep up")
        except FileError as error:
            self._wav.abandon()
            self._tell(f"{error}; what was heard until then is kept")
        else:
            self._tell("")

    def _next(self) -> tuple[NDArray[np.float32], int] | None:
        """Return the next block, or None at the end; while none comes, bring the file's header up to date.

        Raises
        ------
        FileError
            If the disk is full, or the file cannot be written any more.
        """
        while True:
            try:
                given = self._blocks.get(timeout=REFRESH_INTERVAL)
            except queue.Empty:
                self._wav.refresh()
                continue
            if given is not None:
                self._n_taken += given[0].nbytes
            return given

    def _go_on(self, n_channels: int, sample_rate: int, why: str) -> None:
        """End the file and go on in the next."""
        self._wav.close()
        place = free_name(self.path)
        following = GrowingWav(
            place, n_channels=n_channels, sample_rate=sample_rate, max_bytes=self._max_bytes
        )
        self._tell(f"{why}; the recording goes on in {following.path.name}", is_last=False)
        self._wav = following

    def _tell(self, problem: str, *, is_last: bool = True) -> None:
        seconds = self._wav.n_samples / self._wav.sample_rate
        self._on_end(Take(self._wav.path, seconds, problem, is_last))

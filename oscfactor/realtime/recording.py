"""One recording: the blocks of a player, written to sound files on a thread of their own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import ArgumentError, FileError
from oscfactor.files.audiowriter import MAX_BYTES
from oscfactor.files.growingwav import REFRESH_INTERVAL, GrowingWav, free_name
from oscfactor.files.paths import GivenPath, absolute, as_sent

MAX_WAITING: Final = 256 * 2**20
"""Bytes of samples that wait for the disk at most: some minutes; then the recording ends."""

MAX_WAIT: Final = 30.0
"""Seconds that a recording waits for another to close the same file."""


class Take(NamedTuple):
    """A file of a recording that has come to its end."""

    path: Path
    seconds: float
    problem: str  # why the file ended unasked, or where the recording goes on; else empty
    is_last: bool


OnEnd = Callable[[Take], None]


class InUse:
    """The files that recordings are being written to; any thread may ask."""

    def __init__(self) -> None:
        self._given_back = threading.Condition()
        self._users: dict[Path, Recording] = {}

    def take(self, place: Path, recording: Recording) -> None:
        """Keep a file for one recording; wait for another that has been told to end.

        Raises
        ------
        ArgumentError
            Another recording is being written to it.
        """
        with self._given_back:
            self._given_back.wait_for(lambda: not self._ends_soon(place), MAX_WAIT)
            if place in self._users:
                raise ArgumentError(f"another recording is being written to {place}; take another name")
            self._users[place] = recording

    def give_back(self, place: Path) -> None:
        """Let a file be recorded to again."""
        with self._given_back:
            self._users.pop(place, None)
            self._given_back.notify_all()

    def _ends_soon(self, place: Path) -> bool:
        return place in self._users and self._users[place].is_ending


class Recording:
    """Takes blocks from the render thread, which never waits for the disk, and writes them on its own thread.

    The file is opened on that thread, too; blocks that come before are kept until then. `opened` is a future
    of its path, or of the error: `FileError` where it cannot be written, `ArgumentError` where it is in use.

    The samples are kept, however the recording ends: see `GrowingWav`. Where a file is full, or a next device
    has another rate or other channels, the recording goes on in a next file, `take-2.wav`, without a gap.

    Parameters
    ----------
    path : a WAV file, 32-bit float
    n_channels, sample_rate : int
        Of the first file.
    on_end : callable
        Called on the writing thread with each file that has come to its end.
    in_use : InUse
        The files of other recordings.
    max_bytes : int
        Of samples in one file; by default as many as a WAV file can hold.
    """

    def __init__(
        self,
        path: GivenPath,
        *,
        n_channels: int,
        sample_rate: int,
        on_end: OnEnd,
        in_use: InUse | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.path = str(path)  # absolute, once the file is open
        self.opened: Future[Path] = Future()
        self._given = path
        self._n_channels, self._sample_rate = n_channels, sample_rate
        self._on_end = on_end
        self._in_use = in_use or InUse()
        self._max_bytes = max_bytes
        self._blocks: queue.SimpleQueue[tuple[NDArray[np.float32], int] | None] = queue.SimpleQueue()
        self._n_given = self._n_taken = 0  # bytes; each is counted by one thread
        self._overrun = False
        self.is_ending = False
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
        self.is_ending = True
        self._blocks.put(None)

    def join(self, timeout: float) -> None:
        """Wait until the file is whole."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._open()
        except BaseException as error:  # noqa: BLE001 - whoever waits for the file must hear of any error
            self.opened.set_exception(error)
            return
        self.opened.set_result(self._place)
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
                raise FileError(f"{self._place.name}: the disk does not keep up")
        except FileError as error:
            self._wav.abandon()
            self._tell(f"{error}; what was heard until then is kept")
        else:
            self._tell("")

    def _open(self) -> None:
        self._place = place = absolute(self._given)
        self._in_use.take(place, self)
        try:
            self._wav = self._new_file(place, self._n_channels, self._sample_rate)
        except BaseException:
            self._in_use.give_back(place)
            raise
        self.path = as_sent(place)

    def _new_file(self, place: Path, n_channels: int, sample_rate: int) -> GrowingWav:
        return GrowingWav(place, n_channels=n_channels, sample_rate=sample_rate, max_bytes=self._max_bytes)

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
        following = self._new_file(free_name(self._place), n_channels, sample_rate)
        self._tell(f"{why}; the recording goes on in {following.path.name}", is_last=False)
        self._wav = following

    def _tell(self, problem: str, *, is_last: bool = True) -> None:
        seconds = self._wav.n_samples / self._wav.sample_rate
        if is_last:
            self._in_use.give_back(self._place)
        self._on_end(Take(self._wav.path, seconds, problem, is_last))

"""What is done with an open input, block by block: it is kept, measured, recorded, and followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import MAX_SAMPLE, fault
from oscfactor.realtime.listener.history import History
from oscfactor.realtime.listener.take import Take

LEVEL_INTERVAL: Final = 0.05  # seconds of sound between two levels that are told


class Follower(Protocol):
    """Whatever works on the input as it comes."""

    def hear(self, block: NDArray[np.float32]) -> None:
        """Hear a block, float32 (n_channels, n), of any length but 0; it is never changed afterwards."""

    def end(self) -> None:
        """Hear nothing more."""


class Hearing:
    """One open input; not safe among threads by itself, its owner holds a lock.

    Parameters
    ----------
    n_channels : int
    sample_rate : int
        In Hz.
    seconds : float
        How much is kept.
    tell : callable
        Sends a message to the daemon, and never waits.

    Attributes
    ----------
    followers : by names of the owner's choice; each hears every block from now on, in order, without gaps
    """

    def __init__(self, n_channels: int, sample_rate: int, seconds: float, tell: Callable[..., None]) -> None:
        self.n_channels, self.sample_rate = n_channels, sample_rate
        self.history = History(n_channels, max(round(seconds * sample_rate), 1))
        self.takes: dict[int, Take] = {}  # by the daemon's number for each
        self.followers: dict[Any, Follower] = {}
        self._tell = tell
        self._squares, self._peaks = np.zeros(n_channels), np.zeros(n_channels, np.float32)
        self._n_measured = 0

    def hear(self, block: NDArray[np.float32]) -> None:
        """Take the next block, float32 (n_channels, n)."""
        if not block.shape[1]:
            return
        if fault(block, "sound"):  # a driver may give anything
            block = np.nan_to_num(block, posinf=0.0, neginf=0.0).clip(-MAX_SAMPLE, MAX_SAMPLE)
        self.history.append(block)
        self._measure(block)
        for number, take in list(self.takes.items()):
            take.hear(block)
            if take.is_full:
                self.end_take(number)
        for follower in list(self.followers.values()):
            follower.hear(block)

    def end_take(self, number: int) -> None:
        """Tell a recording's samples, and forget it."""
        take = self.takes.pop(number, None)
        if take is not None:
            self._tell("caught", number, take.samples())

    def end(self) -> None:
        """End all recordings and all that follows: the input ends."""
        for number in list(self.takes):
            self.end_take(number)
        for name in list(self.followers):
            self.end_follower(name)

    def end_follower(self, name: Any) -> None:
        """Let a follower hear nothing more, if there is one."""
        follower = self.followers.pop(name, None)
        if follower is not None:
            follower.end()

    def _measure(self, block: NDArray[np.float32]) -> None:
        """Tell RMS and peak of each channel, some twenty times a second."""
        self._squares += np.square(block, dtype=np.float64).sum(axis=1)
        np.maximum(self._peaks, np.abs(block).max(axis=1), out=self._peaks)
        self._n_measured += block.shape[1]
        if self._n_measured >= LEVEL_INTERVAL * self.sample_rate:
            rms = np.sqrt(self._squares / self._n_measured).astype(np.float32)
            self._tell("level", rms, self._peaks.copy())
            self._squares[:], self._peaks[:], self._n_measured = 0.0, 0.0, 0

"""Matching the input by given bases, on a thread of its own: the ear never waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.machine.priority import go_before_jobs

MOST_BEHIND: Final = 20.0  # seconds of sound that may wait; the first match loads the kernels
TOO_SLOW: Final = "this computer is too slow to match the input by these bases; take fewer components"


class Wanted(NamedTuple):
    """What the input is to be matched by, and how often that is told."""

    W: NDArray[np.float32]  # (n_components, n_bins)
    frames: tuple[int, int, int]  # window, hop and fft by which the bases were found
    rate: float  # messages a second at most


class Matching:
    """Hears an input until it is ended, and tells `matched` with a number, seconds and activations.

    Parameters
    ----------
    number : int
        The daemon's, for this match.
    wanted : Wanted
    n_channels, sample_rate, n_heard : int
        Of the input; the seconds that are told count from its first sample.
    tell : callable
        Sends a message to the daemon, and never waits.
    """

    def __init__(
        self,
        number: int,
        wanted: Wanted,
        n_channels: int,
        sample_rate: int,
        n_heard: int,
        tell: Callable[..., None],
    ) -> None:
        self._number, self._wanted, self._tell = number, wanted, tell
        self._n_channels, self._sample_rate, self._n_heard = n_channels, sample_rate, n_heard
        self._blocks: queue.SimpleQueue[NDArray[np.float32] | None] = queue.SimpleQueue()
        self._n_put = self._n_done = 0  # samples; each is written by one thread
        self._has_ended = False
        self._thread = threading.Thread(target=self._work, name="matching", daemon=True)
        self._thread.start()

    def hear(self, block: NDArray[np.float32]) -> None:
        """Take a block, float32 (n_channels, n), that is never changed afterwards; never waits."""
        if self._has_ended:
            return
        self._n_put += block.shape[1]
        self._blocks.put(block)
        if self._n_put - self._n_done > MOST_BEHIND * self._sample_rate:
            self.end()
            self._tell("unmatched", self._number, TOO_SLOW)

    def end(self) -> None:
        """Tell nothing more."""
        self._has_ended = True
        self._blocks.put(None)

    def _work(self) -> None:
        from oscfactor.dsp.live.match import Matcher  # loads kernels, which takes a moment
        from oscfactor.dsp.transform.stft import Stft

        go_before_jobs()
        stft, interval, told = Stft(*self._wanted.frames), 1 / self._wanted.rate, -1.0
        matcher = Matcher(self._wanted.W, stft, self._n_channels)
        while (block := self._blocks.get()) is not None and not self._has_ended:
            for t, h in matcher.hear(block):
                seconds = t * stft.hop / self._sample_rate
                # By the sound's own time, so that messages are as even as the frames.
                if seconds // interval > told:
                    told = seconds // interval
                    self._tell("matched", self._number, seconds + self._n_heard / self._sample_rate, h.copy())
            self._n_done += block.shape[1]

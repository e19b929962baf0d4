"""Blocks of sound that a program sends over the wire, put in order; silence stands for missing ones."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.bounds import checked
from oscfactor.errors import ArgumentError
from oscfactor.limits import check_index

N_NUMBERS: Final = 65536
"""Blocks are counted modulo this."""
N_WAITING: Final = 4
"""Numbers for which one waits whose blocks have not all come: packets may overtake each other."""
SLACK: Final = 1.0
"""Seconds by which a writer may be ahead of the clock: a gap longer than the time that has passed is none."""
MAX_SECONDS: Final = 1.0  # of one block

Block = NDArray[np.float32]


class WireBlocks:
    """Makes one stream of the blocks of all channels.

    Parameters
    ----------
    n_channels : int
    sample_rate : int
        In Hz.
    n_most : int
        Samples: no more silence than that stands for what is missing.

    Attributes
    ----------
    n_came, n_missed : blocks, of all channels together
    """

    def __init__(self, n_channels: int, sample_rate: int, n_most: int) -> None:
        self.n_channels, self.sample_rate, self._n_most = n_channels, sample_rate, n_most
        self.n_came = self.n_missed = 0
        self.begin_anew()

    def begin_anew(self) -> None:
        """Let the next block be the first: nothing is missed before it."""
        self._next: int | None = None  # the number that is to be given next
        self._waiting: dict[int, dict[int, Block]] = {}  # blocks by channel, by how far ahead their number is
        self._length = 0  # samples of the last block
        self._time = 0.0

    def add(self, channel: int, number: int, samples: Block, now: float) -> list[Block]:
        """Take a block of one channel; return what can be heard now, each float32 (n_channels, n).

        Parameters
        ----------
        now : seconds that only grow

        Raises
        ------
        ArgumentError
            There is no such channel, the block is too long or of another length than that of another channel,
            or it holds what is no sound.
        """
        check_index("channel", channel, self.n_channels)
        if len(samples) > MAX_SECONDS * self.sample_rate:
            raise ArgumentError(f"a block holds at most {MAX_SECONDS:g} s, got {len(samples)} samples")
        checked(samples, "sound")
        ahead = self._ahead(number, len(samples), now)
        if ahead is None:
            return []  # it is late: silence stands for it
        others = self._waiting.setdefault(ahead, {})
        length = next((len(other) for other in others.values()), len(samples))
        if length != len(samples):
            raise ArgumentError(
                f"block {number} of channel {channel} has {len(samples)} samples, that of another channel"
                f" {length}; blocks of one number must be equally long"
            )
        if channel not in others:
            self.n_came += 1
            others[channel] = samples
        self._length, self._time = length, now
        return self._ready()

    def _ahead(self, number: int, length: int, now: float) -> int | None:
        """Return how far a number is ahead of the one that is awaited; None where it was given up."""
        if self._next is None:
            self._next = number
        ahead = (number - self._next) % N_NUMBERS
        if ahead >= N_NUMBERS - N_WAITING * 2:
            return None
        if ahead * length > (max(now - self._time, 0.0) + SLACK) * self.sample_rate:
            self.begin_anew()  # the writer has begun anew: so much time has not passed
            self._next = number
            return 0
        return ahead

    def flush(self) -> list[Block]:
        """Give all that has come, and begin anew: no more comes for now."""
        ready = self._ready(0)
        self.begin_anew()
        return ready

    def _ready(self, n_waiting: int = N_WAITING) -> list[Block]:
        """Take out all blocks that are complete, or no longer waited for."""
        ready: list[Block] = []
        while self._waiting:
            first = min(self._waiting)
            is_whole = first == 0 and len(self._waiting[0]) == self.n_channels
            if not is_whole and max(self._waiting) < n_waiting:
                break
            if first:
                self.n_missed += first * self.n_channels
                n_silent = min(first * self._length, self._n_most)
                ready.append(np.zeros((self.n_channels, n_silent), np.float32))
            ready.append(self._joined(self._waiting.pop(first)))
            self._waiting = {ahead - first - 1: blocks for ahead, blocks in self._waiting.items()}
            self._next = ((self._next or 0) + first + 1) % N_NUMBERS
        return ready

    def _joined(self, blocks: dict[int, Block]) -> Block:
        """Return blocks of one number as one, silent where one is missing."""
        joined = np.zeros((self.n_channels, len(next(iter(blocks.values())))), np.float32)
        for channel, block in blocks.items():
            joined[channel] = block
        self.n_missed += self.n_channels - len(blocks)
        return joined

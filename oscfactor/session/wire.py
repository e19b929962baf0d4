"""Who writes the input over the wire, and what is told of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import BusyError, DeviceError
from oscfactor.realtime.wireblocks import WireBlocks

TELL_INTERVAL: Final = 1.0
"""Seconds between two words about what is written; a writer that is silent for so long is done."""
WRITTEN, WAITING = "written", "waiting"


class Tell(Protocol):
    """A function that sends an event to every subscriber."""

    def __call__(self, address: str, *args: object, but_not: object = None) -> None:
        """Send the event, but not to `but_not`."""


class Wire:
    """Blocks that one client at a time writes; lives on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    hear : callable
        Takes sound as it is put in order, float32 (n_channels, n).
    tell : callable
        Sends an event, an address and its arguments, to every subscriber.
    on_tell : callable
        Called once a second while somebody writes.

    Attributes
    ----------
    blocks : None while the input is not the wire
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        hear: Callable[[NDArray[np.float32]], None],
        tell: Tell,
        on_tell: Callable[[], None],
    ) -> None:
        self.blocks: WireBlocks | None = None
        self._loop, self._hear, self._tell, self._on_tell = loop, hear, tell, on_tell
        self._writer: object = None  # the client that writes
        self._answer: Callable[..., None] = lambda *_: None  # sends it a message
        self._written_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def open(self, n_channels: int, sample_rate: int, n_most: int) -> None:
        """Let clients write; `n_most` samples of silence are the most that stand for what is missing."""
        if self.blocks is None:
            self.blocks = WireBlocks(n_channels, sample_rate, n_most)

    def close(self) -> None:
        """Let nobody write any more."""
        self.blocks = self._writer = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def write(
        self, client: object, answer: Callable[..., None], channel: int, number: int, samples: Sequence[float]
    ) -> None:
        """Take a block that a client has sent; `answer` sends the client a message.

        Raises
        ------
        DeviceError
            The input is not the wire.
        BusyError
            Another client writes.
        ArgumentError
            As `WireBlocks.add` says.
        """
        if self.blocks is None:
            raise DeviceError("the input is not the wire; send /input/open wire 1 48000 first")
        if self._writer not in (None, client):
            raise BusyError(f"{self._writer} writes the input; it is free a second after the last block")
        now = time.monotonic()
        for block in self.blocks.add(channel, number, np.asarray(samples, np.float32), now):
            self._hear(block)
        self._writer, self._answer, self._written_at = client, answer, now
        if self._timer is None:
            self._timer = self._loop.call_later(TELL_INTERVAL, self._tell_written)

    def _tell_written(self) -> None:
        """Tell what has come and what was missed; a writer that has stopped gives the wire free."""
        self._timer = None
        blocks, writer = self.blocks, self._writer
        if blocks is None:
            return
        is_over = time.monotonic() - self._written_at >= TELL_INTERVAL
        if is_over:
            for block in blocks.flush():
                self._hear(block)
            self._writer = None
        else:
            self._timer = self._loop.call_later(TELL_INTERVAL, self._tell_written)
        counts = f"{blocks.n_came} blocks came, {blocks.n_missed} were missed"
        text = f"nothing was written for a second; {counts}" if is_over else counts
        state = WAITING if is_over else WRITTEN
        self._answer("/oscfactor/input", state, text)
        self._tell("/oscfactor/input", state, text, but_not=writer)
        self._on_tell()

"""The input: a device that is opened when asked for, watched, and opened again when it has vanished."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final, NamedTuple

from oscfactor.errors import ArgumentError, DeviceError
from oscfactor.machine.priority import shield_shared_memory
from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.input_card import InputCard
from oscfactor.realtime.listener_process import HAS_ENDED, Levels, ListenerProcess
from oscfactor.realtime.output import RETRY_INTERVALS, WATCH_INTERVAL

WIRE: Final = "wire"
"""The device's name that means blocks that a program sends."""
OPEN, LOST, CLOSED = "open", "lost", "closed"

log = logging.getLogger(__name__)


class Format(NamedTuple):
    """What the input is, while it is open or lost."""

    device: str
    n_channels: int
    sample_rate: int  # Hz


class Input:
    """The sound card that is heard, or the wire, and the process that listens; on the event loop.

    Calls that may take time or hang run on threads.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    seconds : float
        How much of what was heard is kept.
    check : callable
        Called with what is about to be heard; raises where there is no room for it.
    on_change : callable
        Called with `open`, `lost` or `closed`, and a sentence.
    on_level : callable
        Called with RMS and peak of each channel, while sound comes.

    Attributes
    ----------
    format : of the input that is open or lost, None while it is closed
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        seconds: float,
        *,
        check: Callable[[Format], None],
        on_change: Callable[[str, str], None],
        on_level: Callable[[Levels], None],
    ) -> None:
        self.format: Format | None = None
        self.state = CLOSED
        self.seconds = seconds
        self.listener = ListenerProcess(loop, on_level=on_level, on_lost=self._listener_lost)
        self._loop, self._check, self._on_change = loop, check, on_change
        self._card: InputCard | None = None
        self._wanted = Wanted()
        self._lock = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._retrying: asyncio.Task[None] | None = None
        self._n_tries = 0
        self._n_lost = 0  # samples, of cards that are closed
        self._closed = False

    @property
    def n_lost(self) -> int:
        """Samples for which silence stands, since the start."""
        return self._n_lost + (0 if self._card is None else self._card.ring.n_lost)

    async def open(self, wanted: Wanted) -> Format:
        """Close what is open, and hear a device, or the wire, from now on.

        Raises
        ------
        DeviceError, ArgumentError
            There is no such device, it cannot be opened so, or it is not said at which rate the wire is.
        LimitError
            As `check` says.
        """
        if wanted.device == WIRE and not wanted.sample_rate:
            raise ArgumentError("the sample rate of the wire must be said, as in /input/open wire 1 48000")
        async with self._lock:
            await self._close(f"{wanted.device or 'the default device'} is opened")
            self._wanted = wanted
            try:
                return await self._open()
            except BaseException:
                await self.listener.close()
                raise

    async def close(self) -> None:
        """Hear nothing any more, and forget what was heard."""
        async with self._lock:
            await self._close("it was asked for")

    def end(self) -> None:
        """Close the input as the daemon ends, without waiting until that is done."""
        self._closed = True
        self._cancel()
        card, self._card = self._card, None
        if card is not None:
            self._loop.run_in_executor(None, card.close)
        self.listener.close()

    async def _close(self, why: str) -> None:
        self._cancel()
        if self.format is None:
            return
        device, self.format, self.state = self.format.device, None, CLOSED
        self._on_change(CLOSED, f"{device} is closed: {why}")
        closing = [self.listener.close()]
        if self._card is not None:
            self._n_lost += self._card.ring.n_lost
            card, self._card = self._card, None
            closing.append(self._loop.run_in_executor(None, card.close))
        await asyncio.wait(closing)

    async def _open(self) -> Format:
        """Open what is wanted; the lock is held."""
        wanted, card = self._wanted, None
        if wanted.device == WIRE:
            await self.listener.start()
            found = Format(WIRE, wanted.n_channels or 1, wanted.sample_rate)
        else:
            shield_shared_memory()
            opening = self._loop.run_in_executor(None, InputCard, wanted)
            try:
                card = await asyncio.shield(opening)
                await self.listener.start()
            except BaseException:  # cancelled, as the daemon ends, or the listener has ended at once
                opening.add_done_callback(_close_opened)
                raise
            found = Format(card.name, card.n_channels, card.sample_rate)
        try:
            if self._closed:
                raise DeviceError("the daemon ends")
            if self.format is None:
                self._check(found)
        except BaseException:
            if card is not None:
                opening.add_done_callback(_close_opened)
            raise
        self.listener.tell("open", found.n_channels, found.sample_rate, self.seconds)
        if card is not None:
            self.listener.tell("join", card.ring.shape)
            self._timer = self._loop.call_later(WATCH_INTERVAL, self._watch)
        self._card, self.format, self.state, self._n_tries = card, found, OPEN, 0
        self._on_change(OPEN, f"{found.device}, {found.n_channels} channels, {found.sample_rate} Hz")
        return found

    def _watch(self) -> None:
        self._timer = None
        if self._card is None or self.format is None:
            return
        if self._card.is_alive():
            self._timer = self._loop.call_later(WATCH_INTERVAL, self._watch)
            return
        self._lose(f"{self._card.name} has vanished; it is tried again, or choose another with /input/open")

    def _listener_lost(self) -> None:
        if not self._closed and self.format is not None:
            log.error("%s; it is started again", HAS_ENDED)
            self._lose(f"{HAS_ENDED}, and what was heard is lost; it is started again")

    def _lose(self, text: str) -> None:
        """Let go of the card, which may not answer, and try again later; what was heard is still kept."""
        self._cancel()
        self.listener.tell("leave")
        card, self._card = self._card, None
        if card is not None:
            self._n_lost += card.ring.n_lost
            self._loop.run_in_executor(None, card.close)
        self.state = LOST
        self._on_change(LOST, text)
        self._retry_later()

    def _retry_later(self) -> None:
        if self._closed or self.state != LOST or self._timer is not None:
            return
        wait = RETRY_INTERVALS[min(self._n_tries, len(RETRY_INTERVALS) - 1)]
        self._n_tries += 1
        self._timer = self._loop.call_later(wait, self._begin_retry)

    def _begin_retry(self) -> None:
        self._timer = None
        self._retrying = self._loop.create_task(self._retry())

    async def _retry(self) -> None:
        async with self._lock:
            if self.state != LOST:
                return
            try:
                await self._open()
            except DeviceError as error:
                log.debug("the input is not back: %s", error)
        self._retry_later()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _close_opened(opening: asyncio.Future[InputCard]) -> None:
    """Close a card that nobody wants any more, as soon as it has been opened."""
    if opening.cancelled() or opening.exception() is not None:
        return
    try:
        opening.get_loop().run_in_executor(None, opening.result().close)
    except RuntimeError:  # the loop ends and starts no threads any more
        opening.result().close()

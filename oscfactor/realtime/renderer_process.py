"""The renderer's process as the daemon sees it: orders go there, play heads and recorded blocks come back.

`renderer/__main__.py` is the program itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import DeviceError
from oscfactor.realtime.clock import PlayHead
from oscfactor.realtime.orders import SUM, Orders
from oscfactor.realtime.program_link import ENDED
from oscfactor.realtime.recording import Recording
from oscfactor.realtime.renderer_link import RendererLink
from oscfactor.realtime.sharedring import RingShape

HAS_ENDED: Final = "the program that renders sound has ended"
ASK_INTERVAL: Final = 1.0  # seconds
PATIENCE: Final = 8  # questions in a row without a sign, before the process is ended and started again

log = logging.getLogger(__name__)


class RemotePlayer:
    """One player in the renderer's process; made by `RendererProcess.begin`."""

    def __init__(self, process: RendererProcess, number: int, orders: Orders, sample_rate: int) -> None:
        self.head = PlayHead()
        self.orders, self.sample_rate = orders, sample_rate
        self.recording: Recording | None = None
        self.number = number
        self.is_gone = asyncio.Event()  # its last sample has been heard, or its device is closed
        self._process = process
        self._begun = False

    def begin(self) -> None:
        """Send the first orders; a recording is sent before them, so that it gets the first sample."""
        self._begun = True
        if self.recording is not None:
            self.record(self.recording)
        self.order(self.orders)

    def order(self, orders: Orders) -> None:
        """Send new orders, for the next block that is rendered."""
        self.orders = orders
        if self._begun:
            self._process.order(self.number, orders)

    def record(self, recording: Recording | None) -> None:
        """Write the player's blocks to a recording from now on, or to none."""
        self.recording = recording
        if self._begun:
            self._process.tell("record", self.number, recording is not None)

    def remove(self) -> None:
        """Forget the player; order it to stop before, lest it click."""
        self._process.remove(self.number)


class RendererProcess:
    """Starts the renderer when it is first wanted, and again when it has ended; lives on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    kernels : callable
        Returns an awaitable that ends when all kernels are compiled.
    on_finished : callable
        Called with each player whose last sample has been heard, and with the fault, if a fault ended it.
    on_limited : callable
        Called, once for each, with a player that is louder than a card is given, and with None for their sum.
    on_lost : callable
        Called when the process has ended unasked; all players are gone with it.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        kernels: Callable[[], Awaitable[None]],
        *,
        on_finished: Callable[[RemotePlayer, str], None],
        on_limited: Callable[[RemotePlayer | None], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._loop, self._kernels = loop, kernels
        self._on_finished, self._on_limited, self._on_lost = on_finished, on_limited, on_lost
        self._link: RendererLink | None = None
        self._players: dict[int, RemotePlayer] = {}
        self.level = (0.0, 0.0)  # RMS and peak of all that is heard, linear
        self._recording: Recording | None = None  # of all that is heard
        self._gathered: dict[int, Orders] | None = None
        self._n_begun = self._sample_rate = 0
        self._ready = self._rehearsed = loop.create_future()
        self._rehearsing: asyncio.Task[None] | None = None
        self._n_signs = self._n_asked = 0

    async def start(self) -> None:
        """Start the process, if it does not run, and wait until it listens.

        Raises
        ------
        DeviceError
            If the process ends at once.
        """
        if self._link is None:
            self._ready, self._rehearsed = self._loop.create_future(), self._loop.create_future()
            self._link = RendererLink(self._receive)
            self._rehearsing = self._loop.create_task(self._rehearse())
        await asyncio.shield(self._ready)

    async def rehearsed(self) -> None:
        """Wait until the process has loaded every kernel that plays components."""
        await asyncio.shield(self._rehearsed)

    def open(self, shape: RingShape, sample_rate: int, n_latency: int) -> None:
        """Let the process fill a ring from now on, `n_latency` samples ahead."""
        self._sample_rate = sample_rate
        self.tell("open", shape, sample_rate, n_latency)

    def record_all(self, recording: Recording | None) -> None:
        """Write all that is heard to a recording from now on, or to none."""
        self._recording = recording
        self.tell("record", SUM, recording is not None)

    def leave(self) -> None:
        """Let the process fill no ring any more; all players are gone."""
        self._forget_players()
        self.tell("close")

    def begin(self, orders: Orders) -> RemotePlayer:
        """Return a player by these orders; it begins after the requests that came in the same packet."""
        self._n_begun += 1
        player = RemotePlayer(self, self._n_begun, orders, self._sample_rate)
        self._players[self._n_begun] = player
        self._loop.call_soon(self._begin, self._n_begun)
        return player

    def order(self, number: int, orders: Orders) -> None:
        """Send a player's new orders; a player that stops before the process has heard of it is forgotten."""
        if self._link is None:
            return
        if orders.stopping and self._link.withdraw(number):
            if (player := self._players.pop(number, None)) is not None:
                player.is_gone.set()
        elif self._gathered is not None:
            self._gathered[number] = orders
        else:
            self._link.order(number, orders)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Gather what players are ordered meanwhile: all of them follow it from the same sample on."""
        gathered: dict[int, Orders] = {}
        self._gathered = gathered
        try:
            yield
        finally:
            self._gathered = None
            if self._link is not None and gathered:
                self._link.order_together(gathered)

    async def silence(self, fade: float) -> None:
        """Let all players fade out, those too that do so more slowly; return when they have been heard."""
        players = list(self._players.values())
        for player in players:
            player.order(replace(player.orders, stopping=True, fade=fade))
        for player in players:
            await player.is_gone.wait()

    def remove(self, number: int) -> None:
        """Forget a player."""
        if (player := self._players.pop(number, None)) is not None:
            player.is_gone.set()
            if self._link is not None and not self._link.withdraw(number):
                self.tell("remove", number)
            if not self._players:
                self.tell("forget")

    def write(self, array: NDArray[np.float32], channel: int, offset: int, samples: NDArray[Any]) -> None:
        """Send samples that were written into an array (n_channels, n_samples), if the array plays."""
        if self._link is not None:
            self._link.write(array, channel, offset, samples)

    def tell(self, *message: Any) -> None:
        """Send a message to the process, if it runs."""
        if self._link is not None:
            self._link.tell(message)

    def close(self, timeout: float) -> None:
        """End the process after the messages that were sent."""
        if self._link is not None:
            self._link.close(timeout)

    def _ask(self, link: RendererLink) -> None:
        """Ask whether the process still reads, now and then; end a process that gives no sign for long.

        Questions are counted, not seconds: a computer that was asleep has asked nothing meanwhile.
        """
        if link is not self._link:
            return
        if link.n_signs != self._n_signs:
            self._n_signs, self._n_asked = link.n_signs, 0
        if self._n_asked >= PATIENCE:
            log.error("the program that renders sound does not answer; it is ended")
            link.kill()
            return
        self._n_asked += 1
        link.tell(("ask",))
        self._loop.call_later(ASK_INTERVAL, self._ask, link)

    def _begin(self, number: int) -> None:
        if (player := self._players.get(number)) is not None:
            player.begin()

    async def _rehearse(self) -> None:
        await self._kernels()
        self.tell("rehearse")

    def _receive(self, link: RendererLink, name: str, *args: Any) -> None:
        """Take a message on the reading thread; places and recorded blocks cannot wait for the event loop."""
        if name == "level":
            self.level = args[0]
            return
        player = self._players.get(args[0]) if args else None
        if name == "recorded" and args[0] == SUM and self._recording is not None:
            self._recording.write(args[1], self._sample_rate)
        elif name == "piece" and player is not None:
            player.head.add(args[1])
        elif name == "recorded" and player is not None:
            if (recording := player.recording) is not None:
                recording.write(args[1], player.sample_rate)
        elif name in ("ready", "rehearsed", "finished", "limited", ENDED):
            try:
                self._loop.call_soon_threadsafe(self._hear, link, name, *args)
            except RuntimeError:
                log.debug("the daemon ended before its renderer")

    def _hear(self, link: RendererLink, name: str, *args: Any) -> None:
        """Take a message on the event loop."""
        if link is not self._link:
            return
        if name == "finished":
            self._finish(*args)
        elif name == "limited":
            self._on_limited(self._players.get(args[0]))
        elif name == ENDED:
            self._end()
        else:
            if name == "ready":
                self._ask(link)
            future = self._ready if name == "ready" else self._rehearsed
            if not future.done():
                future.set_result(None)

    def _finish(self, number: int, jump: int, fault: str) -> None:
        player = self._players.get(number)
        # A player that was ordered to jump meanwhile plays on.
        if player is not None and (fault or jump == player.orders.jump):
            self.remove(number)
            self._on_finished(player, fault)

    def _forget_players(self) -> None:
        for player in self._players.values():
            player.is_gone.set()
        self._players.clear()
        self.level = (0.0, 0.0)

    def _end(self) -> None:
        self._link = None
        self._forget_players()
        if self._rehearsing is not None:
            self._rehearsing.cancel()
        for future in (self._ready, self._rehearsed):
            if not future.done():
                future.set_exception(DeviceError(f"{HAS_ENDED}; /player/play starts it again"))
                future.exception()  # whether or not anybody waits
        self._on_lost()

"""The render-ahead thread, which keeps the ring as full as the latency says and no fuller."""

from __future__ import annotations

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.dsp.render.ceiling import hold_down
from oscfactor.machine.priority import go_first
from oscfactor.realtime.orders import BLOCK, Orders
from oscfactor.realtime.renderer.master import Level, Master
from oscfactor.realtime.renderer.player import Player
from oscfactor.realtime.ring import Ring, length_ahead

REST: Final = 0.25  # seconds of silence that still go into the ring when no player is left
LEVEL_INTERVAL: Final = 0.05  # seconds from one telling of the level to the next


class Feeder:
    """Adds up the blocks of all players and writes them into a ring, on a thread of its own.

    Another thread sets `players`, a new tuple for each change. Faders act on samples that are not rendered
    yet, so the ring's length is their latency; the length is kept at `length_ahead`.

    Parameters
    ----------
    ring : Ring
    sample_rate : int
    n_latency : int
        In samples.
    on_finished : callable
        Called on this thread with each player that has ended, when its last sample has been heard, and with
        the fault, if a fault ended it.
    on_limited : callable
        Called on this thread once with each player that goes beyond the ceiling, and once with None if the
        sum of all does.
    on_level : callable
        Called twenty times a second with the level of all that is heard.
    """

    def __init__(
        self,
        ring: Ring,
        sample_rate: int,
        n_latency: int,
        on_finished: Callable[[Player, str], None],
        on_limited: Callable[[Player | None], None] = lambda _: None,
        on_level: Callable[[Level], None] = lambda _: None,
    ) -> None:
        self.players: tuple[Player, ...] = ()
        self.master = Master(ring.shape.n_channels, sample_rate)
        self._on_level = on_level
        self._n_until_level = 0  # samples
        self._together: deque[list[tuple[Player, Orders]]] = deque()
        self._ring, self._sample_rate, self._n_latency = ring, sample_rate, n_latency
        self._on_finished, self._on_limited = on_finished, on_limited
        self._limited: set[Player | None] = set()  # the players that have been told of, and None for the sum
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="render-ahead", daemon=True)
        self._thread.start()

    def add(self, player: Player) -> None:
        """Let a player be heard."""
        self.players = (*self.players, player)
        self._wake.set()

    def order_together(self, orders: list[tuple[Player, Orders]]) -> None:
        """Give several players new orders, all from the same sample on."""
        self._together.append(orders)

    def order(self, player: Player, orders: Orders) -> None:
        """Give a player new orders, after those that it was to follow together with others."""
        if self._together:
            self._together.append([(player, orders)])
        else:
            player.orders = orders

    def wake(self) -> None:
        """Look whether there is something to do: there is a recording, perhaps of silence."""
        self._wake.set()

    def remove(self, player: Player) -> None:
        """Let a player be heard no more; order it to stop before, lest it click."""
        self.players = tuple(p for p in self.players if p is not player)
        self._limited.discard(player)

    def close(self) -> None:
        """End the thread."""
        self._closing = True
        self._wake.set()
        self._thread.join(5.0)

    def _run(self) -> None:
        go_first()
        np.seterr(over="ignore", invalid="ignore")  # on this thread: what overflows is held down, and told
        pause = BLOCK / self._sample_rate / 2
        silent = REST
        while not self._closing:
            if self.players or self.master.tap.on_block is not None:
                silent = 0.0
            elif silent >= REST:
                self._ring.set_active(False)
                self._tell_level()
                self._wake.wait()
                self._wake.clear()
                self.master.settle()
                continue
            while self._ring.n_waiting + BLOCK <= length_ahead(self._ring, self._n_latency):
                self._ring.write(self._block())
                silent += BLOCK / self._sample_rate
            self._ring.set_active(True)
            self._tell_finished()
            self._ring.set_worked(time.thread_time_ns())
            self._wake.wait(pause)
            self._wake.clear()

    def _block(self) -> NDArray[np.float32]:
        out = np.zeros((self._ring.shape.n_channels, BLOCK), np.float32)
        cue: NDArray[np.float32] | None = None
        while self._together:
            for player, orders in self._together[0]:
                player.orders = orders
            self._together.popleft()  # only now: while there is one, `order` queues up behind it
        for player in self.players:
            if not player.begun:
                player.begin(self._ring.n_written)
            # A resampler still holds the end of a sound that has been read to its end.
            if player.finished_index is None or self._ring.n_written < player.finished_index:
                try:
                    block = player.render(BLOCK)
                    self._hold_down(block, player)
                    player.tap.hand_out(block, self._ring.n_written, self._ring.n_read)
                    out += block
                    if player.cue is not None:
                        cue = player.cue if cue is None else cue + player.cue
                except Exception:  # noqa: BLE001 - told with its trace; the others play on
                    player.finished_index = 0
                    self._tell(player, traceback.format_exc())
        if len(self.players) > 1:
            self._hold_down(out, None)
        heard = self.master.applied(out, cue)
        if self.master.limited and None not in self._limited:
            self._limited.add(None)
            self._on_limited(None)
        self.master.tap.hand_out(heard, self._ring.n_written, self._ring.n_read)
        self._n_until_level -= BLOCK
        if self._n_until_level <= 0:
            self._tell_level()
        return heard

    def _tell_level(self) -> None:
        self._n_until_level = round(LEVEL_INTERVAL * self._sample_rate)
        self._on_level(self.master.meter.read())

    def _hold_down(self, block: NDArray[np.float32], player: Player | None) -> None:
        """Keep a block under the ceiling; tell once of each player, or the sum at None, that goes beyond."""
        if hold_down(block) and player not in self._limited:
            self._limited.add(player)
            self._on_limited(player)

    def _tell_finished(self) -> None:
        n_read = self._ring.n_read
        for player in self.players:
            if player.finished_index is not None and n_read >= player.finished_index:
                self._tell(player)

    def _tell(self, player: Player, fault: str = "") -> None:
        if not player.told:
            player.told = True
            self._on_finished(player, fault)

"""The render-ahead thread: it keeps the ring as full as the latency says, and nothing fuller."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from oscfactor.audioout import SoundCard
from oscfactor.player import BLOCK, Player
from oscfactor.priority import go_first

REST: Final = 0.25  # seconds of silence that are still fed when nothing plays any more
log = logging.getLogger(__name__)


class Feeder:
    """Adds up what all players give and writes it into a sound card's ring, on a thread of its own.

    The event loop sets `players`, a new tuple for each change. Faders act on what is not yet rendered, so the
    ring's length is their latency; it is kept at `latency`, or at what the device wants at once and a little.

    Parameters
    ----------
    card : SoundCard
    latency : float
        In seconds.
    on_finished : callable
        Called on this thread with each player that has ended, when its last sample has been heard.
    """

    def __init__(self, card: SoundCard, latency: float, on_finished: Callable[[Player], None]) -> None:
        self.card = card
        self.players: tuple[Player, ...] = ()
        self.cpu_seconds = 0.0  # that this thread has worked
        self._ring = card.ring
        self._latency = round(latency * card.sample_rate)
        self._on_finished = on_finished
        self._told: set[Player] = set()
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="render-ahead", daemon=True)
        self._thread.start()

    @property
    def length(self) -> int:
        """How many samples are rendered ahead, at most."""
        return int(max(self._latency, self._ring.largest_block + 2 * BLOCK))

    def add(self, player: Player) -> None:
        """Let a player be heard."""
        self.players = (*self.players, player)
        self._wake.set()

    def remove(self, player: Player) -> None:
        """Let a player be heard no more; order it to stop before, lest it click."""
        self.players = tuple(p for p in self.players if p is not player)

    def close(self) -> None:
        """End the thread."""
        self._closing = True
        self._wake.set()
        self._thread.join(5.0)

    def _run(self) -> None:
        go_first()
        pause = BLOCK / self.card.sample_rate / 2
        silent = REST
        while not self._closing:
            if self.players:
                silent = 0.0
            elif silent >= REST:
                self._ring.set_active(False)
                self._wake.wait()
                self._wake.clear()
                continue
            try:
                while self._ring.n_waiting + BLOCK <= self.length:
                    self._ring.write(self._block())
                    silent += BLOCK / self.card.sample_rate
            except Exception:
                log.exception("the players are stopped by a fault in oscfactor")
                self.players = ()
            self._ring.set_active(True)
            self._tell_finished()
            self.cpu_seconds = time.thread_time()
            self._wake.wait(pause)
            self._wake.clear()

    def _block(self) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        out = np.zeros((self.card.n_channels, BLOCK), np.float32)
        for player in self.players:
            if not player.begun:
                player.begin(self._ring.n_written)
            if player.finished_index is None:
                out += player.render(BLOCK)
        return out

    def _tell_finished(self) -> None:
        n_read = self._ring.n_read
        for player in self.players:
            ended = player.finished_index is not None and n_read >= player.finished_index
            if ended and player not in self._told:
                self._told = {*self._told, player} & set(self.players)
                self._on_finished(player)

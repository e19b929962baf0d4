"""The program that renders the playing buffers, a process of its own, started by `renderer_link.py`.

It fills the ring that the sound card's process empties, and shares no interpreter lock with the daemon. The
daemon's messages come as parcels on stdin; the answers are pickles, one after the other, on stdout. The
program ends when stdin does.
"""

from __future__ import annotations

import io
import sys
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oscfactor.machine.answers import Answers, begin
from oscfactor.realtime.orders import SUM, MasterOrders, Orders, Piece
from oscfactor.realtime.parcels import Unpacker
from oscfactor.realtime.renderer.feeder import Feeder
from oscfactor.realtime.renderer.master import Level
from oscfactor.realtime.renderer.player import Player
from oscfactor.realtime.renderer.rehearsal import rehearse
from oscfactor.realtime.ring import Ring
from oscfactor.realtime.sharedring import RingShape


class Renderer:
    """Carries out the daemon's messages; each message is the name of a `do_` method and its arguments.

    Parameters
    ----------
    unpacker : Unpacker
        Gives the messages.
    tell : callable
        Sends a message back, and never waits.
    """

    def __init__(self, unpacker: Unpacker, tell: Any) -> None:
        self._unpacker, self._tell = unpacker, tell
        self._feeder: Feeder | None = None
        self._ring: Ring | None = None
        self._sample_rate = 0
        self._players: dict[int, Player] = {}
        self._lock = threading.RLock()
        self._rehearsed = False
        self._recorded: set[int] = set()  # the numbers of players, also of those that are to begin, or `SUM`
        self._master = MasterOrders()
        self._waiting: dict[int, Orders] = {}  # until the rehearsal is over

    def run(self) -> None:
        """Carry out messages until there are no more."""
        for name, *args in self._unpacker.messages():
            with self._lock:
                getattr(self, f"do_{name}")(*args)
        self.do_close()

    def do_ask(self) -> None:
        """Say that messages are read."""
        self._tell("here")

    def do_rehearse(self) -> None:
        """Load all kernels, on a thread: players meanwhile go on getting their orders."""

        def work() -> None:
            rehearse()
            with self._lock:
                self._rehearsed = True
                for number, orders in self._waiting.items():
                    self.do_order(number, orders)
                self._waiting.clear()
            self._tell("rehearsed")

        threading.Thread(target=work, name="rehearsal", daemon=True).start()

    def do_open(self, shape: RingShape, sample_rate: int, n_latency: int) -> None:
        """Fill a ring from now on."""
        self.do_close()
        try:
            self._ring = Ring(shape.capacity, shape.n_channels, shape.name)
        except FileNotFoundError:
            return  # the device has been closed again meanwhile
        self._sample_rate = sample_rate
        self._feeder = Feeder(
            self._ring, sample_rate, n_latency, self._finished, self._limited, self._tell_level
        )
        self._feeder.master.orders = self._master
        self._feeder.master.settle()

    def do_close(self) -> None:
        """Fill no ring any more; all players are gone."""
        self._players.clear()
        self._waiting.clear()
        self._recorded.clear()
        if self._feeder is not None and self._ring is not None:
            self._feeder.close()
            self._ring.close()
        self._feeder = self._ring = None

    def do_order(self, number: int, orders: Orders) -> None:
        """Let a player play by new orders; a player that is new, or that has ended, begins."""
        feeder = self._feeder
        if feeder is None or self._ring is None:
            return
        if orders.sound.frames is not None and not self._rehearsed:
            self._waiting[number] = orders
            if orders.stopping:  # before it has begun
                del self._waiting[number]
                self._tell("finished", number, orders.jump, "")
            return
        player = self._players.get(number)
        if player is not None and player.finished_index is not None and player.orders.jump != orders.jump:
            feeder.remove(player)
            player = None
        if player is not None:
            feeder.order(player, orders)
            return

        def tell_piece(piece: Piece) -> None:
            self._tell("piece", number, piece)

        player = self._players[number] = Player(
            orders,
            sample_rate=self._sample_rate,
            n_outputs=self._ring.shape.n_channels,
            on_piece=tell_piece,
        )
        self._set_on_block(number)
        feeder.add(player)

    def do_order_together(self, orders: dict[int, Orders]) -> None:
        """Give players new orders, all from the same sample on; others begin, or wait, as by `do_order`."""
        playing = []
        for number, one in orders.items():
            player = self._players.get(number)
            if player is None or player.finished_index is not None:
                self.do_order(number, one)
            else:
                playing.append((player, one))
        if playing and self._feeder is not None:
            self._feeder.order_together(playing)

    def do_master(self, orders: MasterOrders) -> None:
        """Do something else to the sum of all players."""
        self._master = orders
        if self._feeder is not None:
            self._feeder.master.orders = orders

    def do_remove(self, number: int) -> None:
        """Forget a player."""
        self._waiting.pop(number, None)
        self._recorded.discard(number)
        player = self._players.pop(number, None)
        if player is not None and self._feeder is not None:
            self._feeder.remove(player)

    def do_forget(self) -> None:
        """Let go of all sounds."""
        self._unpacker.forget()

    def do_record(self, number: int, on: bool) -> None:
        """Send back the blocks of a player from now on, or no more."""
        (self._recorded.add if on else self._recorded.discard)(number)
        self._set_on_block(number)

    def _set_on_block(self, number: int) -> None:
        def send(block: NDArray[np.float32]) -> None:
            self._tell("recorded", number, block)

        player = self._players.get(number)
        if self._feeder is not None and number == SUM:
            self._feeder.master.tap.on_block = send if number in self._recorded else None
            self._feeder.wake()
        elif player is not None:
            player.tap.on_block = send if number in self._recorded else None

    def do_write(self, array: int | None, channel: int, offset: int, samples: NDArray[np.float32]) -> None:
        """Write samples into a sound that is held."""
        self._unpacker.write(array, channel, offset, samples)

    def _finished(self, player: Player, fault: str) -> None:
        for number, one in list(self._players.items()):
            if one is player:
                self._tell("finished", number, player.orders.jump, fault)

    def _limited(self, player: Player | None) -> None:
        numbers = {one: number for number, one in list(self._players.items())}
        if player is None or player in numbers:
            self._tell("limited", SUM if player is None else numbers[player])

    def _tell_level(self, heard: Level) -> None:
        self._tell("level", tuple(heard))


def load_fortran() -> None:
    """Load SciPy's linear algebra, which numba wants with its first kernel.

    Its Fortran library waits for the standard streams, and under Windows it would wait for the thread that
    reads them, so for ever (numpy issue 24290): it is loaded before anything is read.
    """
    import scipy.linalg.cython_blas  # noqa: F401


def main() -> None:
    """Say `ready`, and carry out messages."""
    answers = Answers(begin())
    if sys.platform == "win32":
        load_fortran()
    answers.tell("ready")
    Renderer(Unpacker(io.BufferedReader(io.FileIO(0))), answers.tell).run()


if __name__ == "__main__":
    main()

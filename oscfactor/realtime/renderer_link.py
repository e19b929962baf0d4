"""One run of the renderer's program: orders, parcels and messages on their way to it."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import IO, Any, Final

from numpy.typing import NDArray

from oscfactor.realtime.orders import Orders
from oscfactor.realtime.parcels import Packer
from oscfactor.realtime.program_link import PIPE_BYTES, ProgramLink

PACE: Final = 0.002  # seconds in which orders that follow each other are gathered; a block is 5 ms
MAX_WAITING: Final = 256_000_000  # bytes of written samples; with more the program does not read at all


class RendererLink(ProgramLink):
    """Gathers orders that follow each other quickly, and sends the last; see `ProgramLink`."""

    def __init__(self, receive: Callable[..., None]) -> None:
        self._lock = threading.Condition()
        self._messages: list[tuple[Any, ...]] = []
        self._orders: dict[int, Orders] = {}  # that wait to be sent, each in the place of the first
        self._sent: set[int] = set()  # the numbers of players of which the program has heard
        self._n_waiting = 0  # bytes of written samples that wait
        self._closing = False
        super().__init__("renderer", receive)

    def tell(self, message: tuple[Any, ...]) -> None:
        """Send a message; never waits."""
        with self._lock:
            if message[0] == "remove":
                self._sent.discard(message[1])
            elif message[0] == "close":
                self._sent.clear()
            self._messages.append(message)
            self._lock.notify()

    def write(self, array: NDArray[Any], channel: int, offset: int, samples: NDArray[Any]) -> None:
        """Send samples that were written into an array, unless nobody holds the array by then."""
        with self._lock:
            self._n_waiting += samples.nbytes
            if self._n_waiting > MAX_WAITING:
                self.kill()
                return
            self._messages.append(("write", weakref.ref(array), channel, offset, samples))
            self._lock.notify()

    def withdraw(self, number: int) -> bool:
        """Send nothing of a player of which the program has not heard yet; return whether that was so."""
        with self._lock:
            if number in self._sent or number not in self._orders:
                return False
            del self._orders[number]
            own = {"order", "record"}
            self._messages = [m for m in self._messages if m[0] not in own or m[1] != number]
            return True

    def order(self, number: int, orders: Orders) -> None:
        """Send a player's orders; of orders that follow each other quickly only the last are sent."""
        with self._lock:
            if number not in self._orders:
                self._messages.append(("order", number))
            self._orders[number] = orders
            self._lock.notify()

    def order_together(self, orders: dict[int, Orders]) -> None:
        """Send orders of several players in one message, after those that wait."""
        with self._lock:
            for number in orders.keys() - self._sent:
                self._orders[number] = orders[number]  # it begins with these
            known = {number: one for number, one in orders.items() if number in self._sent}
            for number in known.keys() & self._orders.keys():  # what waits is out of date
                del self._orders[number]
                self._messages.remove(("order", number))
            if known:
                self._messages.append(("order_together", known))
                self._lock.notify()

    def _end_messages(self) -> None:
        with self._lock:
            self._closing = True
            self._lock.notify()

    def _write_all(self, stream: IO[bytes]) -> None:
        packer = Packer()
        while messages := self._taken():
            for message in messages:
                if message[0] == "forget":
                    packer = Packer()
                elif message[0] == "write":
                    array = message[1]()
                    number = None if array is None else packer.number(array)
                    message, array = ("write", number, *message[2:]), None
                for head, data in packer.pack(message):
                    self._send(stream, head, data)
            stream.flush()
            del messages, message  # so that no sound lives on while there is nothing to send
            with self._lock:
                self._lock.wait_for(lambda: self._closing, PACE)

    def _send(self, stream: IO[bytes], head: bytes, data: bytes | memoryview) -> None:
        """Write a parcel, in pieces that show that the program reads."""
        stream.write(head)
        for begin in range(0, len(data), PIPE_BYTES):
            stream.write(data[begin : begin + PIPE_BYTES])
            if begin:  # the pipe alone takes no more than one piece
                self.n_signs += 1

    def _taken(self) -> list[tuple[Any, ...]]:
        """Wait for messages and return them; return none when the program is to end."""
        with self._lock:
            self._lock.wait_for(lambda: self._messages or self._closing)
            messages, self._messages = self._messages, []
            orders, self._orders = self._orders, {}
            self._sent.update(orders)
            self._n_waiting = 0
        return [(*m, orders[m[1]]) if m[0] == "order" else m for m in messages]

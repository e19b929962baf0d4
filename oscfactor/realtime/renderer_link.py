"""One run of the renderer's program, and the pipes and threads over which the daemon talks with it."""

from __future__ import annotations

import contextlib
import logging
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from typing import IO, Any, Final

from numpy.typing import NDArray

from oscfactor.machine.launch import CREATE_NO_WINDOW, command
from oscfactor.realtime.orders import Orders
from oscfactor.realtime.parcels import Packer

if sys.platform == "linux":
    import fcntl

PACE: Final = 0.002  # seconds in which orders that follow each other are gathered; a block is 5 ms
PIPE_BYTES: Final = 1 << 20
MAX_WAITING: Final = 256_000_000  # bytes of written samples; with more the program does not read at all
ENDED: Final = "ended"
"""The name of the message that the link itself adds when the program has ended."""

log = logging.getLogger(__name__)


class RendererLink:
    """Starts the program, and passes messages both ways; lives on any thread and never waits.

    Parameters
    ----------
    receive : callable
        Called on the reading thread with this link, the name of a message and its arguments; the last name
        is `ENDED`.
    """

    def __init__(self, receive: Callable[..., None]) -> None:
        self._receive = receive
        self._lock = threading.Condition()
        self._messages: list[tuple[Any, ...]] = []
        self._orders: dict[int, Orders] = {}  # that wait to be sent, each in the place of the first
        self._sent: set[int] = set()  # the numbers of players of which the program has heard
        self._n_waiting = 0  # bytes of written samples that wait
        self.n_signs = 0
        """Grows with all that the program reads and says: while it stays, the program does nothing."""
        self._closing = False
        self._popen = subprocess.Popen(
            command(module="oscfactor.realtime.renderer"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=CREATE_NO_WINDOW,
        )
        widen(self._popen.stdin)
        self._reader = threading.Thread(target=self._read, name="renderer-reader", daemon=True)
        self._reader.start()
        threading.Thread(target=self._write, name="renderer-writer", daemon=True).start()
        threading.Thread(target=self._log_stderr, name="renderer-log", daemon=True).start()

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

    def kill(self) -> None:
        """End a program that does not answer; `ENDED` follows."""
        self._popen.kill()

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

    def close(self, timeout: float) -> None:
        """Let the program end after the messages that were sent; kill a program that does not end in time."""
        with self._lock:
            self._closing = True
            self._lock.notify()
        try:
            self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._reader.join(timeout)

    def _write(self) -> None:
        packer, stream = Packer(), self._popen.stdin
        assert stream is not None
        try:
            with stream:
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
        except OSError as error:
            log.debug("the renderer reads no more: %s", error)

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

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as stream:
            try:
                while True:
                    message = pickle.load(stream)
                    self.n_signs += 1
                    self._receive(self, *message)
            except (EOFError, OSError, pickle.UnpicklingError):
                self._popen.wait()
        self._receive(self, ENDED)

    def _log_stderr(self) -> None:
        """Log the program's lines on stderr; the program never waits for our log's reader."""
        assert self._popen.stderr is not None
        with self._popen.stderr as stream:
            for line in stream:
                log.warning("%s", line.decode("utf-8", "replace").rstrip())


def widen(pipe: Any) -> None:
    """Let a pipe hold more than 64 kB, where the system can: long sounds cross it many times faster."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)

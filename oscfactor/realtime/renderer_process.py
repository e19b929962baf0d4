"""The process that renders what plays, as the daemon sees it: orders go there, play heads come back.

See `performer` for the program itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

if sys.platform == "linux":
    import fcntl

from oscfactor.errors import DeviceError
from oscfactor.machine.launch import command
from oscfactor.realtime.card_process import CREATE_NO_WINDOW
from oscfactor.realtime.clock import PlayHead
from oscfactor.realtime.orders import Orders
from oscfactor.realtime.parcels import Packer
from oscfactor.realtime.recording import Recording
from oscfactor.realtime.ring import RingShape

PACE: Final = 0.002  # seconds in which orders that follow each other are gathered; a block is 5 ms
ENDED: Final = "the program that renders sound has ended"

PIPE_BYTES: Final = 1 << 20

log = logging.getLogger(__name__)


class Part:
    """One player on the stage; made by `Stage.begin`."""

    def __init__(self, stage: Stage, number: int, orders: Orders, sample_rate: int) -> None:
        self.head = PlayHead()
        self.orders, self.sample_rate = orders, sample_rate
        self.recording: Recording | None = None
        self._stage, self._number = stage, number
        self._begun = False

    def begin(self) -> None:
        """Send its first orders, and before them that it is recorded: then the first sample is."""
        self._begun = True
        if self.recording is not None:
            self.record(self.recording)
        self.order(self.orders)

    def order(self, orders: Orders) -> None:
        """Let it be heard by new orders, in the next block that is rendered."""
        self.orders = orders
        if self._begun:
            self._stage.order(self._number, orders)

    def record(self, recording: Recording | None) -> None:
        """Write what is heard from now on to a recording, or no more."""
        self.recording = recording
        if self._begun:
            self._stage.tell("record", self._number, recording is not None)

    def remove(self) -> None:
        """Forget it; order it to stop before, lest it click."""
        self._stage.remove(self._number)


class Stage:
    """Started when it is first wanted, and again when it has ended; lives on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    kernels : callable
        Returns what can be awaited until all kernels are compiled.
    on_finished : callable
        Called with each part whose last sample has been heard, and with the fault, if it ended by one.
    on_limited : callable
        Called, once for each, with a part that is louder than a card is given, and with None for their sum.
    on_lost : callable
        Called when the process has ended unasked; all parts are gone with it.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        kernels: Callable[[], Awaitable[None]],
        *,
        on_finished: Callable[[Part, str], None],
        on_limited: Callable[[Part | None], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._loop, self._kernels = loop, kernels
        self._on_finished, self._on_limited, self._on_lost = on_finished, on_limited, on_lost
        self._process: _Process | None = None
        self._parts: dict[int, Part] = {}
        self._n_parts = self._sample_rate = 0
        self._ready = self._rehearsed = loop.create_future()
        self._rehearsing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process, if it does not run, and wait until it listens.

        Raises
        ------
        DeviceError
            If it ends at once.
        """
        if self._process is None:
            self._ready, self._rehearsed = self._loop.create_future(), self._loop.create_future()
            self._process = _Process(self._receive)
            self._rehearsing = self._loop.create_task(self._rehearse())
        await asyncio.shield(self._ready)

    async def rehearsed(self) -> None:
        """Wait until all that plays components is loaded."""
        await asyncio.shield(self._rehearsed)

    def open(self, shape: RingShape, sample_rate: int, n_latency: int) -> None:
        """Fill a ring from now on, so many samples ahead."""
        self._sample_rate = sample_rate
        self.tell("open", shape, sample_rate, n_latency)

    def leave(self) -> None:
        """Fill no ring any more; all parts are gone."""
        self._parts.clear()
        self.tell("close")

    def begin(self, orders: Orders) -> Part:
        """Return a part that plays by these orders, when what was asked for with it has been heeded too."""
        self._n_parts += 1
        part = self._parts[self._n_parts] = Part(self, self._n_parts, orders, self._sample_rate)
        self._loop.call_soon(self._begin, self._n_parts)
        return part

    def order(self, number: int, orders: Orders) -> None:
        """Let a part be heard by new orders."""
        if self._process is not None:
            self._process.order(number, orders)

    def remove(self, number: int) -> None:
        """Forget a part."""
        if self._parts.pop(number, None) is not None:
            self.tell("remove", number)
            if not self._parts:
                self.tell("forget")

    def write(self, array: NDArray[np.float32], channel: int, offset: int, samples: NDArray[Any]) -> None:
        """Let what was written into an array be heard, if it plays."""
        self.tell("write", array, channel, offset, samples)

    def tell(self, *message: Any) -> None:
        """Send a message to the process, if it runs."""
        if self._process is not None:
            self._process.tell(message)

    def close(self, timeout: float) -> None:
        """End the process; what it has sent before is heard."""
        if self._process is not None:
            self._process.close(timeout)

    def _begin(self, number: int) -> None:
        if (part := self._parts.get(number)) is not None:
            part.begin()

    async def _rehearse(self) -> None:
        await self._kernels()
        self.tell("rehearse")

    def _receive(self, process: _Process, name: str, *args: Any) -> None:
        """Take a message on the thread that reads; what cannot wait is done there."""
        part = self._parts.get(args[0]) if args else None
        if name == "piece" and part is not None:
            part.head.add(args[1])
        elif name == "recorded" and part is not None:
            if (recording := part.recording) is not None:
                recording.write(args[1], part.sample_rate)
        elif name in ("ready", "rehearsed", "finished", "limited", "ended"):
            try:
                self._loop.call_soon_threadsafe(self._hear, process, name, *args)
            except RuntimeError:
                log.debug("the daemon ended before its stage")

    def _hear(self, process: _Process, name: str, *args: Any) -> None:
        if process is not self._process:
            return
        if name == "finished":
            self._finish(*args)
        elif name == "limited":
            self._on_limited(self._parts.get(args[0]))
        elif name == "ended":
            self._end()
        else:
            future = self._ready if name == "ready" else self._rehearsed
            if not future.done():
                future.set_result(None)

    def _finish(self, number: int, jump: int, fault: str) -> None:
        part = self._parts.get(number)
        # One that was ordered elsewhere meanwhile plays on.
        if part is not None and (fault or jump == part.orders.jump):
            self.remove(number)
            self._on_finished(part, fault)

    def _end(self) -> None:
        self._process = None
        self._parts.clear()
        if self._rehearsing is not None:
            self._rehearsing.cancel()
        for future in (self._ready, self._rehearsed):
            if not future.done():
                future.set_exception(DeviceError(f"{ENDED}; /player/play starts it again"))
                future.exception()  # whether or not anybody waits
        self._on_lost()


class _Process:
    """The running program, and the two threads that talk with it.

    `receive` is called on one of them, with this, a name and arguments: those of a message, or `ended`.
    """

    def __init__(self, receive: Callable[..., None]) -> None:
        self._receive = receive
        self._lock = threading.Condition()
        self._messages: list[tuple[Any, ...]] = []
        self._orders: dict[int, Orders] = {}  # that wait to be sent, each in the place of the first
        self._closing = False
        self._popen = subprocess.Popen(
            command(module="oscfactor.realtime.renderer"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=CREATE_NO_WINDOW,
        )
        _widen(self._popen.stdin)
        self._reader = threading.Thread(target=self._read, name="stage-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="stage-writer", daemon=True)
        self._reader.start()
        self._writer.start()
        threading.Thread(target=self._hand_on, name="stage-log", daemon=True).start()

    def tell(self, message: tuple[Any, ...]) -> None:
        """Send a message; never waits."""
        with self._lock:
            self._messages.append(message)
            self._lock.notify()

    def order(self, number: int, orders: Orders) -> None:
        """Send orders; of those that follow each other quickly only the last are."""
        with self._lock:
            if number not in self._orders:
                self._messages.append(("order", number))
            self._orders[number] = orders
            self._lock.notify()

    def close(self, timeout: float) -> None:
        """Let it end after what was sent to it; when it does not, end it."""
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
                            message = ("write", packer.number(message[1]), *message[2:])
                        for parcel in packer.pack(message):
                            stream.writelines(parcel)
                    stream.flush()
                    with self._lock:
                        self._lock.wait_for(lambda: self._closing, PACE)
        except OSError as error:
            log.debug("the stage hears no more: %s", error)

    def _taken(self) -> list[tuple[Any, ...]]:
        """Return the messages that wait, when there are some; none when it is to end."""
        with self._lock:
            self._lock.wait_for(lambda: self._messages or self._closing)
            messages, self._messages = self._messages, []
            orders, self._orders = self._orders, {}
        return [(*m, orders[m[1]]) if m[0] == "order" else m for m in messages]

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as stream:
            try:
                while True:
                    self._receive(self, *pickle.load(stream))
            except (EOFError, OSError, pickle.UnpicklingError):
                self._popen.wait()
        self._receive(self, "ended")

    def _hand_on(self) -> None:
        """Log what the program says; it must not wait for whoever reads our log."""
        assert self._popen.stderr is not None
        with self._popen.stderr as stream:
            for line in stream:
                log.warning("%s", line.decode("utf-8", "replace").rstrip())


def _widen(pipe: Any) -> None:
    """Let a pipe hold more than 64 kB, where that can be: long sounds cross it many times faster."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)

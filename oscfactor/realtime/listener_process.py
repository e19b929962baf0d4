"""The listener's process as the daemon sees it: an input goes there, captured sound and levels come back.

`listener/__main__.py` is the program itself.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import DeviceError
from oscfactor.realtime.listener_link import ListenerLink
from oscfactor.realtime.program_link import ENDED

HAS_ENDED: Final = "the program that hears the input has ended"
SILENT: Final = "the program that hears the input does not answer"
PATIENCE: Final = 15.0  # seconds for an answer
END_TIMEOUT: Final = 2.0  # seconds

log = logging.getLogger(__name__)

Caught = NDArray[np.float32] | int
"""Samples, float32 (n_channels, n_samples), or how many are kept where more were asked for."""
Levels = tuple[NDArray[np.float32], NDArray[np.float32]]
"""RMS and peak of each channel, linear."""


class ListenerProcess:
    """Starts the listener when an input is opened, and ends it when the input is closed; on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    on_level : callable
        Called some twenty times a second with RMS and peak of each channel, while sound comes.
    on_lost : callable
        Called when the process has ended unasked; all that it kept is gone with it.

    Attributes
    ----------
    on_matched : called with the number of a match, seconds, and float32 (n_components,)
    on_unmatched : called with the number of a match that has ended by itself, and why
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        on_level: Callable[[Levels], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._loop, self._on_level, self._on_lost = loop, on_level, on_lost
        self.on_matched: Callable[[int, float, NDArray[np.float32]], None] = lambda *_: None
        self.on_unmatched: Callable[[int, str], None] = lambda *_: None
        self._link: ListenerLink | None = None
        self._ready: asyncio.Future[None] = loop.create_future()
        self._numbers = itertools.count(1)
        self._asked: dict[int, tuple[ListenerLink | None, asyncio.Future[Caught]]] = {}

    @property
    def runs(self) -> bool:
        """Whether the process has been started, and has not ended."""
        return self._link is not None

    async def start(self) -> None:
        """Start the process, if it does not run, and wait until it listens.

        Raises
        ------
        DeviceError
            If the process ends at once.
        """
        if self._link is None:
            self._ready = self._loop.create_future()
            self._link = ListenerLink(self._receive)
        await asyncio.shield(self._ready)

    def tell(self, *message: Any) -> None:
        """Send a message to the process, if it runs."""
        if self._link is not None:
            self._link.tell(*message)

    def expect(
        self, name: str, *args: Any, patience: float | None = None
    ) -> tuple[int, asyncio.Future[Caught]]:
        """Send a message that is answered with sound; return its number, and the sound when it comes.

        The future fails with `DeviceError` if the process ends before, or says nothing for `patience` s.
        """
        number = next(self._numbers)
        future: asyncio.Future[Caught] = self._loop.create_future()
        self._asked[number] = self._link, future
        future.add_done_callback(lambda _: self._asked.pop(number, None))
        if self._link is None:
            future.set_exception(DeviceError(HAS_ENDED))
        elif patience is not None:
            timer = self._loop.call_later(patience, _give_up, future)
            future.add_done_callback(lambda _: timer.cancel())
        self.tell(name, number, *args)
        return number, future

    def captured(self, n: int, ago: int) -> asyncio.Future[Caught]:
        """Return the last `n` samples before `ago` samples, counted from now, when they come."""
        return self.expect("capture", n, ago, patience=PATIENCE)[1]

    def close(self) -> asyncio.Future[None]:
        """Let the process end, and forget all that it keeps; recordings are told before."""
        link, self._link = self._link, None
        if link is None:
            done: asyncio.Future[None] = self._loop.create_future()
            done.set_result(None)
            return done
        link.tell("close")
        return self._loop.run_in_executor(None, link.close, END_TIMEOUT)

    def _receive(self, link: ListenerLink, name: str, *args: Any) -> None:
        """Take a message on the reading thread."""
        try:
            self._loop.call_soon_threadsafe(self._hear, link, name, *args)
        except RuntimeError:
            log.debug("the daemon ended before its listener")

    def _hear(self, link: ListenerLink, name: str, *args: Any) -> None:
        """Take a message on the event loop; a recording that ends with its process still counts."""
        if name == "caught":
            _, future = self._asked.get(args[0], (None, None))
            if future is not None and not future.done():
                future.set_result(args[1])
        elif name == ENDED:
            self._end(link)
        elif link is self._link and name == "ready":
            self._ready.set_result(None)
        elif link is self._link and name == "level":
            self._on_level((args[0], args[1]))
        elif link is self._link and name == "matched":
            self.on_matched(*args)
        elif link is self._link and name == "unmatched":
            self.on_unmatched(*args)

    def _end(self, link: ListenerLink) -> None:
        """Give up all that a process was asked for, and was not told before it ended."""
        waiting: list[asyncio.Future[Any]] = [
            future for asked, future in self._asked.values() if asked is link
        ]
        is_unasked = link is self._link
        if is_unasked:
            self._link = None
            waiting.append(self._ready)
        for future in waiting:
            if not future.done():
                future.set_exception(DeviceError(HAS_ENDED))
                future.exception()  # whether or not anybody waits
        if is_unasked:
            self._on_lost()


def _give_up(future: asyncio.Future[Caught]) -> None:
    if not future.done():
        future.set_exception(DeviceError(f"{SILENT}; open the input again"))

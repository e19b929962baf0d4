"""One run of the listener's program: messages on their way to it."""

from __future__ import annotations

import pickle
import queue
from collections.abc import Callable
from typing import IO, Any, Final

from oscfactor.realtime.program_link import ProgramLink

MAX_WAITING: Final = 4000
"""Messages, some of them blocks of sound; with more the program does not read at all."""


class ListenerLink(ProgramLink):
    """Sends messages as they come; see `ProgramLink`."""

    def __init__(self, receive: Callable[..., None]) -> None:
        self._messages: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        super().__init__("listener", receive)

    def tell(self, *message: Any) -> None:
        """Send a message; a program that reads none for long is ended."""
        if self._messages.qsize() > MAX_WAITING:
            self.kill()
            return
        self._messages.put(message)

    def _end_messages(self) -> None:
        self._messages.put(None)

    def _write_all(self, stream: IO[bytes]) -> None:
        while (message := self._messages.get()) is not None:
            pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
            if self._messages.empty():
                stream.flush()

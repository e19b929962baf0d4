"""A link to a small program in the place of one of ours, and what comes back over it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

from oscfactor.realtime.program_link import ProgramLink
from tests.support.wire import PATIENCE


class Linked:
    """A link of some kind, and the messages that come back."""

    def __init__(self, kind: Callable[..., ProgramLink]) -> None:
        self.received: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.link: Any = kind(lambda _link, *message: self.received.put(message))

    def next(self) -> tuple[Any, ...]:
        """Return the next message."""
        message: tuple[Any, ...] = self.received.get(timeout=PATIENCE)
        return message

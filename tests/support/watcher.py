"""A client that watches, and keeps what it was told last of each leaf."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.support.wire import Udp

VALUE, GONE = "/oscfactor/value", "/oscfactor/gone"
SOON = 60.0  # seconds: a busy machine is slow


class Watcher(Udp):
    """A client that watches a pattern from its start on."""

    def __init__(self, port: int, pattern: str = "//") -> None:
        super().__init__(port)
        self.last: dict[str, tuple[Any, ...]] = {}
        self.done("/watch", pattern)

    def receive(self, timeout: float = SOON) -> Any:
        message = super().receive(timeout)
        if message.address == VALUE:
            self.last[message.args[0]] = message.args[1:]
        elif message.address == GONE:
            self.last.pop(message.args[0], None)
        return message

    def hears(self, address: str, *values: Any) -> None:
        """Wait until a leaf was last told to hold these values."""
        self.until_told(address, lambda told: told == values)

    def until_told(self, address: str, is_good: Callable[[tuple[Any, ...]], bool]) -> tuple[Any, ...]:
        """Wait until what a leaf was last told to hold is good; return it."""
        while address not in self.last or not is_good(self.last[address]):
            self.receive()
        return self.last[address]

    def agrees(self, asked: dict[str, tuple[Any, ...]]) -> None:
        """Wait until what was told last is what is: changes are told a moment after the answer."""
        deadline = time.monotonic() + 15.0  # the daemon says every other second that it is there
        while self.last != asked:
            if time.monotonic() > deadline:
                raise AssertionError(_difference(self.last, asked))
            self.receive()


def _difference(told: dict[str, Any], asked: dict[str, Any]) -> str:
    odd = [a for a in told.keys() | asked.keys() if told.get(a) != asked.get(a)]
    return "; ".join(f"{a}: told {told.get(a)}, is {asked.get(a)}" for a in sorted(odd)[:8])

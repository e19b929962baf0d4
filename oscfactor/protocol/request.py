"""One request under way, as its handler sees it."""

from __future__ import annotations

import types
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from oscfactor.protocol.client import Client, Deliver
from oscfactor.protocol.encoding import encode_message
from oscfactor.protocol.turns import Turn, Turns

if TYPE_CHECKING:
    from oscfactor.protocol.spec import Command


class Request:
    """A message that reached a command: its client, its concrete address, and its arguments."""

    __slots__ = (
        *("_deliver", "_hide", "_loop", "address", "args", "bound", "command"),
        *("client", "is_later", "n_bytes", "number", "turn", "turns"),
    )

    def __init__(
        self,
        client: Client,
        address: str,
        args: tuple[Any, ...],
        number: int,
        n_bytes: int,
        loop: AbstractEventLoop,
        hide: Callable[[str, tuple[Any, ...]], tuple[Any, ...]] | None = None,
    ) -> None:
        self.client = client
        self.address = address
        self.args = args
        self.number = number
        self.n_bytes = n_bytes  # of the packet that asked
        self.command: Command | None = None  # the row that it asks for, and the arguments that this takes,
        self.bound: dict[str, Any] = {}  # once they have been understood
        self.turn: Turn | None = None
        self.turns: Turns | None = None
        self._deliver: Deliver | None = None
        self.is_later = False  # whether it waits for its time
        self._loop = loop
        self._hide = hide  # takes out paths that the asker may not read

    def send(self, address: str, *args: Any) -> None:
        """Send the asker a message that belongs to this request, before it is answered `done`."""
        shown = args if self._hide is None else self._hide(address, args)
        self.deliver(encode_message(address, shown))

    @property
    def deliver(self) -> Deliver:
        """The function that sends a packet to the asker."""
        return self._deliver or self.client.deliver

    def pin(self) -> None:
        """Send this request's answers to where answers go now, even if the subscription ends."""
        self._deliver = self.client.deliver

    async def made(self, thing: str) -> None:
        """Wait until this client's earlier requests have made things of that kind, of these buffers."""
        if self.turn is not None and self.turns is not None:
            await self.turns.wait(self.turn, thing)

    async def earlier(self) -> None:
        """Wait until all that this client asked for earlier has ended, bundles due later included."""
        pending = self.client.pending
        if pending and next(iter(pending)) < self.number:
            ended: Future[None] = self._loop.create_future()
            self.client.waiting.append((self.number, ended))
            await ended


ASKED: Final[ContextVar[Request | None]] = ContextVar("asked", default=None)
"""The request whose handler runs, and what it waits for: who changes something is known wherever that is."""


@types.coroutine
def resumed(coroutine: Coroutine[Any, Any, Any], waits_for: Any) -> Generator[Any, Any, Any]:
    """Drive on a coroutine whose first step was made by hand and gave `waits_for`; return its result."""
    while True:
        try:
            yield waits_for
        except GeneratorExit:
            coroutine.close()
            raise
        except BaseException as error:  # noqa: BLE001 - it is the coroutine's, passed on untouched
            step = partial(coroutine.throw, error)
        else:
            step = partial(coroutine.send, None)
        try:
            waits_for = step()
        except StopIteration as end:
            return end.value

"""A client: where its answers go, and which of its requests are under way."""

from __future__ import annotations

import math
from asyncio import Future
from collections import deque
from collections.abc import Callable
from typing import Any

from oscfactor.protocol.encoding import encode_message

Deliver = Callable[[bytes], None]


class Client:
    """A sender of datagrams, or a connection.

    Attributes
    ----------
    key : (transport, host, port)
    is_stranger : whether it is not on this machine, so that it may do little
    pending : requests under way by number, oldest first; kept by the dispatcher, as are
    n_later : how many of them wait for their time
    waiting : futures to set when all requests below a number have ended
    turns : requests that later ones may have to wait for, oldest first; kept by `Turns`
    packets : those that are not done yet: the first perhaps in part, the others as they came
    quiet_until : by the loop's clock; until then no failure of a quiet command is told
    watches : whether it waits for changes of the state
    stops : whether its players are to stop when it vanishes
    answer_port : the port of its own host that it asked for with `/notify`, or None
    """

    __slots__ = (
        *("_direct", "_redirect", "answer_port", "heard_at", "id", "is_stranger", "key", "n_later"),
        *("packets", "pending", "quiet_until", "stops", "turns", "until", "waiting", "watches"),
    )

    def __init__(
        self, transport: str, host: str, port: int, deliver: Deliver, *, is_stranger: bool = True
    ) -> None:
        self.key = (transport, host, port)
        self.is_stranger = is_stranger
        self.heard_at = 0.0  # by the clock of `Clients`
        self.n_later = 0
        self.packets: deque[Any] = deque()
        self.pending: dict[int, object] = {}
        self.turns: dict[int, Any] = {}
        self.waiting: list[tuple[float, Future[None]]] = []
        self.answer_port: int | None = None
        self.id = 0  # of its subscription; 0 is none
        self.until = math.inf
        self.quiet_until = -math.inf
        self.watches = False
        self.stops = False
        self._direct = deliver
        self._redirect: Deliver | None = None

    def __eq__(self, other: object) -> bool:
        # A sender that was forgotten and comes back is the same client.
        return isinstance(other, Client) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        transport, host, port = self.key
        return f"{transport} {host}:{port}"

    @property
    def host(self) -> str:
        """The address that it sends from."""
        return self.key[1]

    @property
    def target(self) -> tuple[str, str, int]:
        """The transport, host and port where its answers arrive."""
        return self.key if self.answer_port is None else ("udp", self.host, self.answer_port)

    @property
    def party(self) -> object:
        """The owner of shared room: each program of this machine, but another computer as a whole."""
        return self.host if self.is_stranger else self.key

    @property
    def deliver(self) -> Deliver:
        """The function that sends a packet to the client, by its subscription now."""
        return self._redirect or self._direct

    def send(self, address: str, *args: Any) -> None:
        """Send the client one message; the transport logs a packet that cannot be delivered."""
        self.deliver(encode_message(address, args))

    def redirect(self, port: int | None, deliver: Deliver | None) -> None:
        """Send to `port` of its own host from now on, or, with None, back to where it sends from."""
        self.answer_port = port
        self._redirect = deliver

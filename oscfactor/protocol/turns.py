"""Turns: a request waits for the earlier requests of its client that it depends on, and for no others.

A row of the table says what it `makes`, such as a player, and what it `needs` to be made before it begins. So
`play` and `record` may stand in one packet: the device is opened first, and then the sound is recorded.
"""

from __future__ import annotations

import itertools
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from oscfactor.errors import OscFactorError
from oscfactor.protocol.client import Client
from oscfactor.protocol.patterns import is_pattern, matches
from oscfactor.protocol.spec import Command

TURN: Final = 0.004  # seconds in which requests that have waited begin, before others have their turn
_NAMES: Final = ("name", "activations", "bases", "buffer")
"""Arguments that name buffers."""

Names = frozenset[str] | None
"""Of buffers, perhaps patterns; None is all there are."""


@dataclass(slots=True, eq=False)
class Turn:
    """One request's place in the order of its client.

    Attributes
    ----------
    makes, needs : things that later requests may wait for, things that this request waits for
    made, used : of which buffers
    begin : starts it, when it has waited
    """

    number: int
    client: Client
    makes: frozenset[str]
    needs: frozenset[str]
    made: Names
    used: Names
    begin: Callable[[], None]
    followers: list[Turn] = field(default_factory=list)

    def waits_for(self, earlier: Turn) -> bool:
        """Whether this request depends on a thing that an earlier request makes."""
        return bool(self.needs & earlier.makes) and _meet(self.used, earlier.made)


class Turns:
    """Lets the requests of each client begin in an order that none of them can notice.

    Parameters
    ----------
    loop : tells the time, and calls again when the others have had their turn
    """

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._numbers = itertools.count()
        self._free: deque[Turn] = (
            deque()
        )  # turns that may begin, since a request that they waited for has ended
        self._running = self._closed = False

    def enter(self, row: Command, bound: dict[str, Any], client: Client, begin: Callable[[], None]) -> Turn:
        """Return a new place at the end of the client's order; `leave` must follow."""
        turn = Turn(
            next(self._numbers),
            client,
            frozenset(row.makes),
            frozenset(row.needs),
            _named(bound, ("name",), row),
            _named(bound, row.uses or _NAMES, row),
            begin,
        )
        client.turns[turn.number] = turn
        return turn

    def must_wait(self, turn: Turn) -> bool:
        """Return whether a request must wait; if so, `turn.begin` is called when its turn has come."""
        # Wait for the latest such request: the earlier requests have most likely ended by then.
        for earlier in reversed(turn.client.turns.values()):
            if earlier.number < turn.number and turn.waits_for(earlier):
                earlier.followers.append(turn)
                return True
        return False

    async def wait(self, turn: Turn, needs: str) -> None:
        """Wait in the midst of a request until earlier requests have made a thing."""
        turn.needs = frozenset((needs,))
        ended: Future[None] = self._loop.create_future()
        turn.begin = lambda: None if ended.done() else ended.set_result(None)
        if self.must_wait(turn):
            await ended

    def leave(self, turn: Turn) -> None:
        """Give up a request's place, and begin at once each request that waited for this request alone."""
        turn.client.turns.pop(turn.number, None)
        self._free.extend(turn.followers)
        if not self._running:
            self._go_on()

    def close(self) -> None:
        """Let no more begin."""
        self._closed = True

    def _go_on(self) -> None:
        end = self._loop.time() + TURN
        self._running = True
        try:
            while self._free and not self._closed:
                turn = self._free.popleft()
                if turn.number in turn.client.turns and not self.must_wait(turn):
                    turn.begin()
                if self._free and self._loop.time() > end:
                    self._loop.call_soon(self._go_on)
                    return
        finally:
            self._running = False


def _named(bound: dict[str, Any], arguments: tuple[str, ...], row: Command) -> Names:
    """Return the buffers that a request names with some of its arguments."""
    if not any(arg.name in _NAMES for arg in row.args):
        return None
    return frozenset(str(bound[a]) for a in arguments if bound.get(a))


def _meet(some: Names, others: Names) -> bool:
    """Return whether one buffer may be among both."""
    if some is None or others is None:
        return True
    return bool(some & others) or any(_may_fit(a, b) for a in some for b in others)


def _may_fit(one: str, other: str) -> bool:
    try:
        if is_pattern(one):
            return is_pattern(other) or matches(f"/{one}", f"/{other}")
        return is_pattern(other) and matches(f"/{other}", f"/{one}")
    except OscFactorError:
        return False  # a broken pattern will be refused

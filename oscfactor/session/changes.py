"""Changes of the state: found out and told a little at a time, each to all who listen."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final, NamedTuple, Protocol

from oscfactor.session.places import NAME, Values, address_of, differences, plain, values_at

TURN: Final = 0.002  # seconds for changes, before sockets, jobs and streams have their turn

View = Callable[[Any], Any]
"""Of a source's value: a value, a tuple of them, or an array with an axis for each number in the address."""


class Source(NamedTuple):
    """Where the values of some leaves come from.

    Attributes
    ----------
    key : names it for `touch`
    read : sound's name -> the present value, which is never changed but replaced; None where there is none.
        The name is empty for what no sound has
    views : template -> what the leaf is of that value; None where the value has none
    """

    key: str
    read: Callable[[str], Any]
    views: Mapping[str, View]

    @property
    def is_of_sounds(self) -> bool:
        """Whether each sound has a value of its own."""
        return any(NAME in template for template in self.views)


class Asked(NamedTuple):
    """The request under way: who asks, and which leaf it sets to which values, if it names just one."""

    client: Hashable = None
    address: str = ""
    values: Values = ()

    def setter(self, address: str, values: Values) -> Hashable:
        """Return the client that has set this leaf to these very values, as far as the wire can tell."""
        is_set = self.address == address and tuple(map(plain, self.values)) == values
        return self.client if is_set else None


NOBODY: Final = Asked()


class Listener(Protocol):
    """Whoever hears of changes."""

    def changed(self, address: str, values: Values, by: Hashable) -> None:
        """Hear of a leaf's new values; `by` set them and need not be told, None is nobody."""

    def added(self, address: str) -> None:
        """Hear of a leaf that there was not."""

    def removed(self, address: str) -> None:
        """Hear of a leaf that is no more."""


class Change(NamedTuple):
    """One source of one sound that is another value now, or was told to be looked at."""

    source: Source
    name: str
    before: Any
    after: Any
    asked: Asked


class Changes:
    """Tells listeners of changes in their order; lives on the event loop and never holds it for long."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.listeners: list[Listener] = []
        self._loop = loop
        self._queue: deque[Change] = deque()
        self._telling: Iterator[None] | None = None  # of the change that is being told
        self._scheduled = False

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return bool(self.listeners)

    def add(self, change: Change) -> None:
        """Tell of a change soon."""
        self._queue.append(change)
        self._go_on_soon()

    def clear(self) -> None:
        """Tell of nothing more that has changed so far."""
        self._queue.clear()
        self._telling = None

    def tell(self, address: str, values: Values, by: Hashable = None) -> None:
        """Tell at once of a leaf's values."""
        for listener in list(self.listeners):
            listener.changed(address, values, by)

    def _go_on_soon(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        """Tell of changes, until the others have their turn."""
        self._scheduled = False
        end = self._loop.time() + TURN
        while self._telling is not None or self._queue:
            if self._telling is None:
                self._telling = self._told(self._queue.popleft())
            if next(self._telling, self) is self:
                self._telling = None
            if self._loop.time() > end:
                self._go_on_soon()
                return

    def _told(self, change: Change) -> Iterator[None]:
        """Tell of one change, a leaf at a time."""
        for template, view in change.source.views.items():
            before = None if change.before is None else view(change.before)
            after = None if change.after is None else view(change.after)
            for kind, index in differences(before, after, template):
                address = address_of(template, change.name, index)
                if kind == "changed":
                    values = values_at(after, index)
                    self.tell(address, values, change.asked.setter(address, values))
                for listener in list(self.listeners):
                    if kind == "added":
                        listener.added(address)
                    elif kind == "removed":
                        listener.removed(address)
                yield

"""The state: every value that has an address, asked by address, and whoever listens to what changes.

The rows of the leaves stand in `protocol/chapters/leaves.py`: address, type, range, unit, default, what it
is, and the command that sets it. Here each row, known by its template such as `/sound/{name}/{k}/gain`, has a
view of a *source*: an immutable value of the session, such as the `Mix` of one sound. `session/leaves.py`
says which. To add leaves, add rows there and a source here::

    state.provide(Source("master", lambda _: master.mix, {"/master/gain": lambda mix: mix.gain}))
    state.touch("master")  # after each change, in the same step of the loop, so that the setter is known

What reads the state::

    state.addresses()              all addresses, lazily; there may be very many
    state.matching(Pattern(text))  lazily, those that a pattern matches: take some, let the loop go on
    state.reached(Pattern(text))   the same, `async for`, which itself lets the loop go on
    state.find(address)            its place, or None; the row is `protocol.leaves.LEAVES[place.template]`
    state.value(address)           its present values, as they go over the wire
    state.listen(listener, wants)  changed(address, values, by), added(address), removed(address)
    state.forget(listener)

A leaf is *set* by a message to the dispatcher, never here: a message with values to a leaf's address runs the
command that its row names, with that command's checks, turns and sentences. (A WebSocket's binary frames are
such messages: make a `protocol.client.Client` for the connection, give them to `Dispatcher.receive`.)

Listeners hear of changes a moment later, a little at a time, so that many changes do not hold the loop. `by`
is the client that set this very leaf to these very values, which need not be told, else None. What they hear
last is what is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import product
from typing import Any, Final, TypeVar

from oscfactor.errors import LimitError, NotFoundError
from oscfactor.session.changes import NOBODY, TURN, Asked, Change, Changes, Listener, Source
from oscfactor.session.places import (
    Matcher,
    Place,
    Values,
    address_of,
    parts_of,
    placed,
    plain,
    shape_of,
    values_at,
    walk,
)

Item = TypeVar("Item")
MAX_CELLS: Final = 128  # components of a sound whose cells are leaves too; else there would be a million
MAX_REACHED: Final = 20_000  # leaves that one pattern may reach


class State:
    """Every value that has an address; lives on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    names : callable
        Returns the names of all sounds.
    asked : callable
        Returns the request that is under way.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        names: Callable[[], Iterable[str]],
        asked: Callable[[], Asked] = lambda: NOBODY,
    ) -> None:
        self._loop, self._names, self._asked = loop, names, asked
        self._sources: dict[str, Source] = {}
        self._by_template: dict[str, Source] = {}
        self._by_length: dict[int, list[str]] = {}  # templates by the number of their parts
        self._seen: dict[tuple[str, str], Any] = {}  # as listeners know it, or soon will
        self._turn_ends: float | None = None  # of those who go through many leaves; None before it begins
        self._changes = Changes(loop)
        self._wants: dict[int, Callable[[str], bool]] = {}  # by the identity of a listener

    def provide(self, source: Source) -> None:
        """Let leaves have their values from a source."""
        self._sources[source.key] = source
        for template in source.views:
            self._by_template[template] = source
            self._by_length.setdefault(len(parts_of(template)), []).append(template)

    @property
    def templates(self) -> frozenset[str]:
        """The templates of all leaves that have a source."""
        return frozenset(self._by_template)

    # What reads the state.

    def find(self, address: str) -> Place | None:
        """Return the leaf at an address, None if there is none now."""
        place = self.find_written(address)
        return place if place is not None and self.has(place) else None

    def find_written(self, address: str) -> Place | None:
        """Return the leaf that an address means, whether there is one now or not; None if it means none."""
        segments = address.split("/")[1:]
        places = (placed(template, segments) for template in self._by_length.get(len(segments), ()))
        return next(filter(None, places), None)

    def has(self, place: Place) -> bool:
        """Return whether there is a leaf now."""
        source = self._by_template[place.template]
        shape = self._shape(source, place.template, place.name)
        return shape is not None and all(i < n for i, n in zip(place.numbers, shape, strict=True))

    def value(self, address: str) -> Values:
        """Return a leaf's present values: text, whole numbers and floats as a float32 holds them.

        Raises
        ------
        NotFoundError
            There is no such leaf.
        """
        place = self.find(address)
        if place is None:
            raise NotFoundError(f"there is no {address} now")
        return self.value_at(place)

    def value_at(self, place: Place) -> Values:
        """Return the present values of a leaf that there is."""
        source = self._by_template[place.template]
        return values_at(source.views[place.template](source.read(place.name)), place.numbers)

    def addresses(self) -> Iterator[str]:
        """Yield the addresses of all leaves, sound by sound."""
        for template, source, name in self._everywhere():
            shape = self._shape(source, template, name)
            for index in product(*map(range, shape)) if shape is not None else ():
                yield address_of(template, name, index)

    def matching(self, pattern: Matcher) -> Iterator[str | None]:
        """Yield the addresses that a pattern matches, and None now and then where it matches none."""
        for template, source, name in self._everywhere():
            shape = self._shape(source, template, name)
            if shape is not None:
                yield from walk(pattern, template, name, shape)
            yield None

    async def reached(self, pattern: Matcher) -> AsyncIterator[str]:
        """Yield the addresses that a pattern matches and that are still there; others have their turns.

        Raises
        ------
        LimitError
            There are more than `MAX_REACHED`.
        """
        found = []
        async for address in self.paced(self.matching(pattern)):
            if address is not None:
                found.append(address)
            if len(found) > MAX_REACHED:
                raise LimitError(f"the pattern reaches more than {MAX_REACHED} values; say which")
        async for address in self.paced(found):
            if self.find(address):
                yield address

    async def paced(self, items: Iterable[Item]) -> AsyncIterator[Item]:
        """Yield items, and let the others go on whenever a turn is over, which all who do so share."""
        for item in items:
            yield item
            while self._is_turn_over():
                await asyncio.sleep(0)

    def taken(self, address: str, sent: Values, taken: Values | None = None) -> Values:
        """Return what a leaf has taken when it was set; where that is something else, its setter is told too.

        Parameters
        ----------
        sent : what it was set to
        taken : what its command says that it has taken; by default what it holds
        """
        values = self.value(address) if taken is None else tuple(map(plain, taken))
        if values != tuple(map(plain, sent)):
            self._changes.tell(address, self.value(address))
        return values

    # What tells of changes.

    def listen(self, listener: Listener, wants: Callable[[str], bool] = lambda _address: True) -> None:
        """Tell of every change from now on; `wants` says of which levels, which are measured for no other."""
        if not self._changes.heard:
            self._seen = {
                (source.key, name): source.read(name)
                for source in self._sources.values()
                for name in (self._names() if source.is_of_sounds else ("",))
            }
        self._changes.listeners.append(listener)
        self._wants[id(listener)] = wants

    def forget(self, listener: Listener) -> None:
        """Tell no more."""
        self._changes.listeners.remove(listener)
        del self._wants[id(listener)]
        if not self._changes.heard:
            self._seen.clear()
            self._changes.clear()

    def is_wanted(self, address: str) -> bool:
        """Return whether any listener wants a leaf that costs something to know."""
        return any(wants(address) for wants in self._wants.values())

    def touch(self, key: str, name: str = "", asked: Asked | None = None) -> None:
        """Tell of what has changed in a source; call it after each change.

        Parameters
        ----------
        key : of the source
        name : of the sound; empty for what no sound has
        asked : the request that changed it; by default the one under way
        """
        if not self._changes.heard:
            return
        source = self._sources[key]
        before, after = self._seen.get((key, name)), source.read(name)
        if before is after:
            return
        if after is None:
            del self._seen[key, name]
        else:
            self._seen[key, name] = after
        self._changes.add(Change(source, name, before, after, asked or self._asked()))

    def touch_all(self, name: str) -> None:
        """Tell of what has changed in any source of a sound, one that is new or gone among them."""
        for source in self._sources.values():
            if source.is_of_sounds:
                self.touch(source.key, name)

    def _is_turn_over(self) -> bool:
        now = self._loop.time()
        if self._turn_ends is None:
            self._turn_ends = now + TURN
            self._loop.call_soon(self._end_turn)
        return now > self._turn_ends

    def _end_turn(self) -> None:
        self._turn_ends = None

    def _everywhere(self) -> Iterator[tuple[str, Source, str]]:
        for source in self._sources.values():
            if not source.is_of_sounds:
                for template in source.views:
                    yield template, source, ""
        for name in list(self._names()):
            for source in self._sources.values():
                if source.is_of_sounds:
                    for template in source.views:
                        yield template, source, name

    def _shape(self, source: Source, template: str, name: str) -> tuple[int, ...] | None:
        """Return how many leaves of a kind there are along each number in their address; None is none."""
        value = source.read(name)
        seen = None if value is None else source.views[template](value)
        return None if seen is None else shape_of(seen, template)

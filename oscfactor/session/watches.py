"""Who watches which leaves: each change is told to them, at a pace that they choose.

A watch keeps one entry for each leaf that has changed, however often it does: what is sent is the last value,
which is never left out. All watches share the loop's turns, a little at a time.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Hashable, Iterable
from typing import Final, Protocol

from oscfactor.errors import LimitError
from oscfactor.session.changes import TURN
from oscfactor.session.places import Matcher, Values
from oscfactor.session.state import State

MAX_WATCHES: Final = 1024
MAX_WATCHES_OF_ONE: Final = 64
MAX_REMEMBERED: Final = 32_768  # leaves of which it is known who watches them
_SIGNS: Final = frozenset("?*[]{}")  # of a pattern
IN_A_ROW: Final = 32  # leaves of one watch, before the next watch has its turn
DOUBT: Final = 0.3  # seconds: what its setter was told before may arrive after the set was sent
QUIET: Final = 0.4  # seconds without a set, after which the setter is told what became of such a set


class Send(Protocol):
    """A function that sends a leaf's values, or that it is gone, to whoever watches."""

    def __call__(self, address: str, values: Values | None) -> None:
        """Send them; None says that there is no such leaf any more."""


class Watch:
    """One client's watch over the leaves that a pattern matches.

    Attributes
    ----------
    changed : leaves to be told in the next turn, with the values that they have then as far as is known, or
        None where the state is to be asked
    told : when a leaf was told last, by address; a moment later that is forgotten
    doubtful : leaves of which the client may have heard another value after it set them
    """

    def __init__(
        self, owner: Hashable, text: str, pattern: Matcher, interval: float, send: Send, until: float
    ) -> None:
        self.owner, self.text, self.pattern = owner, text, pattern
        self.interval, self.send, self.until = interval, send, until
        self.changed: dict[str, Values | None] = {}
        self.told: dict[str, float] = {}
        self.doubtful: dict[str, None] = {}
        self.sending: deque[tuple[str, Values | None]] = deque()
        self.free_at = 0.0  # when it may be sent something again
        self.is_queued = self.ended = False
        self.asking: asyncio.TimerHandle | None = None

    def matches(self, address: str) -> bool:
        """Return whether a leaf is watched."""
        reached = self.pattern.start
        for part in address[1:].split("/"):
            reached = self.pattern.step(reached, part)
        return self.pattern.accepts(reached)


class Watches:
    """All watches, which listen to the state while there are any; lives on the event loop and never holds it.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    state : State
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, state: State) -> None:
        self._loop, self._state = loop, state
        self._watches: dict[tuple[Hashable, str], Watch] = {}
        self._watching: dict[str, tuple[Watch, ...]] = {}  # by address
        self._groups: dict[str, list[Watch]] = {}  # by pattern; empty when that is to be found out
        self._queue: deque[Watch] = deque()
        self._scheduled = False

    def __len__(self) -> int:
        return len(self._watches)

    @property
    def owners(self) -> set[Hashable]:
        """Whoever watches something."""
        self._expire()
        return {owner for owner, _ in self._watches}

    async def add(
        self, owner: Hashable, text: str, pattern: Matcher, *, rate: float, send: Send, ttl: float = 0.0
    ) -> int:
        """Tell a client the present values of all leaves that a pattern matches, and each change from now on.

        Parameters
        ----------
        text : of the pattern; a watch of the same client and pattern is replaced
        rate : how often a leaf is told in a second, at most
        send : to the client
        ttl : seconds after which the watch ends; 0 is never

        Raises
        ------
        LimitError
            The client watches too much already, or too much at once.
        """
        self._check(owner, text)
        self._end([(owner, text)])
        if not self._watches:
            self._state.listen(self, lambda address: bool(self._watched_by(address)))
        until = self._loop.time() + ttl if ttl else math.inf
        watch = self._watches[owner, text] = Watch(owner, text, pattern, 1 / rate, send, until)
        self._forget_who_watches()
        count = 0
        try:
            async for address in self._state.reached(pattern):
                if watch.ended:
                    break
                send(address, self._state.value(address))
                count += 1
        except LimitError:
            self._end([(owner, text)])
            raise
        return count

    def remove(self, owner: Hashable, text: str) -> int:
        """End a client's watch of that pattern, or with `*` all of them; return how many have ended."""
        return self._end([key for key in self._watches if key[0] == owner and text in (key[1], "*")])

    def drop(self, owner: Hashable) -> None:
        """End all watches of a client that is gone."""
        self.remove(owner, "*")

    def close(self) -> None:
        """End all watches."""
        self._end(list(self._watches))

    def changed(self, address: str, values: Values, by: Hashable) -> None:
        """Keep a changed leaf for all who watch it, but not for whoever has set it."""
        for watch in self._watched_by(address):
            if by is None or watch.owner != by:
                self._put(watch, address, values)
            else:
                self._set_by_owner(watch, address)

    def added(self, address: str) -> None:
        """Keep a new leaf for all who watch it."""
        for watch in self._watched_by(address):
            self._put(watch, address)

    def removed(self, address: str) -> None:
        """Keep a leaf that is gone for all who watch it."""
        self.added(address)
        self._watching.pop(address, None)

    def _check(self, owner: Hashable, text: str) -> None:
        self._expire()
        n_own = sum(1 for other, _ in self._watches if other == owner)
        if (owner, text) in self._watches:
            return
        if n_own >= MAX_WATCHES_OF_ONE or len(self._watches) >= MAX_WATCHES:
            raise LimitError(
                f"you have {n_own} watches, all together have {len(self._watches)}; end some with /unwatch"
            )

    def _expire(self) -> None:
        now = self._loop.time()
        self._end([key for key, watch in self._watches.items() if watch.until <= now])

    def _end(self, keys: Iterable[tuple[Hashable, str]]) -> int:
        ended = [watch for key in keys if (watch := self._watches.pop(key, None)) is not None]
        for watch in ended:
            watch.ended = True
            if watch.asking is not None:
                watch.asking.cancel()
        if ended:
            self._forget_who_watches()
            if not self._watches:
                self._state.forget(self)
        return len(ended)

    def _forget_who_watches(self) -> None:
        self._watching.clear()
        self._groups = {}

    def _watched_by(self, address: str) -> tuple[Watch, ...]:
        found = self._watching.get(address)
        if found is None:
            if len(self._watching) >= MAX_REMEMBERED:
                self._watching.clear()
            found = self._watching[address] = tuple(
                watch
                for text, watches in self._by_pattern().items()
                if text == address or (_is_wild(text) and watches[0].matches(address))
                for watch in watches
            )
        return found

    def _by_pattern(self) -> dict[str, list[Watch]]:
        """Return the watches by their patterns: many may have the same one."""
        if not self._groups:
            for watch in self._watches.values():
                self._groups.setdefault(watch.text, []).append(watch)
        return self._groups

    def _set_by_owner(self, watch: Watch, address: str) -> None:
        """Leave out what its own setter knows, unless it may hear of an earlier value only after its set."""
        watch.changed.pop(address, None)
        was_told = watch.told.get(address, -math.inf)
        if address not in watch.doubtful and self._loop.time() - was_told > DOUBT:
            return
        watch.doubtful[address] = None
        if watch.asking is not None:
            watch.asking.cancel()
        watch.asking = self._loop.call_later(QUIET, self._resolve, watch)

    def _resolve(self, watch: Watch) -> None:
        doubtful, watch.doubtful = watch.doubtful, {}
        for address in doubtful:
            self._put(watch, address)

    def _put(self, watch: Watch, address: str, values: Values | None = None) -> None:
        watch.changed[address] = values
        if not watch.is_queued:
            watch.is_queued = True
            if watch.free_at <= self._loop.time():
                self._enqueue(watch)
            else:
                self._loop.call_at(watch.free_at, self._enqueue, watch)

    def _enqueue(self, watch: Watch) -> None:
        if watch.ended:
            return
        self._queue.append(watch)
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        """Send what has changed, a few leaves of each watch, until the others have their turn."""
        self._scheduled = False
        end = self._loop.time() + TURN
        while self._queue:
            watch = self._queue.popleft()
            if not self._is_all_sent(watch, end):
                self._queue.append(watch)
            if self._queue and self._loop.time() > end:
                self._scheduled = True
                self._loop.call_soon(self._go_on)
                return

    def _is_all_sent(self, watch: Watch, end: float) -> bool:
        """Send the next few leaves of a watch; return whether it must wait now."""
        now = self._loop.time()
        if watch.until <= now:
            self._end([(watch.owner, watch.text)])
        if not watch.sending:
            watch.told = {address: at for address, at in watch.told.items() if now - at <= DOUBT}
            watch.sending.extend(watch.changed.items())
            watch.changed.clear()
        for _ in range(IN_A_ROW):
            if not watch.sending or watch.ended:
                break
            address, values = watch.sending.popleft()
            if values is None and (place := self._state.find(address)) is not None:
                values = self._state.value_at(place)
            watch.send(address, values)
            watch.told[address] = now
            if self._loop.time() > end:
                break
        if watch.sending and not watch.ended:
            return False
        watch.free_at, watch.is_queued = now + watch.interval, False
        if watch.changed and not watch.ended:
            watch.is_queued = True
            self._loop.call_at(watch.free_at, self._enqueue, watch)
        return True


def _is_wild(text: str) -> bool:
    """Return whether a pattern may match another address than itself."""
    return "//" in text or not _SIGNS.isdisjoint(text)

"""A heap of calls that are due later: bounded, in order, shared fairly, and with one timer."""

from __future__ import annotations

import heapq
import itertools
import time
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from oscfactor.errors import LimitError

MAX_ENTRIES: Final = 4096
MAX_BYTES: Final = 16 * 2**20
MAX_SLEEP: Final = 1.0  # seconds; then look again: the wall clock may have been set, the machine been asleep
TURN: Final = 0.005  # seconds in which calls that are due run, before others have their turn
MAX_AHEAD: Final = 24 * 3600.0  # seconds; sclang reads and writes odd dates as centuries ahead


class Timer(Protocol):
    """The loop's handle of a timer."""

    def cancel(self) -> None:
        """Forget the call."""


class Entry(NamedTuple):
    """One call; entries compare by time, then by number."""

    when: float
    number: int
    n_bytes: int
    owner: object
    call: Callable[[], None]
    drop: Callable[[], None]


class Schedule:
    """Calls due at a time of the wall clock; calls of one time run in the order in which they were added.

    When the heap is full, an owner with fewer calls than another gets a place: the other's last call goes.

    Parameters
    ----------
    clock : unix seconds, as `time.time`
    call_later : (seconds, function) -> a timer
    """

    def __init__(
        self, clock: Callable[[], float], call_later: Callable[[float, Callable[[], None]], Timer]
    ) -> None:
        self._clock = clock
        self._call_later = call_later
        self._heap: list[Entry] = []
        self._numbers = itertools.count()
        self._timer: Timer | None = None
        self._n_bytes = 0
        self._n_calls_of: Counter[object] = Counter()
        self._n_bytes_of: Counter[object] = Counter()

    def __len__(self) -> int:
        return len(self._heap)

    def add(
        self,
        when: float,
        call: Callable[[], None],
        *,
        n_bytes: int,
        owner: object = None,
        drop: Callable[[], None] = lambda: None,
    ) -> None:
        """Run `call` at `when`; until then it takes `n_bytes` of memory.

        Parameters
        ----------
        owner : shares the room with other owners
        drop : called instead, if the room is needed for another owner

        Raises
        ------
        LimitError
            If nobody has more in it than the owner, or `when` is too far ahead.
        """
        if when - self._clock() > MAX_AHEAD:
            raise LimitError("a bundle may be due at most 24 hours ahead; look at the sender's clock")
        while len(self._heap) >= MAX_ENTRIES:
            self._make_room(owner, self._n_calls_of, 1)
        while self._n_bytes + n_bytes > MAX_BYTES:
            self._make_room(owner, self._n_bytes_of, n_bytes)
        entry = Entry(when, next(self._numbers), n_bytes, owner, call, drop)
        heapq.heappush(self._heap, entry)
        self._count(entry, 1)
        if self._heap[0] is entry:
            self._set_timer()

    def run_due(self) -> None:
        """Run the calls that are due by now; of very many some now, the others in a next turn."""
        self._timer = None
        now, end = self._clock(), time.perf_counter() + TURN
        while self._heap and self._heap[0].when <= now:
            entry = heapq.heappop(self._heap)
            self._count(entry, -1)
            entry.call()
            if time.perf_counter() > end:
                break
        self._set_timer()

    def close(self) -> None:
        """Forget all that waits."""
        self._heap.clear()
        self._n_calls_of.clear()
        self._n_bytes_of.clear()
        self._n_bytes = 0
        self._set_timer()

    def _make_room(self, owner: object, share: Counter[object], need: int) -> None:
        """Drop the last call of the owner with the most calls, if these are more than `owner` would have."""
        largest = max(share, key=share.__getitem__, default=owner)
        if share[largest] <= share[owner] + need:
            raise LimitError(f"{len(self._heap)} messages wait for their time already; send later")
        last = max(entry for entry in self._heap if entry.owner == largest)
        self._heap.remove(last)
        heapq.heapify(self._heap)
        self._count(last, -1)
        last.drop()

    def _count(self, entry: Entry, sign: int) -> None:
        self._n_bytes += sign * entry.n_bytes
        for share, amount in ((self._n_calls_of, 1), (self._n_bytes_of, entry.n_bytes)):
            share[entry.owner] += sign * amount
            if not share[entry.owner]:
                del share[entry.owner]

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._heap:
            delay = self._heap[0].when - self._clock()
            self._timer = self._call_later(min(max(0.0, delay), MAX_SLEEP), self.run_due)

"""A heap for what is due later: bounded, in order, and with one timer."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Final, Protocol

from oscfactor.errors import LimitError

MAX_ENTRIES: Final = 4096
MAX_BYTES: Final = 16 * 2**20
MAX_SLEEP: Final = 1.0  # seconds; then look again: the wall clock may have been set, the machine been asleep
MAX_AHEAD: Final = 24 * 3600.0  # seconds; sclang reads and writes odd dates as centuries ahead


class Timer(Protocol):
    """What the loop gives for a call that is due later."""

    def cancel(self) -> None:
        """Forget the call."""


class Schedule:
    """Calls due at a time of the wall clock; those of one time run in the order in which they came.

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
        self._heap: list[tuple[float, int, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._timer: Timer | None = None
        self._n_bytes = 0

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, when: float, call: Callable[[], None], *, n_bytes: int) -> None:
        """Run `call` at `when`; `n_bytes` is what it keeps in memory until then.

        Raises
        ------
        LimitError
            If too much waits already, or `when` is too far ahead.
        """
        if when - self._clock() > MAX_AHEAD:
            raise LimitError("a bundle may be due at most 24 hours ahead; look at the sender's clock")
        if len(self._heap) >= MAX_ENTRIES or self._n_bytes + n_bytes > MAX_BYTES:
            raise LimitError(f"{len(self._heap)} messages wait for their time already; send later")
        heapq.heappush(self._heap, (when, next(self._numbers), n_bytes, call))
        self._n_bytes += n_bytes
        if self._heap[0][3] is call:
            self._set_timer()

    def run_due(self) -> None:
        """Run what is due by now."""
        self._timer = None
        now = self._clock()
        while self._heap and self._heap[0][0] <= now:
            _, _, n_bytes, call = heapq.heappop(self._heap)
            self._n_bytes -= n_bytes
            call()
        self._set_timer()

    def close(self) -> None:
        """Forget all that waits."""
        self._heap.clear()
        self._n_bytes = 0
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._heap:
            delay = self._heap[0][0] - self._clock()
            self._timer = self._call_later(min(max(0.0, delay), MAX_SLEEP), self.run_due)

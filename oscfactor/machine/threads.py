"""A few threads that share one array job: kernels let go of the interpreter lock, so plain threads serve."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import TracebackType
from typing import Any, Self

from oscfactor.machine import cores


def split(n_items: int, n_parts: int) -> list[tuple[int, int]]:
    """Cut `n_items` into at most `n_parts` contiguous, non-empty ranges of nearly equal length.

    Returns
    -------
    list of (start, stop), in order; empty if there are no items
    """
    n_parts = max(1, min(n_parts, n_items))
    cuts = [n_items * part // n_parts for part in range(n_parts + 1)]
    return [(start, stop) for start, stop in pairwise(cuts) if start < stop]


class Crew:
    """`n_threads` workers, the calling thread among them; use it as a context manager.

    While it works each keeps to cores of its own, see `cores`; the caller then goes back to where it may run.
    """

    def __init__(self, n_threads: int) -> None:
        self.n_threads = max(1, n_threads)
        self._cores = cores.shares(self.n_threads)
        self._left = iter(self._cores[1:])
        self._before: cores.Cores | None = None
        self._pool: ThreadPoolExecutor | None = None
        if self.n_threads > 1:
            self._pool = ThreadPoolExecutor(self.n_threads - 1, "oscfactor-dsp", self._settle)

    def _settle(self) -> None:
        cores.keep_to(next(self._left, None))

    def __enter__(self) -> Self:
        self._before = cores.keep_to(self._cores[0] if self._cores else None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        cores.keep_to(self._before)

    def run(self, function: Callable[..., Any], ranges: list[tuple[int, int]]) -> list[Any]:
        """Call `function(start, stop)` for each range and return the results in order.

        Each thread, the calling one among them, takes the next range when it is done with one: a thread that
        must wait for its core holds up no more than the range it has. If a call raises, no range is begun any
        more, and those under way are waited for, so that nothing still writes to the arrays when the error
        reaches the caller.
        """
        if self._pool is None or len(ranges) < 2:
            return [function(start, stop) for start, stop in ranges]
        results: list[Any] = [None] * len(ranges)
        left = deque(enumerate(ranges))

        def work() -> None:
            while True:
                try:
                    place, (start, stop) = left.popleft()
                except IndexError:
                    return
                try:
                    results[place] = function(start, stop)
                except BaseException:
                    left.clear()
                    raise

        waiting = [self._pool.submit(work) for _ in range(min(self.n_threads, len(ranges)) - 1)]
        try:
            work()
        finally:
            errors = [future.exception() for future in waiting]
        for error in errors:
            if error is not None:
                raise error
        return results

"""How far a job is that several threads do together."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Tally:
    """Adds up what threads have done, and tells the sum as a fraction that only grows.

    Parameters
    ----------
    total : how much there is to do
    progress : called with the fraction done; an error that it raises ends the job
    first, share : where in the whole job this part of it begins, and how much of the whole it is
    """

    def __init__(
        self, total: int, progress: Callable[[float], None], *, first: float = 0.0, share: float = 1.0
    ) -> None:
        self._total, self._progress = max(1, total), progress
        self._first, self._share = first, share
        self._done = 0
        self._lock = threading.Lock()

    def add(self, n: int) -> None:
        """Count `n` more as done; called from any thread."""
        with self._lock:
            self._done += n
            self._progress(self._first + self._share * min(1.0, self._done / self._total))

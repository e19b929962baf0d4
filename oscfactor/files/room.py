"""How much memory what is read from a file may still take."""

from __future__ import annotations

from oscfactor.errors import LimitError


class Room:
    """Memory for all that is read from one file; each part of it asks before it is read.

    Parameters
    ----------
    what : names the file in the sentence that says that it does not fit
    n_bytes : how many are free
    """

    def __init__(self, what: object, n_bytes: float) -> None:
        self._what, self._n_free, self._n_left = what, n_bytes, n_bytes

    @property
    def n_left(self) -> float:
        """How many bytes are left."""
        return self._n_left

    def check(self, n_bytes: float) -> None:
        """Raise `LimitError` if so many bytes more do not fit."""
        if n_bytes > self._n_left:
            needed = self._n_free - self._n_left + n_bytes
            raise LimitError(
                f"{self._what} takes {needed / 1e6:.0f} MB or more and {self._n_free / 1e6:.0f} MB are free:"
                " free a buffer, or raise the setting max_memory"
            )

    def take(self, n_bytes: int, *, beside: int = 0) -> None:
        """Let so many bytes be held from now on, and `beside` them others for a moment; raise as `check`."""
        self.check(n_bytes + beside)
        self._n_left -= n_bytes

"""How much a session may take, and whether a request for a range or for memory fits."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol

from oscfactor.errors import ArgumentError, LimitError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits from the settings; the defaults are as good as none."""

    max_bytes: int = sys.maxsize  # of all buffers and components together
    max_seconds: float = 1e9  # of one sound
    chunk: int = 512  # values in one answer
    n_threads: int = 1

    def check_seconds(self, seconds: float) -> None:
        """Raise `LimitError` if a sound is too long."""
        if seconds > self.max_seconds:
            raise LimitError(
                f"{seconds:.0f} s is too long: the setting max_seconds is {self.max_seconds:g};"
                " load a part of it, or raise the setting"
            )

    def cut(self, count: int) -> int:
        """Return how many of `count` values come in one answer."""
        return min(count, self.chunk)


class Holder(Protocol):
    """A part of the session that takes memory."""

    @property
    def n_bytes(self) -> int:
        """Memory that all it holds takes."""


class Memory:
    """How much memory the session takes, and how much is free.

    Parameters
    ----------
    max_bytes : int
        For all holders together.
    """

    def __init__(self, max_bytes: int) -> None:
        self.holders: tuple[Holder, ...] = ()
        self._max_bytes = max_bytes

    @property
    def n_bytes(self) -> int:
        """Memory that all holders take."""
        return sum(holder.n_bytes for holder in self.holders)

    @property
    def n_free_bytes(self) -> int:
        """Memory that is left."""
        return max(self._max_bytes - self.n_bytes, 0)

    def check(self, n_bytes: int) -> None:
        """Raise `LimitError` if so many bytes more do not fit."""
        free = self.n_free_bytes
        if n_bytes > free:
            raise LimitError(
                f"this takes {_mb(n_bytes)}; {_mb(free)} of {_mb(self._max_bytes)} are free:"
                " free a buffer, or raise the setting max_memory"
            )


def factorization_bytes(n_channels: int, n_frames: int, n_bins: int) -> int:
    """Return about how much memory a factorisation takes while it runs: the spectrogram and half as much."""
    return n_channels * n_frames * n_bins * 4 * 3 // 2


def check_index(kind: str, index: int, count: int) -> None:
    """Raise `ArgumentError` if there is no channel or component of that index."""
    if not 0 <= index < count:
        raise ArgumentError(f"no {kind} {index}: there are {count}, counted from 0")


def check_offset(offset: int, total: int) -> None:
    """Raise `ArgumentError` if a range begins behind the end; at the end it is empty."""
    if offset > total:
        raise ArgumentError(f"offset {offset} is behind the end, at {total}")


def _mb(n_bytes: float) -> str:
    return f"{n_bytes / 1e6:.0f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"

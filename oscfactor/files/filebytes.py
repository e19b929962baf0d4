"""The bytes of a sound file by position, and the parts of the file that are sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

_PIECE = 1 << 18  # bytes read at once by walks through a file


@dataclass(frozen=True, slots=True)
class Part:
    """A run of bytes that is a sound file by itself.

    Attributes
    ----------
    start, stop : where it lies in the file, in bytes
    patches : (position in the part, bytes): header fields as they should have been written
    claimed : how many bytes libsndfile is told that there are; 0 is as many as there are
    n_samples : how many samples of each channel it holds at most, if that is known; else 0
    """

    start: int
    stop: int
    patches: tuple[tuple[int, bytes], ...] = ()
    claimed: int = 0
    n_samples: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How the sound lies in a file.

    Attributes
    ----------
    parts : one after the other they are the sound; none is the file as libsndfile sees it
    remark : why this is not all of the sound, or ""
    """

    parts: tuple[Part, ...] = ()
    remark: str = ""


class FileBytes:
    """A file's bytes by position, read in large pieces; past the end there are none."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, 2)
        self._piece, self._start = b"", 0

    def at(self, position: int, count: int) -> bytes:
        """Return up to `count` bytes from `position`."""
        begin = position - self._start
        if begin < 0 or begin + count > len(self._piece):
            self._file.seek(position)
            self._piece, self._start = self._file.read(max(_PIECE, count)), position
            begin = 0
        return self._piece[begin : begin + count]

    def find(self, word: bytes, position: int) -> int:
        """Return where `word` next stands from `position` on, or -1."""
        while position < self.size:
            found = self.at(position, _PIECE).find(word)
            if found >= 0:
                return position + found
            position += _PIECE - len(word) + 1
        return -1

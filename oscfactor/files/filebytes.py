"""The bytes of a sound file: by position, and as a part of it that libsndfile takes for a whole file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

_PIECE = 1 << 18  # bytes read at once by walks through a file
_TAG = 128  # bytes at the end of an MP3 file


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


class Window:
    """A part of a file, as the file-like object that soundfile reads.

    It may claim to be longer than it is: libsndfile guesses by its size how many samples an MP3 file without
    a head has, and gives no more than that. Told of a size that no file has, it gives all.
    """

    def __init__(self, file: BinaryIO, part: Part) -> None:
        self._file, self._part = file, part
        self._size = part.stop - part.start
        self._position = 0
        self.error: OSError | None = None

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move, from the start (0), from here (1) or from the end (2)."""
        base = (0, self._position, self._part.claimed or self._size)[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """Return where reading goes on."""
        return self._position

    def readinto(self, room: Any) -> int:
        """Read into `room` and return how many bytes; an error is kept, as libsndfile cannot be told."""
        count = min(len(room), self._size - self._position)
        if count < 0 and self._part.claimed - self._position <= _TAG:
            room[:] = bytes(len(room))  # mpg123 looks for a tag there, and gives up if there is nothing
            return len(room)
        if count <= 0 or self.error is not None:
            return 0
        try:
            self._file.seek(self._part.start + self._position)
            data = self._file.read(count)
        except OSError as error:
            self.error = error
            return 0
        for at, mended in self._part.patches:
            data = _overlaid(data, at - self._position, mended)
        room[: len(data)] = data
        self._position += len(data)
        return len(data)


def _overlaid(data: bytes, at: int, mended: bytes) -> bytes:
    """Return the bytes with others laid over them at a position, which may be outside."""
    begin, end = max(at, 0), min(at + len(mended), len(data))
    if begin >= end:
        return data
    return data[:begin] + mended[begin - at : end - at] + data[end:]

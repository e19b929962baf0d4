"""A part of a sound file, which libsndfile takes for a whole file."""

from __future__ import annotations

from typing import Any, BinaryIO

from oscfactor.files.filebytes import Part

_TAG = 128  # bytes at the end of an MP3 file


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
    """Return the bytes with `mended` laid over them at a position, which may be outside."""
    begin, end = max(at, 0), min(at + len(mended), len(data))
    if begin >= end:
        return data
    return data[:begin] + mended[begin - at : end - at] + data[end:]

"""The samples of a sound file, in order and to its true end, whatever libsndfile believes of its kind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from oscfactor.files import mpegframes, oggpages, unfinished
from oscfactor.files.filebytes import FileBytes, Layout, Part
from oscfactor.files.window import Window

UNKNOWN = 1 << 60  # samples: headers of streams give more than this for "until it ends"
BLOCK_SAMPLES = 1 << 16  # read at once

# The subtypes in which libsndfile 1.2.2 lands on the sample that was sought, but for some formats. All else
# is read from its start, and samples that were not asked for are thrown away: Vorbis lands 64 samples off,
# Opus and MP3 give other samples until the decoder has settled.
_EXACT = {"PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"}
_EXACT |= {"ALAC_16", "ALAC_20", "ALAC_24", "ALAC_32", "IMA_ADPCM", "MS_ADPCM"}
_FORWARD = {"MP3", "OGG", "PAF"}
_MPEG_ENDINGS = (".mp3", ".mp2", ".mp1", ".mpga", ".mpa")


Look = Callable[[], None]
"""Called now and then while something takes long; it raises an error when that is not wanted any more."""


class _Forward(soundfile.SoundFile):  # type: ignore[misc]
    """A sound file read straight on, as soundfile's seek after a read fails where a header lied."""

    def seekable(self) -> bool:
        """Say no, so that nothing is sought after a read."""
        return False


class Source:
    """A sound file that is read from its start to its end, once; `look` is called before each block.

    Attributes
    ----------
    sample_rate, n_channels, subtype : of the first part; where it changes, reading ends
    n_samples : how many samples of each channel are promised; `UNKNOWN` or more where nothing says so
    remark : why that is not all, or ""
    failure : why no more could be decoded, or ""

    Raises
    ------
    soundfile.SoundFileError, OSError
        It is no sound, or cannot be read.
    """

    def __init__(self, place: Path, look: Look = lambda: None) -> None:
        self._place, self._look = place, look
        self.failure = ""
        self._raw: BinaryIO = place.open("rb")
        try:
            found = _layout(self._raw, place)
            self._parts: tuple[Part | None, ...] = found.parts or (None,)
            self.remark = found.remark
            self._file, self._window = self._open(self._parts[0])
            self.sample_rate, self.n_channels = int(self._file.samplerate), int(self._file.channels)
            self.subtype, self._format = str(self._file.subtype), str(self._file.format)
            self.n_samples = self._promised()
        except BaseException:
            self._raw.close()
            raise
        self._next = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._raw.close()

    def skip(self, n_samples: int) -> int:
        """Move on by so many samples from the start and return by how many, which are fewer where it ends."""
        if n_samples and len(self._parts) == 1 and self._seeks():
            return int(self._file.seek(n_samples))
        n_left = n_samples
        while n_left > 0:
            n_read = len(self.read(min(n_left, BLOCK_SAMPLES)))
            if n_read == 0:
                break
            n_left -= n_read
        return n_samples - n_left

    def read(self, n_samples: int) -> NDArray[np.float32]:
        """Return up to so many samples more; none at the end.

        Returns
        -------
        float32 (at most n_samples, n_channels)
        """
        self._look()
        while True:
            block = self._read_file(n_samples)
            if len(block) or self._next >= len(self._parts):
                return block
            self._file.close()
            self._file, self._window = self._open(self._parts[self._next])
            self._next += 1

    def _read_file(self, n_samples: int) -> NDArray[np.float32]:
        """Read from the part that is open; samples that came before a decoder failed are kept."""
        block = np.full((n_samples, self.n_channels), np.nan, np.float32)
        try:
            block = self._file.read(n_samples, out=block)
        except soundfile.LibsndfileError as error:
            given = np.logical_not(np.isnan(block).all(axis=1))
            block = block[: n_samples - int(np.argmax(given[::-1])) if given.any() else 0]
            self._next = len(self._parts)
            self.failure = f"it is damaged or cut off: {str(error.error_string).strip(' .')}"
        if self._window is not None and self._window.error is not None:
            raise self._window.error
        return block

    def _seeks(self) -> bool:
        exact = self.subtype in _EXACT and self._format not in _FORWARD and self.n_samples < UNKNOWN
        return exact and bool(soundfile.SoundFile.seekable(self._file))

    def _open(self, part: Part | None) -> tuple[Any, Window | None]:
        if part is None:
            return _Forward(self._place if os.name == "nt" else os.fsencode(self._place)), None
        window = Window(self._raw, part)
        return _Forward(window), window

    def _promised(self) -> int:
        """Return how many samples all parts promise, and drop parts from the first of another kind on."""
        total = _length(self._file, self._parts[0])
        for i, part in enumerate(self._parts[1:], 1):
            try:
                file, _ = self._open(part)
            except soundfile.SoundFileError:
                why = "in a form that cannot be read"
            else:
                with file:
                    if (file.samplerate, file.channels) == (self.sample_rate, self.n_channels):
                        total += _length(file, part)
                        continue
                    why = f"at {file.samplerate} Hz"
                    if file.channels != self.n_channels:
                        why = f"with {file.channels} channel{'s' * (file.channels > 1)}, {why}"
            self._parts = self._parts[:i]
            self.remark = f"it goes on after {total / self.sample_rate:.2f} s {why}"
            break
        return total


def _length(file: Any, part: Part | None) -> int:
    """Return how many samples a part promises: libsndfile's word, unless it was kept from guessing."""
    n_samples = int(file.frames)
    return min(n_samples, part.n_samples) if part is not None and part.n_samples else n_samples


def _layout(raw: BinaryIO, place: Path) -> Layout:
    """Return how the sound lies in a file, by its first bytes; libsndfile finds out the rest."""
    data = FileBytes(raw)
    head = data.at(0, 4)
    if head == b"OggS":
        return oggpages.layout(data)
    mpeg = head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] >= b"\xe0")
    if mpeg or place.suffix.lower() in _MPEG_ENDINGS:
        return mpegframes.layout(data)
    return unfinished.layout(data)


def read_samples(source: Source, n_samples: int) -> NDArray[np.float32]:
    """Read up to so many samples of each channel, however many were promised.

    Returns
    -------
    float32 (n_channels, at most n_samples), contiguous
    """
    n_channels = source.n_channels
    room = np.empty(n_channels * n_samples, np.float32)  # untouched pages cost nothing yet
    samples = room.reshape(n_channels, n_samples)
    n_read = 0
    while n_read < n_samples:
        part = source.read(min(BLOCK_SAMPLES, n_samples - n_read))
        if len(part) == 0:
            break
        samples[:, n_read : n_read + len(part)] = part.T
        n_read += len(part)
    if n_read < n_samples:
        del samples
        _close_up(room, n_channels, n_samples, n_read)
    return room.reshape(n_channels, n_read)


def _close_up(room: NDArray[np.float32], n_channels: int, n_samples: int, n_read: int) -> None:
    """Move the channels together, in place: there may be no memory for a second copy of a long sound."""
    for channel in range(1, n_channels):
        for begin in range(0, n_read, BLOCK_SAMPLES):
            count = min(BLOCK_SAMPLES, n_read - begin)
            source, target = channel * n_samples + begin, channel * n_read + begin
            room[target : target + count] = room[source : source + count].copy()
    room.resize(n_channels * n_read, refcheck=False)

"""How much a session may take, and whether a request for a range or for memory fits."""

from __future__ import annotations

import contextlib
import sys
import weakref
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from oscfactor.errors import ArgumentError, LimitError

MAX_NAME: Final = 64
"""Characters of a buffer's name."""
NAME_FORBIDDEN: Final = '/\\:*?"<>|[]{},#'
"""Characters that no buffer's name holds: signs of a pattern in an address, or of a path in a file's name."""


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


class Living:
    """Counts the memory of values until the last who holds them lets go: a job, a file being saved, a pipe.

    A value that a session has forgotten takes its memory for as long as something else still reads it.
    """

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}  # by the value's identity
        self._let_go: deque[int] = deque()  # identities of values that nobody holds any more

    @property
    def n_bytes(self) -> int:
        """Memory that all values take that are still held."""
        self._forget()
        return sum(self._sizes.values())

    def count(self, value: Any, n_bytes: int) -> None:
        """Count a value, once however often it is given; it must allow weak references."""
        self._forget()
        if id(value) not in self._sizes:
            self._sizes[id(value)] = n_bytes
            # Called on whichever thread lets go last, or by the collector of garbage in the midst of a sum.
            weakref.finalize(value, self._let_go.append, id(value)).atexit = False

    def _forget(self) -> None:
        while self._let_go:
            self._sizes.pop(self._let_go.popleft(), None)


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
        self._n_promised = 0

    @property
    def n_bytes(self) -> int:
        """Memory that all holders take, and that was promised to jobs that wait or run."""
        return self._n_promised + sum(holder.n_bytes for holder in self.holders)

    @property
    def n_free_bytes(self) -> int:
        """Memory that is left."""
        return max(self._max_bytes - self.n_bytes, 0)

    def check(self, n_bytes: int, instead: str = "free a buffer") -> None:
        """Raise `LimitError` if so many bytes more do not fit; `instead` says what the musician may do."""
        free = self.n_free_bytes
        if n_bytes > free:
            raise LimitError(
                f"this takes {_mb(n_bytes)}; {_mb(free)} of {_mb(self._max_bytes)} are free:"
                f" {instead}, or raise the setting max_memory"
            )

    @contextlib.contextmanager
    def promised(self, n_bytes: int) -> Iterator[None]:
        """Count what a job will leave behind, while it waits and runs: results of several jobs add up."""
        self._n_promised += n_bytes
        try:
            yield
        finally:
            self._n_promised -= n_bytes


# What each command takes at its worst, in bytes, while it runs and for what it leaves behind. The table of
# commands names these functions; `python -m bench.memory` holds them against what is measured.

CHUNK_CELLS = 1 << 17  # of a spectrogram, in which phases are integrated at once
MOST_CHOSEN = 24  # components, where the number is chosen by us
MAX_OPEN_FILES = 64  # of one export; macOS lets a process open 256
_PART_BYTES = 1 << 22  # of rendered samples that one thread of an export holds, if frames are not long
_MIN_PART_FRAMES = 16  # neighbouring parts render the frames at their seam twice: keep that share small
_MAX_PART_FRAMES = 128  # rendered between two looks at whether the job goes on
_RENDERER_BYTES = 1 << 22  # of scratch of one thread: some frames of all mixes
_MIXED_BYTES = 16  # that a bin of a mix takes of it, if frames are long: a spectrum, and its samples
_SOUGHT_BYTES = 32  # that a cell of a chunk takes: spectrum, magnitude, logarithm, what waits
_POLISHED_BYTES = 20  # that a cell takes meanwhile in Griffin and Lim's way: a magnitude and two spectra
_PLACE_BYTES = 40  # that a frame takes while an activation is read between frames
_MESSAGE_BYTES = 1000  # that a frame takes as messages of a MIDI file, if its curve moves in each


def sound_bytes(n_channels: int, n_samples: int) -> int:
    """Return what a sound takes."""
    return 4 * n_channels * n_samples


def components_bytes(n_channels: int, n_frames: int, n_bins: int, n_components: int) -> int:
    """Return what bases and activations take."""
    return 4 * n_components * (n_channels * n_frames + n_bins)


def factorization_bytes(n_channels: int, n_frames: int, n_bins: int, n_components: int) -> int:
    """Return what a factorisation takes while it runs.

    That is the spectrogram; bases and activations as they are, as they were an update ago, and twice as they
    were when the loss was looked at; or before that a quarter of the spectrogram, its frames added up by
    fours; and the sums of each part of the frames.
    """
    rows, n = n_channels * n_frames, n_components or MOST_CHOSEN
    n_parts = min(16, max(4, rows // (12 * n)))
    fourth = max(rows * n, rows * n_bins // 4)
    return 4 * (rows * n_bins + 3 * n * rows + fourth + (4 + n_parts) * n * n_bins)


def edit_bytes(n_arrays: int, size: int) -> int:
    """Return what an edit of so many arrays of `size` numbers takes: each anew, before and after for undo.

    One array at a time is computed, with places between frames in double precision.
    """
    return 3 * 4 * n_arrays * size + (_PLACE_BYTES + 8) * size


def phases_bytes(
    n_channels: int, n_samples: int, n_frames: int, n_bins: int, *, phase: str, n_threads: int = 1
) -> int:
    """Return what phases found ahead for a whole sound take: `source`, `pghi` or `griffinlim`."""
    if phase == "source":
        return 0
    cells = n_frames * n_bins
    sought = min(max(1, n_threads), n_channels) * _SOUGHT_BYTES * min(cells, CHUNK_CELLS)
    polished = _POLISHED_BYTES * cells + sound_bytes(1, n_samples) if phase == "griffinlim" else 0
    return 4 * n_channels * cells + max(sought, polished)


def part_frames(n_channels: int, n_files: int, hop: int) -> int:
    """Return how many frames of so many files, of so many channels, one thread renders at once."""
    fitting = _PART_BYTES // (sound_bytes(n_channels, hop) * min(n_files, MAX_OPEN_FILES))
    return min(max(fitting, _MIN_PART_FRAMES), _MAX_PART_FRAMES)


def export_bytes(n_channels: int, n_files: int, hop: int, n_bins: int, *, n_threads: int, phases: int) -> int:
    """Return what an export takes: phases of new sound, and what each thread renders before it is written.

    Of a sound that is as it was found, that does not grow with its length.
    """
    n_samples = part_frames(n_channels, n_files, hop) * hop
    part, n_open = sound_bytes(n_channels, n_samples), min(n_files, MAX_OPEN_FILES)
    scratch = max(_RENDERER_BYTES, n_open * _MIXED_BYTES * n_bins)
    return phases + n_threads * ((n_open + 1) * part + scratch)  # one more, as it lies in the file


def data_bytes(n_channels: int, n_frames: int, n_bins: int, n_components: int) -> int:
    """Return what a file of activations and bases takes while it is written, or one component's messages."""
    arrays = components_bytes(n_channels, n_frames, n_bins, n_components)
    return arrays + _MESSAGE_BYTES * n_frames + 8 * (n_frames + n_bins)


def mixed_bytes(n_channels: int, n_samples: int, *, n_threads: int, phases: int) -> int:
    """Return what a sound takes that is rendered as a whole: itself and the phases of new sound."""
    return sound_bytes(n_channels, n_samples) + n_threads * _RENDERER_BYTES + phases


def cross_bytes(
    n_channels: int,
    n_samples: int,
    n_frames: int,
    n_bins: int,
    n_components: int,
    *,
    n_threads: int,
    phases: int,
    looped: bool = False,
) -> int:
    """Return what crossing takes: the sound, activations as edited and as scaled, phases of new sound.

    A sound that is looped to another length is held in its new length beside that, with its activations.
    """
    parts = 2 + looped
    return (
        mixed_bytes(n_channels, n_samples, n_threads=n_threads, phases=phases)
        + looped * sound_bytes(n_channels, n_samples)
        + parts * components_bytes(n_channels, n_frames, n_bins, n_components)
    )


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

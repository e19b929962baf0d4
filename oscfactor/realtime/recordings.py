"""The recordings under way, and what is told of them; on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from oscfactor.errors import ArgumentError
from oscfactor.files.paths import absolute
from oscfactor.realtime.recording import Recording, Take

log = logging.getLogger(__name__)


class Recordings:
    """Begins recordings, and tells of each file that has come to its end.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    tell : callable
        Sends an event, an address and its arguments, to all who want to hear.
    on_end : callable
        Called with the name of a buffer and its recording, which takes no more.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        tell: Callable[..., None],
        *,
        on_end: Callable[[str, Recording], None],
    ) -> None:
        self._loop, self._tell, self._on_end = loop, tell, on_end
        self._under_way: set[Recording] = set()

    def begin(self, name: str, path: str, *, n_channels: int, sample_rate: int) -> Recording:
        """Return a recording of a buffer.

        Raises
        ------
        FileError
            It cannot be written there.
        ArgumentError
            Another recording is being written there.
        """
        if absolute(path) in (recording.path for recording in self._under_way):
            raise ArgumentError(f"another recording is being written to {absolute(path)}; take another name")

        def ended(take: Take) -> None:
            with contextlib.suppress(RuntimeError):  # the daemon has ended: the file is there, nobody listens
                self._loop.call_soon_threadsafe(self._ended, name, recording, take)

        recording = Recording(path, n_channels=n_channels, sample_rate=sample_rate, on_end=ended)
        self._under_way.add(recording)
        return recording

    def join(self, timeout: float) -> None:
        """Wait until the files are whole, each at most so many seconds."""
        for recording in list(self._under_way):
            recording.join(timeout)

    def _ended(self, name: str, recording: Recording, take: Take) -> None:
        if take.is_last:
            self._under_way.discard(recording)
            self._on_end(name, recording)
        if take.problem:
            log.warning("%s: %.1f s of %r were recorded; %s", take.path, take.seconds, name, take.problem)
        self._tell("/oscfactor/recorded", name, str(take.path), take.seconds, take.problem)

"""Which voices are being recorded: recordings begin and end here, and subscribers hear of every file."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from oscfactor.errors import ArgumentError, NotFoundError
from oscfactor.files.paths import GivenPath, as_sent
from oscfactor.realtime.recording import InUse, Recording, Take

log = logging.getLogger(__name__)


class Source(Protocol):
    """What can be recorded: a voice, or all that is heard."""

    recording: Recording | None

    def record(self, recording: Recording | None) -> None:
        """Record from now on, or no more."""


class Recorder:
    """Begins and ends the recordings of voices and of all that is heard; lives on the event loop.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    tell : callable
        Sends an event, an address and its arguments, to every subscriber.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, tell: Callable[..., None]) -> None:
        self._loop, self._tell = loop, tell
        self._under_way: set[Recording] = set()
        self._in_use = InUse()

    async def begin(
        self, name: str, voice: Source, path: GivenPath, *, n_channels: int, sample_rate: int
    ) -> Path:
        """Write the sound of a voice to a file from now on; return the file's path when it is open.

        Raises
        ------
        FileError
            If the file cannot be written.
        ArgumentError
            If the voice is being recorded already, or another recording is being written to this file.
        """
        if voice.recording is not None:
            stop = f"/player/record/stop {name}" if name[0] != "/" else f"{name}/record/stop"
            raise ArgumentError(f"{name!r} is being recorded to {voice.recording.path}; send {stop} first")

        def ended(take: Take) -> None:
            with contextlib.suppress(RuntimeError):  # the daemon has ended: the file is there, nobody listens
                self._loop.call_soon_threadsafe(self._ended, name, voice, recording, take)

        recording = Recording(
            path, n_channels=n_channels, sample_rate=sample_rate, on_end=ended, in_use=self._in_use
        )
        self._under_way.add(recording)
        voice.record(recording)
        try:
            return await asyncio.shield(asyncio.wrap_future(recording.opened))
        except Exception:
            self._under_way.discard(recording)
            if voice.recording is recording:
                voice.record(None)
            raise

    def end(self, name: str, voice: Source) -> str:
        """Close a voice's file and return its path; `/oscfactor/recorded` tells when the file is whole.

        Raises
        ------
        NotFoundError
            If the voice is not being recorded.
        """
        if voice.recording is None:
            raise NotFoundError(f"{name!r} is not being recorded")
        path = voice.recording.path
        self.let_go(voice)
        return path

    def let_go(self, voice: Source) -> None:
        """End the recording of a voice, if there is one."""
        recording = voice.recording
        if recording is not None:
            voice.record(None)
            recording.end()

    def join(self, timeout: float) -> None:
        """Wait until the files are whole, at most `timeout` seconds for each."""
        for recording in list(self._under_way):
            recording.join(timeout)

    def _ended(self, name: str, voice: Source, recording: Recording, take: Take) -> None:
        if take.is_last:
            self._under_way.discard(recording)
            if voice.recording is recording:  # the recording has ended by itself
                self.let_go(voice)
        if take.problem:
            log.warning("%s: %.1f s of %r were recorded; %s", take.path, take.seconds, name, take.problem)
        self._tell("/oscfactor/recorded", name, as_sent(take.path), take.seconds, take.problem)

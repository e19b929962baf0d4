"""What a player gives, written to a sound file while it plays."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oscfactor.audiowriter import AudioWriter
from oscfactor.errors import OscFactorError
from oscfactor.paths import absolute

OnEnd = Callable[[float, str], None]


class Recording:
    """Takes blocks from the render thread, which never waits for the disk, and writes them on its own thread.

    Parameters
    ----------
    path : str
        A WAV file, 32-bit float; it takes its place when the recording has ended.
    n_channels, sample_rate : int
    on_end : callable
        Called on the writing thread with the seconds that were written, and why no more were, or "".

    Raises
    ------
    FileError
        It cannot be written there.
    """

    def __init__(self, path: str, *, n_channels: int, sample_rate: int, on_end: OnEnd) -> None:
        self.path: Path = absolute(path)
        self._sample_rate = sample_rate
        self._on_end = on_end
        self._blocks: queue.SimpleQueue[NDArray[np.float32] | None] = queue.SimpleQueue()
        self._writer = AudioWriter(self.path, n_channels=n_channels, sample_rate=sample_rate, format="wav")
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append a block; never waits.

        Parameters
        ----------
        samples : float32 (n_channels, n_samples)
        """
        self._blocks.put(samples)

    def end(self) -> None:
        """Write what has been given and close the file, on the writing thread."""
        self._blocks.put(None)

    def join(self, timeout: float) -> None:
        """Wait until the file is whole."""
        self._thread.join(timeout)

    def _run(self) -> None:
        n_samples, problem = 0, ""
        try:
            with self._writer as writer:
                while (block := self._blocks.get()) is not None:
                    writer.write(block)
                    n_samples += block.shape[1]
        except OscFactorError as error:
            problem = str(error)
        self._on_end(n_samples / self._sample_rate, problem)

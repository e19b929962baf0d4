"""Matching the live input by the bases of named buffers."""

from __future__ import annotations

import itertools
import logging
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oscfactor.errors import ArgumentError, DeviceError, LimitError, NotFoundError
from oscfactor.machine.kernels import Kernels
from oscfactor.model.layers import Layers
from oscfactor.model.values import Factorization
from oscfactor.realtime.input import Input
from oscfactor.session.components import Components
from oscfactor.session.jobs import Jobs
from oscfactor.session.wire import Tell

MAX_MATCHES: Final = 16
"""Buffers by which the input is matched at once: each takes some hundredths of a core."""

log = logging.getLogger(__name__)


class _Match(NamedTuple):
    number: int  # the listener's
    factorization: Factorization  # whose bases they were, edited or not


class Matches:
    """By which buffers the input is matched; lives on the event loop."""

    def __init__(self, heard: Input, components: Components, jobs: Jobs, tell: Tell) -> None:
        self.by_name: dict[str, _Match] = {}
        self._input, self._components, self._jobs, self._tell = heard, components, jobs, tell
        self._numbers = itertools.count(1)
        heard.listener.on_matched, heard.listener.on_unmatched = self._matched, self._unmatched

    async def start(self, name: str, rate: float) -> int:
        """Match the input by a buffer's bases as they are now; return how many they are.

        Raises
        ------
        DeviceError
            No input is open.
        ArgumentError
            The bases were found at another rate than the input's.
        LimitError
            The input is matched by as many buffers as it may be.
        NotFoundError
            There is no such buffer, or it has no components.
        """
        self._sample_rate()
        await self._jobs.ready(Kernels.ALL)
        layers = await self._components.layers_of(name)
        self._check(name, layers)  # the input too may be another by now
        self._end(name)
        f, number = layers.factorization, next(self._numbers)
        frames = f.stft.window, f.stft.hop, f.stft.fft
        self._input.listener.tell("match", number, np.array(layers.bases()), frames, rate)
        self.by_name[name] = _Match(number, f)
        return f.n_components

    def stop(self, name: str) -> None:
        """Match the input by these bases no more.

        Raises
        ------
        NotFoundError
            It is not.
        """
        if name not in self.by_name:
            names = ", ".join(self.by_name) or "none"
            raise NotFoundError(f"the input is not matched by {name!r}; it is by: {names}")
        self._end(name)

    def look(self, name: str) -> None:
        """End a match if the buffer has other components than before, or none."""
        match, layers = self.by_name.get(name), self._components.layers.get(name)
        if match is None or (layers is not None and layers.factorization is match.factorization):
            return
        self._end(name)
        if layers is None:
            self._notice(name, "it is matched no more: its sound or its components are gone")
        else:
            self._notice(name, f"it is matched no more: it has new components; send /live/match {name}")

    def look_at_input(self) -> None:
        """End all matches if nothing is heard any more; a device that has vanished may come back."""
        if self._input.format is None or not self._input.listener.runs:
            for name in list(self.by_name):
                del self.by_name[name]
                self._notice(name, "it is matched no more: the input was closed")

    def _check(self, name: str, layers: Layers) -> None:
        rate, own = self._sample_rate(), layers.buffer.sample_rate
        if own != rate:
            raise ArgumentError(
                f"the bases of {name!r} were found at {own} Hz, and the input is at {rate} Hz;"
                f" open the input at {own} Hz"
            )
        if name not in self.by_name and len(self.by_name) >= MAX_MATCHES:
            raise LimitError(
                f"the input is matched by {MAX_MATCHES} buffers already; end one with /live/match NAME 0"
            )

    def _sample_rate(self) -> int:
        if self._input.format is None:
            raise DeviceError("no input is open; send /input/open first")
        return self._input.format.sample_rate

    def _end(self, name: str) -> None:
        match = self.by_name.pop(name, None)
        if match is not None:
            self._input.listener.tell("unmatch", match.number)

    def _named(self, number: int) -> str | None:
        return next((name for name, match in self.by_name.items() if match.number == number), None)

    def _matched(self, number: int, seconds: float, h: NDArray[np.float32]) -> None:
        name = self._named(number)
        if name is not None:  # what was on its way when the match ended is not told
            self._tell("/oscfactor/live", name, seconds, *h.tolist())

    def _unmatched(self, number: int, why: str) -> None:
        name = self._named(number)
        if name is not None:
            self._end(name)
            self._notice(name, why)

    def _notice(self, name: str, text: str) -> None:
        log.info("%s: %s", name, text)
        self._tell("/oscfactor/notice", name, f"{name}: {text}")

"""What is done to all that is heard: the master's fader, mute, limiter and recording; on the event loop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from oscfactor.errors import NotFoundError
from oscfactor.files.paths import GivenPath
from oscfactor.model.mix import N_SIDES
from oscfactor.realtime.orders import MasterOrders
from oscfactor.realtime.output import Output
from oscfactor.realtime.recorder import Recorder
from oscfactor.realtime.recording import Recording

NAME: Final = "/master"
"""As which a recording of all that is heard is told of; no buffer can be named so."""


class Master:
    """Keeps what the user wants of the sum of all players, and sends it to each renderer that is opened.

    Parameters
    ----------
    output : Output
    recorder : Recorder
    """

    def __init__(self, output: Output, recorder: Recorder) -> None:
        self.orders = MasterOrders()
        self.recording: Recording | None = None
        self.on_change: Callable[[], None] = lambda: None
        self._output, self._recorder = output, recorder

    @property
    def level(self) -> tuple[float, float]:
        """How loud it was lately, RMS and peak over all channels, linear; the cue is not measured."""
        return self._output.renderer.level

    @property
    def has_cue(self) -> bool:
        """Whether the device has channels of its own for the cue; True while there is no device."""
        card = self._output.card
        return card is None or (
            card.n_channels >= 2 * N_SIDES and self.orders.cue_channel + N_SIDES <= card.n_channels
        )

    def set(self, seconds: float = 0.0, **change: Any) -> None:
        """Change the orders; what is heard goes there in so many seconds."""
        self.orders = self.orders.changed(seconds, **change)
        self._output.renderer.tell("master", self.orders)
        self.on_change()

    def opened(self) -> None:
        """Tell a renderer that has been opened what it is to do."""
        self._output.renderer.tell("master", self.orders)
        self.record(self.recording)

    def record(self, recording: Recording | None) -> None:
        """Write all that is heard to a recording from now on, or to none."""
        self.recording = recording
        self._output.renderer.record_all(recording)

    async def begin_recording(self, path: GivenPath) -> Path:
        """Write all that is heard, silence included, to a file from now on; return the file's path.

        Raises
        ------
        DeviceError
            If there is no sound device.
        FileError, ArgumentError
            As `Recorder.begin` says.
        """
        card = await self._output.opened()
        return await self._recorder.begin(
            NAME, self, path, n_channels=card.n_channels, sample_rate=card.sample_rate
        )

    def end_recording(self) -> str:
        """Close the file that is being written; it is whole when `/oscfactor/recorded` says so.

        Raises
        ------
        NotFoundError
            If nothing is being recorded.
        """
        if self.recording is None:
            raise NotFoundError("nothing is being recorded; begin with /master/record")
        return self._recorder.end(NAME, self)

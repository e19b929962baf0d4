"""The sound card that is heard, as the daemon sees it: a process to start, watch and end."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Final

from oscfactor.errors import DeviceError
from oscfactor.realtime.card_link import INPUT, PATIENCE, CardLink
from oscfactor.realtime.card_process import END_PATIENCE, SILENCE, Wanted
from oscfactor.realtime.inputring import InputRing, input_capacity

N_FIRST_CALLS: Final = 2
"""Blocks after which a device is taken to hear."""


class InputCard:
    """An open device with the ring that it fills; opening may take seconds, so do it on a thread.

    Parameters
    ----------
    wanted : Wanted

    Attributes
    ----------
    name, n_channels, sample_rate : of the device as it was opened
    latency : seconds from the microphone to the callback, as the sound system says
    ring : the samples that it has heard

    Raises
    ------
    DeviceError
        If there is no such device, it has no inputs, or there is no PortAudio.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._link = CardLink("hear", json.dumps(asdict(wanted)), way=INPUT)
        try:
            opened = self._link.answer()
            self.name, self.n_channels = str(opened["device"]), int(opened["n_channels"])
            self.sample_rate: int = round(opened["sample_rate"])
            self.ring = InputRing(input_capacity(self.n_channels, self.sample_rate), self.n_channels)
        except BaseException:
            self._link.end(0.0)
            raise
        try:
            self._link.say(asdict(self.ring.shape))
            self.latency = float(self._link.answer()["latency"])
            self._await_first_calls()
        except BaseException:
            self.close()
            raise
        self._n_calls, self._seen = self.ring.n_calls, time.monotonic()

    def _await_first_calls(self) -> None:
        """Wait until the device has been heard: one that is opened may still give nothing."""
        deadline = time.monotonic() + PATIENCE
        while self.ring.n_calls < N_FIRST_CALLS:
            if time.monotonic() > deadline or not self._link.runs:
                raise DeviceError(f"{self.name} was opened, but gives no sound; choose another device")
            time.sleep(0.005)

    def is_alive(self) -> bool:
        """Whether the device still hears; ask a few times a second."""
        if not self._link.runs:
            return False
        n_calls, now = self.ring.n_calls, time.monotonic()
        if n_calls != self._n_calls:
            self._n_calls, self._seen = n_calls, now
        return now - self._seen < SILENCE

    def close(self) -> None:
        """End the process, politely if it answers; on a thread, since it may take two seconds."""
        self._link.end(END_PATIENCE)
        self.ring.close()

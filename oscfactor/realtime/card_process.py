"""The sound card as the daemon sees it: a process to start, watch and end; see `card/__main__.py`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final, Generic, TypeVar

from oscfactor.errors import DeviceError
from oscfactor.realtime.card_link import INPUT, NO_DEVICE, OUTPUT, PATIENCE, CardLink, Way
from oscfactor.realtime.ring import Ring, capacity_for
from oscfactor.realtime.sharedring import SharedRing

R = TypeVar("R", bound=SharedRing)

SILENCE: Final = 0.5  # seconds without a callback after which a device has vanished
END_PATIENCE: Final = 2.0  # seconds for the process to close its device
N_FIRST_CALLS: Final = 2
"""Blocks after which a device is taken to work, and its largest block to be known."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which device is wanted; a field that is empty or 0 is left to the device."""

    device: str = ""  # a part of its name, or its number
    n_channels: int = 0
    sample_rate: int = 0  # Hz
    block: int = 0  # samples


@dataclass(frozen=True, slots=True)
class Device:
    """One device that can play, or hear."""

    index: int
    name: str
    api: str
    n_channels: int
    sample_rate: float
    is_default: bool


class Card(Generic[R]):
    """An open device with its ring; opening may take seconds, so do it on a thread.

    Parameters
    ----------
    wanted : Wanted
    way : Way
    make_ring : callable
        Makes the ring for so many channels at a sample rate.

    Attributes
    ----------
    name, n_channels, sample_rate : of the device as it was opened
    latency : seconds between the callback and what is heard, as the sound system says
    ring : the samples that it plays, or has heard

    Raises
    ------
    DeviceError
        If there is no such device or no PortAudio.
    """

    def __init__(self, wanted: Wanted, way: Way, make_ring: Callable[[int, int], R]) -> None:
        self._link = CardLink(way.task, json.dumps(asdict(wanted)), way=way)
        try:
            opened = self._link.answer()
            self.name, self.n_channels = str(opened["device"]), int(opened["n_channels"])
            self.sample_rate: int = round(opened["sample_rate"])
            self.ring = make_ring(self.n_channels, self.sample_rate)
        except BaseException:
            self._link.end(0.0)
            raise
        try:
            self._link.say(asdict(self.ring.shape))
            self.latency = float(self._link.answer()["latency"])
            self._await_first_calls(way)
        except BaseException:
            self.close()
            raise
        self._n_calls, self._seen = self.ring.n_calls, time.monotonic()

    def _await_first_calls(self, way: Way) -> None:
        """Wait until the device has called twice: one that is opened may give nothing, or not play."""
        deadline = time.monotonic() + PATIENCE
        while self.ring.n_calls < N_FIRST_CALLS:
            if time.monotonic() > deadline or not self._link.runs:
                raise DeviceError(f"{self.name} was opened, but {way.silence}; choose another device")
            time.sleep(0.005)

    def is_alive(self) -> bool:
        """Whether the device still plays, or hears; ask a few times a second."""
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


class SoundCard(Card[Ring]):
    """The card that plays, with room in its ring for `latency` seconds that are rendered ahead."""

    def __init__(self, wanted: Wanted, latency: float = 0.0) -> None:
        def make_ring(n_channels: int, sample_rate: int) -> Ring:
            return Ring(capacity_for(round(latency * sample_rate), wanted.block), n_channels)

        super().__init__(wanted, OUTPUT, make_ring)


def devices(way: Way = OUTPUT) -> list[Device]:
    """Return the devices that can play, or hear, as they are now.

    Raises
    ------
    DeviceError
        If PortAudio is missing; the text says what to do.
    """
    link = CardLink("list" if way is OUTPUT else "inputs", way=way)
    try:
        return [Device(**device) for device in link.answer()["devices"]]
    finally:
        link.end(0.5)


def inputs() -> list[Device]:
    """Return the devices that can hear; raises as `devices` does."""
    return devices(INPUT)


def default_output() -> str:
    """Return the name of the device that sound goes to.

    Raises
    ------
    DeviceError
        If PortAudio is missing or there is no such device; the text says what to do.
    """
    found = devices()
    for device in found:
        if device.is_default:
            return device.name
    raise DeviceError(NO_DEVICE)

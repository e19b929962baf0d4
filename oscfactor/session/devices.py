"""The sound devices: listed, and opened."""

from __future__ import annotations

import asyncio

from oscfactor.realtime import card_process
from oscfactor.realtime.card_process import Device, Wanted
from oscfactor.realtime.output import NONE
from oscfactor.realtime.players import Players


class Devices:
    """Lists devices on a thread, since they answer late, and lets the players have one of them."""

    def __init__(self, loop: asyncio.AbstractEventLoop, players: Players) -> None:
        self._loop, self._players = loop, players

    async def listed(self) -> list[Device]:
        """Return the devices that can play."""
        return await self._loop.run_in_executor(None, card_process.devices)

    async def open(
        self, device: str, channels: int, sample_rate: int, block: int, latency: float | None
    ) -> tuple[str, int, int, int, float]:
        """Open a device; return its name, channels, sample rate, block size and latency in milliseconds.

        Parameters
        ----------
        device : str
            A part of a name, a number, `silent`, `none`, or nothing for the default device.
        channels, sample_rate, block : int
            0 leaves each to the device.
        latency : float, optional
            Seconds that are rendered ahead; by default as before.

        Raises
        ------
        DeviceError
            There is no such device, or it cannot be opened so.
        """
        output = self._players.output
        wanted = Wanted(device, channels, sample_rate, block)
        card = await output.reopen(wanted, output.latency if latency is None else latency)
        if card is None:
            return NONE, 0, 0, 0, 0
        latency_ms = 1000 * output.seconds_ahead
        return card.name, card.n_channels, card.sample_rate, card.ring.largest_block, latency_ms

"""The demo's ride: a sound loops while each layer comes forward in turn."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Final

from rich.console import Console

from oscfactor.client import Client
from oscfactor.errors import DeviceError, printable

RIDE_SECONDS: Final = 6.0
RIDE_STEP: Final = 0.03  # seconds from one movement of the faders to the next
FAR_BACK: Final = 0.1  # linear gain


def ride(client: Client, console: Console, name: str, n_layers: int, folder: Path) -> None:
    """Loop the sound and ride the faders; without a sound device, record the ride to a file."""
    try:
        device = client.request("/audio/device").args[0]
        console.print(f"play   on {device}: each layer comes forward in turn", markup=False)
    except DeviceError:
        client.request("/audio/device", "silent")
        device = ""
    client.request("/player/play", name, "loop", 1)
    if not device:
        path = client.request("/player/record", name, str(folder / "ride.wav")).args[1]
        console.print(f"play   no sound device, so the ride goes to {printable(str(path))}", markup=False)
    begun = time.monotonic()
    while (passed := (time.monotonic() - begun) / RIDE_SECONDS) < 1.0:
        for k in range(n_layers):
            client.request("/component/gain", name, k, _fader(passed, k / n_layers))
        time.sleep(RIDE_STEP)
    client.request("/component/gain", name, -1, 1.0)
    stopped = client.request("/player/stop", name)
    if not device:
        heard = list(stopped.messages)
        while not any(m.address == "/oscfactor/recorded" for m in heard):
            heard += client.request("/sync", 1).messages


def _fader(passed: float, place: float) -> float:
    """Return where a layer's fader is: it stands far back and comes forward once, at its own place."""
    away = (passed - place + 0.5) % 1.0 - 0.5
    return FAR_BACK + (1.0 - FAR_BACK) * math.cos(math.pi * away) ** 8

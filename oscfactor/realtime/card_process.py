"""The sound card, as the daemon sees it: a process that is started, watched and ended; see `soundcard`."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any, Final

from oscfactor.errors import DeviceError
from oscfactor.machine.launch import command
from oscfactor.realtime.ring import Ring

INSTALL_HINTS: Final = {
    "linux": "install it with your package manager, for example: apt install libportaudio2",
    "darwin": "install it again with: pip install --force-reinstall sounddevice",
    "win32": "install it again with: pip install --force-reinstall sounddevice",
}
NO_DEVICE: Final = "no output device; plug one in, or start JACK, then send /audio/device"
PATIENCE: Final = 10.0  # seconds for a device to answer
RING_CAPACITY: Final = (
    16384  # samples: room for the largest blocks and latencies; how full it is kept is less
)
SILENCE: Final = 0.5  # seconds without a callback after which a device has vanished
CREATE_NO_WINDOW: Final = 0x08000000 if sys.platform == "win32" else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which device is wanted; what is empty or 0 is as the device has it."""

    device: str = ""  # a part of its name, or its number
    n_channels: int = 0
    sample_rate: int = 0  # Hz
    block: int = 0  # samples


@dataclass(frozen=True, slots=True)
class Device:
    """One device that can play."""

    index: int
    name: str
    api: str
    n_channels: int
    sample_rate: float
    is_default: bool


class SoundCard:
    """An open device with the ring that it plays; it may take seconds to make, so make it on a thread.

    Attributes
    ----------
    name, n_channels, sample_rate : of the device as it was opened
    latency : seconds from the callback to the loudspeaker, as the sound system says
    ring : what it plays

    Raises
    ------
    DeviceError
        If there is no such device or no PortAudio.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._process = _start("play", json.dumps(asdict(wanted)))
        try:
            opened = _answer(self._process)
            self.name, self.n_channels = str(opened["device"]), int(opened["n_channels"])
            self.sample_rate: int = round(opened["sample_rate"])
            self.ring = Ring(RING_CAPACITY, self.n_channels)
        except BaseException:
            _end(self._process, 0.0)
            raise
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(asdict(self.ring.shape)) + "\n")
            self._process.stdin.flush()
            self.latency = float(_answer(self._process)["latency"])
            self._await_first_call()
        except BaseException:
            self.close()
            raise
        self._n_calls, self._seen = self.ring.n_calls, time.monotonic()

    def _await_first_call(self) -> None:
        """Wait until the device has asked once, since then it is known how much it wants at once."""
        deadline = time.monotonic() + PATIENCE
        while self.ring.n_calls < 2:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise DeviceError(f"{self.name} was opened, but it does not play; choose another device")
            time.sleep(0.005)

    def is_alive(self) -> bool:
        """Whether it still plays; ask a few times a second."""
        if self._process.poll() is not None:
            return False
        n_calls, now = self.ring.n_calls, time.monotonic()
        if n_calls != self._n_calls:
            self._n_calls, self._seen = n_calls, now
        return now - self._seen < SILENCE

    def close(self) -> None:
        """End the process, politely if it hears; on a thread, since it may take two seconds."""
        _end(self._process, 2.0)
        self.ring.close()


def devices() -> list[Device]:
    """Return the devices that can play, as they are now.

    Raises
    ------
    DeviceError
        If PortAudio is missing; the text says what to do.
    """
    process = _start("list")
    try:
        return [Device(**device) for device in _answer(process)["devices"]]
    finally:
        _end(process, 0.5)


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


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments, module="oscfactor.realtime.card"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # where ALSA and JACK say what every program that asks them gets to hear
        text=True,
        encoding="utf-8",
        creationflags=CREATE_NO_WINDOW,
    )


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what the process says next; a process that says nothing in time is ended."""
    assert process.stdout is not None
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        line = process.stdout.readline()
    finally:
        timer.cancel()
    if not line:
        raise DeviceError("the sound system does not answer; choose another device with /audio/device")
    words: dict[str, Any] = json.loads(line)
    if "missing" in words:
        hint = INSTALL_HINTS.get(sys.platform, INSTALL_HINTS["linux"])
        raise DeviceError(f"PortAudio is missing; {hint}")
    if "error" in words:
        raise DeviceError(_sentence(words["error"]))
    return words


def _sentence(text: str) -> str:
    """Return what PortAudio says as a sentence with a way out."""
    if "No input/output device" in text or "Error querying device -1" in text:
        return NO_DEVICE
    first = text.strip().splitlines()[0]
    return f"the device cannot be opened: {first}; /audio/devices lists what there is"


def _end(process: subprocess.Popen[str], patience: float) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was to be said has nobody to hear it
                continue
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

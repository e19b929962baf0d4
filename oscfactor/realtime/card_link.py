"""One run of the sound card's program, and the lines of JSON that it and the daemon exchange."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import Any, Final, NamedTuple

from oscfactor.errors import DeviceError
from oscfactor.machine.launch import CREATE_NO_WINDOW, command

INSTALL_HINTS: Final = {
    "linux": "install it with your package manager, for example: apt install libportaudio2",
    "darwin": "install it again with: pip install --force-reinstall sounddevice",
    "win32": "install it again with: pip install --force-reinstall sounddevice",
}
PATIENCE: Final = 10.0  # seconds for a device to answer


class Way(NamedTuple):
    """Which way samples go, as the sentences say it."""

    kind: str  # of device
    task: str  # of the card's program
    silence: str  # of a device that was opened
    command: str  # opens a device
    listing: str  # lists them


OUTPUT: Final = Way("output", "play", "it does not play", "/audio/device", "/audio/devices")
INPUT: Final = Way("input", "hear", "gives no sound", "/input/open", "/input/devices")


def no_device(way: Way) -> str:
    """Return what to do where there is no device."""
    return f"no {way.kind} device; plug one in, or start JACK, then send {way.command}"


NO_DEVICE: Final = no_device(OUTPUT)


class CardLink:
    """Starts `card/__main__.py` with its arguments, and talks with it.

    Every method may wait, so a link is used on a thread.
    """

    def __init__(self, *arguments: str, way: Way = OUTPUT) -> None:
        self._way = way
        self._popen = subprocess.Popen(
            command(*arguments, module="oscfactor.realtime.card"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # ALSA and JACK write to it for every program that asks them
            text=True,
            encoding="utf-8",
            creationflags=CREATE_NO_WINDOW,
        )

    @property
    def runs(self) -> bool:
        """Whether the program still runs."""
        return self._popen.poll() is None

    @property
    def _silent(self) -> str:
        return f"the sound system does not answer; choose another device with {self._way.command}"

    def say(self, words: dict[str, Any]) -> None:
        """Send a line to the program.

        Raises
        ------
        DeviceError
            If the program has ended.
        """
        assert self._popen.stdin is not None
        try:
            self._popen.stdin.write(json.dumps(words) + "\n")
            self._popen.stdin.flush()
        except OSError as error:
            raise DeviceError(self._silent) from error

    def answer(self) -> dict[str, Any]:
        """Return the program's next line; a program that is silent for `PATIENCE` seconds is killed.

        Raises
        ------
        DeviceError
            If there is no answer, PortAudio is missing or the device cannot be opened.
        """
        assert self._popen.stdout is not None
        timer = threading.Timer(PATIENCE, self._popen.kill)
        timer.start()
        try:
            line = self._popen.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise DeviceError(self._silent)
        words: dict[str, Any] = json.loads(line)
        if "missing" in words:
            hint = INSTALL_HINTS.get(sys.platform, INSTALL_HINTS["linux"])
            raise DeviceError(f"PortAudio is missing; {hint}")
        if "error" in words:
            raise DeviceError(_sentence(words["error"], self._way))
        return words

    def end(self, patience: float) -> None:
        """Close the pipes, which ends the program; kill a program that runs on for `patience` seconds."""
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # a line was still to be sent, and nobody reads it
                    continue
        try:
            self._popen.wait(patience)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()


def _sentence(text: str, way: Way) -> str:
    """Return PortAudio's message as a sentence with a way out."""
    if "No input/output device" in text or "Error querying device -1" in text:
        return no_device(way)
    first = text.strip().splitlines()[0]
    return f"the device cannot be opened: {first}; {way.listing} lists what there is"

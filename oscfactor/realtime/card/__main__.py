"""The program that feeds the sound card, `python -m oscfactor.soundcard`: a process of its own.

Its callback copies from a ring that the daemon fills and counts; it shares no interpreter lock with anybody.
A device that hangs when it vanishes hangs this process, which can be ended, and not the daemon. It talks in
lines of JSON: what it is told comes on stdin, what became of it goes to stdout; it ends when stdin does.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import sys
import threading
import time
from typing import Any, Final

from oscfactor.machine.priority import go_first, leave_signals_to_the_daemon
from oscfactor.realtime.card.ringreader import RingReader

END_TIMEOUT: Final = 1.0
"""Seconds for a device to close; where the device has vanished that may never happen."""
MAX_CHANNELS: Final = 128
SILENT: Final = "silent"
"""A device that is always there: it takes samples in real time and plays them to nobody."""


def main(arguments: list[str]) -> None:
    """Run `list`, or `play` with the wanted device as JSON."""
    leave_signals_to_the_daemon()
    if arguments[0] == "play" and json.loads(arguments[1])["device"] == SILENT:
        _play_to_nobody(json.loads(arguments[1]))
        return
    try:
        import sounddevice
    except OSError:
        _say({"missing": "PortAudio"})
        return
    # Who only lists must not hold the name that the ports of who plays begin with.
    _name_jack_client(sounddevice, b"oscfactor" if arguments[0] == "play" else b"oscfactor-devices")
    try:
        if arguments[0] == "list":
            _say({"devices": _devices(sounddevice)})
        else:
            _play(sounddevice, json.loads(arguments[1]))
    except (sounddevice.PortAudioError, ValueError) as error:
        _say({"error": str(error)})


def _name_jack_client(sounddevice: Any, name: bytes) -> None:
    """Have a name in JACK's graph: it is taken when PortAudio is initialised."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(sounddevice._libname).PaJack_SetClientName(name)
        sounddevice._terminate()
        sounddevice._initialize()


def _default(sounddevice: Any) -> int:
    """Return the device that sound goes to unless another is wanted, or -1; who runs JACK wants JACK."""
    for api in sounddevice.query_hostapis():
        if api["name"].startswith("JACK") and api["default_output_device"] >= 0:
            return int(api["default_output_device"])
    return int(sounddevice.default.device[1])


def _devices(sounddevice: Any) -> list[dict[str, Any]]:
    """Return the devices that can play."""
    apis = sounddevice.query_hostapis()
    default = _default(sounddevice)
    return [
        {
            "index": index,
            "name": device["name"],
            "api": apis[device["hostapi"]]["name"],
            "n_channels": device["max_output_channels"],
            "sample_rate": device["default_samplerate"],
            "is_default": index == default,
        }
        for index, device in enumerate(sounddevice.query_devices())
        if device["max_output_channels"] > 0
    ]


def _play(sounddevice: Any, wanted: dict[str, Any]) -> None:
    """Open the wanted device, say what it is, and play the ring that is named then until stdin ends."""
    name = wanted["device"]
    chosen = int(name) if name.isdigit() else name or _default(sounddevice)
    device = sounddevice.query_devices(chosen, "output")
    api = sounddevice.query_hostapis(device["hostapi"])["name"]
    # Under JACK a channel is a port that another program can take; elsewhere more than two may be mixed down.
    most = min(device["max_output_channels"], MAX_CHANNELS)
    n_channels = wanted["n_channels"] or (most if api.startswith("JACK") else min(most, 2))
    sample_rate = wanted["sample_rate"] or device["default_samplerate"]
    go_first()  # so do the threads that PortAudio makes
    reader: RingReader | None = None
    clock = time.perf_counter_ns

    def callback(out: Any, n: int, _time: Any, status: Any) -> None:
        if reader is None:
            memoryview(out)[:] = bytes(len(out))
        else:
            reader.read(memoryview(out), n, clock(), status.output_underflow)

    stream = sounddevice.RawOutputStream(
        samplerate=sample_rate,
        blocksize=wanted["block"],
        device=chosen,
        channels=n_channels,
        dtype="float32",
        latency="low",
        callback=callback,
    )
    _say({"device": device["name"], "n_channels": n_channels, "sample_rate": stream.samplerate})
    given = sys.stdin.readline()
    if given:
        ring = json.loads(given)
        reader = RingReader(ring["name"], ring["capacity"], n_channels)
        gc.collect()
        gc.freeze()
        gc.disable()
        stream.start()
        _say({"latency": stream.latency})
        sys.stdin.read()
    _end(stream)


def _play_to_nobody(wanted: dict[str, Any]) -> None:
    """Take the samples of the ring that is named, in real time, until stdin ends."""
    n_channels, sample_rate = wanted["n_channels"] or 2, wanted["sample_rate"] or 48000
    block = wanted["block"] or 256
    _say({"device": SILENT, "n_channels": n_channels, "sample_rate": sample_rate})
    given = sys.stdin.readline()
    if not given:
        return
    ring = json.loads(given)
    reader = RingReader(ring["name"], ring["capacity"], n_channels)
    out = memoryview(bytearray(4 * block * n_channels))
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    _say({"latency": 0.0})
    due = time.perf_counter()
    while True:
        reader.read(out, block, time.perf_counter_ns(), False)
        due = max(due + block / sample_rate, time.perf_counter() - 1.0)
        time.sleep(max(due - time.perf_counter(), 0.0))


def _end(stream: Any) -> None:
    """Close the device, or give up waiting for that, and end without asking PortAudio any more."""
    closing = threading.Thread(target=stream.close, daemon=True)
    closing.start()
    closing.join(END_TIMEOUT)
    os._exit(0)


def _say(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

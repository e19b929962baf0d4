"""The program that feeds the sound card, a process of its own, started by `card_link.py`.

The callback copies samples from a ring that the renderer fills, and counts; no other program shares its
interpreter lock. A device that hangs when it vanishes hangs this process, which can be ended, and not the
daemon. The daemon sends lines of JSON to stdin, and the answers go to stdout.
The program ends when stdin does.
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

from oscfactor.machine.priority import go_first, leave_signals_to_the_daemon, tick_finely
from oscfactor.realtime.card.choosing import chosen_index, default_index, extra_settings, output_devices
from oscfactor.realtime.card.ringreader import RingReader

CLOSE_TIMEOUT: Final = 1.0
"""Seconds for a device to close; a device that has vanished may never close."""
MAX_CHANNELS: Final = 128
SILENT: Final = "silent"
"""A device that is always there: it takes samples in real time and plays them to nobody."""


def main(arguments: list[str]) -> None:
    """Run `list`, or `play` with the wanted device as JSON."""
    leave_signals_to_the_daemon()
    tick_finely()
    if arguments[0] == "play" and json.loads(arguments[1])["device"] == SILENT:
        _play_to_nobody(json.loads(arguments[1]))
        return
    try:
        import sounddevice
    except OSError:
        _say({"missing": "PortAudio"})
        return
    # A process that only lists must not hold the name that the ports of a process that plays begin with.
    _name_jack_client(sounddevice, b"oscfactor" if arguments[0] == "play" else b"oscfactor-devices")
    try:
        if arguments[0] == "list":
            _say({"devices": _devices(sounddevice)})
        else:
            _play(sounddevice, json.loads(arguments[1]))
    except (sounddevice.PortAudioError, ValueError) as error:
        _say({"error": str(error)})


def _name_jack_client(sounddevice: Any, name: bytes) -> None:
    """Set the name in JACK's graph; PortAudio takes the name when it is initialised."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(sounddevice._libname).PaJack_SetClientName(name)
        sounddevice._terminate()
        sounddevice._initialize()


def _devices(sounddevice: Any) -> list[dict[str, Any]]:
    """Return the devices that can play."""
    default = default_index(sounddevice)
    return [
        {
            "index": device["index"],
            "name": device["name"],
            "api": device["api"],
            "n_channels": device["max_output_channels"],
            "sample_rate": device["default_samplerate"],
            "is_default": device["index"] == default,
        }
        for device in output_devices(sounddevice)
    ]


def _play(sounddevice: Any, wanted: dict[str, Any]) -> None:
    """Open the wanted device, say which it is, and play the ring that is named then until stdin ends."""
    go_first()  # so do the threads that PortAudio makes
    reader: RingReader | None = None
    clock = time.perf_counter_ns

    def callback(out: Any, n: int, _time: Any, status: Any) -> None:
        if reader is None:
            memoryview(out)[:] = bytes(len(out))
        else:
            reader.read(memoryview(out), n, clock(), status.output_underflow)

    stream, name = _opened(sounddevice, wanted, callback)
    _say({"device": name, "n_channels": stream.channels, "sample_rate": stream.samplerate})
    reader = _joined_ring(stream.channels)
    if reader is not None:
        gc.collect()
        gc.freeze()
        gc.disable()
        stream.start()
        _say({"latency": stream.latency})
        sys.stdin.read()
    _end(stream)


def _opened(sounddevice: Any, wanted: dict[str, Any], callback: Any) -> tuple[Any, str]:
    """Return a stream on the wanted device, not yet started, and the device's name."""
    chosen = chosen_index(sounddevice, wanted["device"])
    device = sounddevice.query_devices(chosen, "output")
    api = sounddevice.query_hostapis(device["hostapi"])["name"]
    # Under JACK a channel is a port that another program can take; elsewhere more than two may be mixed down.
    most = min(device["max_output_channels"], MAX_CHANNELS)
    stream = sounddevice.RawOutputStream(
        samplerate=wanted["sample_rate"] or device["default_samplerate"],
        blocksize=wanted["block"],
        device=chosen,
        channels=wanted["n_channels"] or (most if api.startswith("JACK") else min(most, 2)),
        dtype="float32",
        latency="low",
        extra_settings=extra_settings(sounddevice, api),
        callback=callback,
    )
    return stream, device["name"]


def _joined_ring(n_channels: int) -> RingReader | None:
    """Return the ring that the next line on stdin names, or None if stdin ends before."""
    line = sys.stdin.readline()
    if not line:
        return None
    ring = json.loads(line)
    return RingReader(ring["name"], ring["capacity"], n_channels)


def _play_to_nobody(wanted: dict[str, Any]) -> None:
    """Take samples from the ring that is named, in real time, until stdin ends."""
    n_channels, sample_rate = wanted["n_channels"] or 2, wanted["sample_rate"] or 48000
    block = wanted["block"] or 256
    _say({"device": SILENT, "n_channels": n_channels, "sample_rate": sample_rate})
    reader = _joined_ring(n_channels)
    if reader is None:
        return
    out = memoryview(bytearray(4 * block * n_channels))
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    _say({"latency": 0.0})
    due = time.perf_counter()
    while True:
        reader.read(out, block, time.perf_counter_ns(), False)
        due = max(due + block / sample_rate, time.perf_counter() - 1.0)
        time.sleep(max(due - time.perf_counter(), 0.0))


def _end(stream: Any) -> None:
    """Close the device, waiting `CLOSE_TIMEOUT` at most, and end without PortAudio's own clean-up."""
    closing = threading.Thread(target=stream.close, daemon=True)
    closing.start()
    closing.join(CLOSE_TIMEOUT)
    os._exit(0)


def _say(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

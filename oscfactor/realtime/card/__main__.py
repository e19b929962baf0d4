"""The program that feeds the sound card, or hears one, a process of its own, started by `card_link.py`.

The callback copies samples from a ring that the renderer fills, or into one that the listener empties, and
counts; no other program shares its interpreter lock. A device that hangs when it vanishes hangs this process,
which can be ended, and not the daemon. The daemon sends lines of JSON to stdin, and the answers go to stdout.
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
from collections.abc import Callable
from typing import Any, Final

from oscfactor.machine.priority import go_first, leave_signals_to_the_daemon, tick_finely
from oscfactor.realtime.card.choosing import (
    INPUT,
    OUTPUT,
    chosen_index,
    default_index,
    devices_with,
    extra_settings,
)
from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.card.ringwriter import RingWriter

CLOSE_TIMEOUT: Final = 1.0
"""Seconds for a device to close; a device that has vanished may never close."""
MAX_CHANNELS: Final = 128
SILENT: Final = "silent"
"""A device that is always there: it takes samples in real time and plays them to nobody, or hears silence."""
LIST, LIST_INPUTS, PLAY, HEAR = "list", "inputs", "play", "hear"
Turn = Callable[[memoryview, int, int, bool], None]
"""Moves a block from a ring, or into it: the bytes, how many samples, the time, whether one was late."""
_CLIENT_NAMES: Final = {PLAY: b"oscfactor", HEAR: b"oscfactor-input"}
"""Before JACK's ports. A process that only lists must not hold the name of one that plays."""


def main(arguments: list[str]) -> None:
    """Run `list` or `inputs`, or `play` or `hear` with the wanted device as JSON."""
    leave_signals_to_the_daemon()
    tick_finely()
    task = arguments[0]
    if task in _CLIENT_NAMES and json.loads(arguments[1])["device"] == SILENT:
        _run_silently(task, json.loads(arguments[1]))
        return
    try:
        import sounddevice
    except OSError:
        _say({"missing": "PortAudio"})
        return
    _name_jack_client(sounddevice, _CLIENT_NAMES.get(task, b"oscfactor-devices"))
    try:
        if task in _CLIENT_NAMES:
            _run(sounddevice, task, json.loads(arguments[1]))
        else:
            _say({"devices": _devices(sounddevice, INPUT if task == LIST_INPUTS else OUTPUT)})
    except (sounddevice.PortAudioError, ValueError) as error:
        _say({"error": str(error)})


def _name_jack_client(sounddevice: Any, name: bytes) -> None:
    """Set the name in JACK's graph; PortAudio takes the name when it is initialised."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(sounddevice._libname).PaJack_SetClientName(name)
        sounddevice._terminate()
        sounddevice._initialize()


def _devices(sounddevice: Any, kind: str) -> list[dict[str, Any]]:
    """Return the devices that can play, or hear."""
    default = default_index(sounddevice, kind)
    return [
        {
            "index": device["index"],
            "name": device["name"],
            "api": device["api"],
            "n_channels": device[f"max_{kind}_channels"],
            "sample_rate": device["default_samplerate"],
            "is_default": device["index"] == default,
        }
        for device in devices_with(sounddevice, kind)
    ]


def _run(sounddevice: Any, task: str, wanted: dict[str, Any]) -> None:
    """Open the wanted device, say which it is, and play or fill the ring that is named until stdin ends."""
    go_first()  # so do the threads that PortAudio makes
    turn: Turn | None = None
    clock = time.perf_counter_ns

    def play(out: Any, n: int, _time: Any, status: Any) -> None:
        if turn is None:
            memoryview(out)[:] = bytes(len(out))
        else:
            turn(memoryview(out), n, clock(), status.output_underflow)

    def hear(heard: Any, n: int, _time: Any, status: Any) -> None:
        if turn is not None:
            turn(memoryview(heard), n, clock(), status.input_overflow)

    stream, name = _opened(sounddevice, wanted, play if task == PLAY else hear, task)
    _say({"device": name, "n_channels": stream.channels, "sample_rate": stream.samplerate})
    turn = _joined_ring(task, stream.channels)
    if turn is not None:
        gc.collect()
        gc.freeze()
        gc.disable()
        stream.start()
        _say({"latency": stream.latency})
        sys.stdin.read()
    _end(stream)


def _opened(sounddevice: Any, wanted: dict[str, Any], callback: Any, task: str) -> tuple[Any, str]:
    """Return a stream on the wanted device, not yet started, and the device's name."""
    kind = OUTPUT if task == PLAY else INPUT
    chosen = chosen_index(sounddevice, wanted["device"], kind)
    device = sounddevice.query_devices(chosen, kind)
    api = sounddevice.query_hostapis(device["hostapi"])["name"]
    # Under JACK a channel is a port that another program can take; elsewhere more than two may be mixed down.
    most = min(device[f"max_{kind}_channels"], MAX_CHANNELS)
    all_at_once = api.startswith("JACK") and task == PLAY
    make = sounddevice.RawOutputStream if task == PLAY else sounddevice.RawInputStream
    stream = make(
        samplerate=wanted["sample_rate"] or device["default_samplerate"],
        blocksize=wanted["block"],
        device=chosen,
        channels=wanted["n_channels"] or (most if all_at_once else min(most, 2)),
        dtype="float32",
        latency="low",
        extra_settings=extra_settings(sounddevice, api),
        callback=callback,
    )
    return stream, device["name"]


def _joined_ring(task: str, n_channels: int) -> Turn | None:
    """Return what moves samples from or to the ring that the next line names, None if stdin ends before."""
    line = sys.stdin.readline()
    if not line:
        return None
    ring = json.loads(line)
    if task == PLAY:
        return RingReader(ring["name"], ring["capacity"], n_channels).read
    return RingWriter(ring["name"], ring["capacity"], n_channels).write


def _run_silently(task: str, wanted: dict[str, Any]) -> None:
    """Take samples from the ring that is named, or put silence into it, in real time, until stdin ends."""
    n_channels, sample_rate = wanted["n_channels"] or 2, wanted["sample_rate"] or 48000
    block = wanted["block"] or 256
    _say({"device": SILENT, "n_channels": n_channels, "sample_rate": sample_rate})
    turn = _joined_ring(task, n_channels)
    if turn is None:
        return
    room = memoryview(bytearray(4 * block * n_channels))
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    _say({"latency": 0.0})
    due = time.perf_counter()
    while True:
        turn(room, block, time.perf_counter_ns(), False)
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

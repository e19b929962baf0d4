"""Measure what watching the state costs: `/status` beside many watchers, and ten thousand changes at once.

Run `python -m bench.state`; it writes bench/results/state.md. The daemon runs under the tests' watchdog,
which notes what holds its loop.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import selectors
import socket
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import soundfile

from bench._measure import machine
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.encoding import encode_message
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.watchdog import Watched
from tests.support.wire import Tcp, Udp

RESULTS = Path(__file__).parent / "results" / "state.md"
N_WATCHERS = 200
RATE = 20.0  # Hz
SECONDS = 10.0
N_COMPONENTS = 100  # ten thousand cells
FADERS = 8  # that move at once


def watch(port: int, pattern: str, ready: Any, stop: Any, n_heard: Any) -> None:
    """Be `N_WATCHERS` clients that watch a pattern, in a process of their own."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(N_WATCHERS)]
    selector = selectors.DefaultSelector()
    for one in sockets:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**20)
        one.connect(("127.0.0.1", port))
        one.send(encode_message("/watch", (pattern, RATE)))
        while decode_packet(one.recv(65536))[0].address != "/oscfactor/done":
            pass
        one.setblocking(False)
        selector.register(one, selectors.EVENT_READ, one)
    ready.set()
    while not stop.is_set():
        for key, _ in selector.select(0.2):
            with contextlib.suppress(BlockingIOError):
                while key.data.recv(65536):
                    n_heard.value += 1
    for one in sockets:
        one.send(encode_message("/unwatch", ("*",)))


def move(port: int, stop: Any) -> None:
    """Move faders a hundred times a second each, in a process of its own."""
    with Udp(port) as udp:
        for i in range(10**9):
            if stop.wait(0.01):
                return
            for k in range(FADERS):
                udp.send(f"/sound/drums/{k}/gain", (i % 100) / 100)


def round_trips(port: int, seconds: float) -> tuple[float, float, float]:
    """Return p50, p99 and the longest, in milliseconds, of `/status`."""
    times = []
    end = time.perf_counter() + seconds
    with Udp(port) as udp:
        while time.perf_counter() < end:
            began = time.perf_counter()
            udp.status()
            times.append(1000 * (time.perf_counter() - began))
            time.sleep(0.004)
    return statistics.median(times), float(np.percentile(times, 99)), max(times)


def watched(daemon: Watched, pattern: str, what: str) -> str:
    """Return a row on `/status` while faders move and `N_WATCHERS` watch a pattern."""
    apart = multiprocessing.get_context("spawn")
    ready, stop, n_heard = apart.Event(), apart.Event(), apart.Value("q", 0, lock=False)
    others = [
        apart.Process(target=watch, args=(daemon.port, pattern, ready, stop, n_heard)),
        apart.Process(target=move, args=(daemon.port, stop)),
    ]
    others[0].start()
    ready.wait()
    others[1].start()
    time.sleep(1.0)
    daemon.held()
    process = psutil.Process(daemon.process.pid)
    before, began, n_before = sum(process.cpu_times()[:2]), time.perf_counter(), n_heard.value
    p50, p99, longest = round_trips(daemon.port, SECONDS)
    spent, passed = sum(process.cpu_times()[:2]) - before, time.perf_counter() - began
    heard = (n_heard.value - n_before) / passed
    held, _ = daemon.held()
    stop.set()
    for other in others:
        other.join()
    return (
        f"| {what} | {p50:.2f} / {p99:.2f} / {longest:.1f} ms | {heard:,.0f} |"
        f" {100 * spent / passed:.0f} % | {held:.1f} ms |\n"
    )


def at_once(daemon: Watched) -> str:
    """Return a row on ten thousand cells that change at once, for one who watches them all."""
    with Tcp(daemon.port, "size") as tcp, Udp(daemon.port) as other:
        n = len(tcp.done("/watch", "/sound/square//").before)
        daemon.held()
        began = time.perf_counter()
        other.send("/sound/square/matrix/*/*", 0.5)
        last = f"/sound/square/matrix/{N_COMPONENTS - 1}/{N_COMPONENTS - 1}"
        n_told = len(tcp.until("/oscfactor/value", last, 0.5))
        seconds = time.perf_counter() - began
        other.terminal("/sound/square/matrix/*/*")
        held, _ = daemon.held()
    return f"| {n} leaves watched, {n_told} change at once | {seconds:.2f} s | {held:.1f} ms |\n"


def measure() -> str:
    """Return the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        soundfile.write(folder / "drums.wav", drums(1.0), SAMPLE_RATE, subtype="FLOAT")
        with Watched(folder, "--log-level", "error", "--autosave", "0") as daemon, Udp(daemon.port) as udp:
            udp.done("/buffer/load", "drums", "drums.wav")
            udp.done("/buffer/factorize", "drums", FADERS, "iterations", 5)
            udp.done("/buffer/load", "square", "drums.wav")
            udp.done("/buffer/factorize", "square", N_COMPONENTS, "iterations", 1)
            p50, p99, longest = round_trips(daemon.port, SECONDS / 2)
            rows = f"| nobody watches, nothing moves | {p50:.2f} / {p99:.2f} / {longest:.1f} ms | | | |\n"
            rows += watched(daemon, "/sound/drums/0/gain", f"{N_WATCHERS} watch one fader")
            rows += watched(daemon, "/sound/drums/*/gain", f"{N_WATCHERS} watch {FADERS} faders")
            rows += "\n| what | all are told after | the loop was held for, at most |\n|---|---|---|\n"
            return rows + at_once(daemon)


def main() -> None:
    """Measure and write the tables."""
    text = (
        f"# What watching costs\n\n`python -m bench.state`, {machine()}; UDP on the loopback. {FADERS} faders"
        f" move a hundred times a second, each watcher is told at most {RATE:g} times a second of each.\n\n"
        "| what | `/status` there and back: p50 / p99 / longest | values told a second | of a core"
        " | the loop was held for, at most |\n|---|---|---|---|---|\n" + measure()
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

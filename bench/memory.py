"""Measure what each row that makes something takes of memory at its worst, against what the code expects.

Run `python -m bench.memory`; it writes bench/results/memory.md. The peak is the system's own count of the
daemon's resident memory (`VmHWM`, set back before each row), less what it held before; Linux only.
Memory that is let go is given back to the system at once: no row is measured in the room that another left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import soundfile

from bench._measure import machine
from oscfactor.dsp.transform.stft import Stft
from oscfactor.limits import (
    cross_bytes,
    edit_bytes,
    export_bytes,
    factorization_bytes,
    phases_bytes,
)
from oscfactor.machine.launch import command
from oscfactor.model.values import Buffer
from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, Tcp

RESULTS = Path(__file__).parent / "results" / "memory.md"
MAX_MEMORY = 1000  # MB
SECONDS = 300.0
CEILING = 6000.0  # MB: what would take more is ended before the machine is in need
PATIENCE = 150.0  # seconds
FLOOR = 20.0  # MB: what a row may take beside what it makes, in small things that are not counted
NEAR = 0.25  # of what is expected
GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "131072"}  # to glibc


@dataclass
class Line:
    """What a row took."""

    what: str
    expected: int | str  # bytes, by the code that admits it; or a word
    before: float  # MB
    peak: float
    after: float
    seconds: float
    answer: str

    @property
    def took(self) -> float:
        """MB."""
        return self.peak - self.before

    @property
    def near(self) -> str:
        """Whether what is expected is near what was taken, of rows that say what they expect."""
        if isinstance(self.expected, str) or self.answer != "done":
            return ""
        expected = self.expected / 1e6
        fits = max(expected, self.took) <= FLOOR or abs(self.took - expected) <= NEAR * expected + FLOOR
        return "yes" if fits else "**no**"


class Meter:
    """A daemon, and its memory."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.process = psutil.Process(daemon.process.pid)
        self.tcp = Tcp(daemon.port, "size")
        self.lines: list[Line] = []

    def row(self, what: str, expected: int | str, address: str, *args: Any) -> None:
        """Ask for something and keep what it took at its worst."""
        before = self._set_back()
        began = time.monotonic()
        self.tcp.send(address, *args)
        answer = self._answer(address)
        seconds = time.monotonic() - began
        self.lines.append(Line(what, expected, before, self.peak, self.now, seconds, answer))
        print(self.lines[-1], flush=True)

    def work(self, what: str, expected: int | str, work: Callable[[], None]) -> None:
        """Do several things and keep what they took together."""
        before = self._set_back()
        began = time.monotonic()
        work()
        seconds = time.monotonic() - began
        self.lines.append(Line(what, expected, before, self.peak, self.now, seconds, "done"))
        print(self.lines[-1], flush=True)

    def _answer(self, address: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.now < CEILING:
            try:
                last = self.tcp.terminal(address, timeout=0.5).last
            except AssertionError:
                continue
            return "done" if last.address == DONE else str(last.args[1])
        return "given up"

    @property
    def now(self) -> float:
        return float(self.process.memory_info().rss / 1e6)

    @property
    def peak(self) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6

    def _set_back(self) -> float:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.now


def working_bytes(buffer: Buffer, stft: Stft, n_components: int) -> int:
    """Return how much the daemon expects a factorisation to take while it runs."""
    n_frames = stft.n_frames(buffer.n_samples)
    return factorization_bytes(buffer.n_channels, n_frames, stft.n_bins, n_components)


def _sound() -> np.ndarray:
    sound = np.tile(drums(10.0), (int(SECONDS / 10), 1))
    return sound + np.random.default_rng(1).standard_normal(sound.shape, np.float32) * np.float32(1e-3)


def _measure(folder: Path, work: Callable[[Meter], None], *flags: str) -> list[Line]:
    """Let a daemon of its own do some of it."""
    arguments = ("--log-level", "error", "--max-memory", str(MAX_MEMORY), "--autosave", "0", *flags)
    arguments = (*arguments, "--data-dir", str(folder / "data"), "--result-cache", "0")
    with Daemon(folder, *arguments, env=GIVE_BACK) as daemon:
        meter = Meter(daemon)
        meter.work("all that first jobs load: kernels, libraries", "", lambda: _load_kernels(meter))
        work(meter)
        return meter.lines


def _load_kernels(meter: Meter) -> None:
    """Let the daemon do each kind of job once, on a short sound."""
    meter.tcp.done("/buffer/load", "short", "wide.wav", 0.0, 0.5)
    meter.tcp.done("/buffer/factorize", "short", 2, "iterations", 12)
    meter.tcp.done("/component/export", "short", -1, "short")
    meter.tcp.done("/activation/shift", "short", -1, 0.1)
    meter.tcp.done("/component/export", "short", -1, "short")
    meter.tcp.done("/matrix/export", "short", 0, 1, "short")
    for phase in ("pghi", "griffinlim"):
        meter.tcp.done("/cross/make", "crossed", "short", "short", "phase", phase)
    meter.tcp.done("/buffer/save", "short", "short.wav")
    meter.tcp.done("/buffer/free", "short")
    meter.tcp.done("/buffer/free", "crossed")


def _long(meter: Meter) -> None:
    """Load, factorize, edit, export, cross, save: a sound of five minutes with sixteen components."""
    buffer = Buffer(np.zeros((2, int(SECONDS * SAMPLE_RATE)), np.float32), SAMPLE_RATE)
    meter.row("/buffer/load, 300 s", buffer.n_bytes, "/buffer/load", "long", "long.wav")
    stft, n_threads = Stft(window=2048, hop=512, fft=2048), os.cpu_count() or 1
    n_frames = stft.n_frames(buffer.n_samples)
    sizes = (2, buffer.n_samples, n_frames, stft.n_bins)
    phases = {p: phases_bytes(*sizes, phase=p, n_threads=n_threads) for p in ("source", "pghi")}
    factorize = ("/buffer/factorize", "long", 16, "iterations", 20)
    meter.row("/buffer/factorize 16", working_bytes(buffer, stft, 16), *factorize)
    export = ("/component/export", "long", -1)
    meter.row(
        "/component/export, as found",
        export_bytes(2, 16, stft.hop, stft.n_bins, n_threads=n_threads, phases=0),
        *export,
        "plain",
    )
    edit = edit_bytes(16, 2 * n_frames)
    meter.row("/activation/shift -1", edit, "/activation/shift", "long", -1, 0.5)
    for phase, cost in phases.items():
        meter.tcp.done("/matrix/phase", "long", phase)
        expected = export_bytes(2, 1, stft.hop, stft.n_bins, n_threads=n_threads, phases=cost)
        meter.row(f"/matrix/export, {phase}", expected, "/matrix/export", "long", 0, 1, "cells")
    meter.tcp.done("/matrix/phase", "long", "pghi")
    expected = export_bytes(2, 16, stft.hop, stft.n_bins, n_threads=n_threads, phases=phases["pghi"])
    meter.row("/component/export, edited", expected, *export, "edited")
    for phase, cost in phases.items():
        row = ("/cross/make", "crossed", "long", "long", "phase", phase)
        meter.row(f"/cross/make, {phase}", cross_bytes(*sizes, 16, n_threads=n_threads, phases=cost), *row)
        meter.tcp.ask("/buffer/free", "crossed")
    meter.row("/session/save embed 1", 0, "/session/save", "evening", "embed", 1)
    meter.row("/buffer/save", 0, "/buffer/save", "long", "copy.wav")
    meter.tcp.done("/buffer/free", "long")
    n_bytes = (meter.daemon.folder / "evening.oscf").stat().st_size
    meter.row("/session/load", n_bytes, "/session/load", "evening")


def _polished(meter: Meter) -> None:
    """Export a cell and cross with the phases that take most, a sound of a minute and a half."""
    n_samples, n_threads = int(90 * SAMPLE_RATE), os.cpu_count() or 1
    stft = Stft(window=2048, hop=512, fft=2048)
    meter.tcp.done("/buffer/load", "long", "long.wav", 0.0, 90.0)
    meter.tcp.done("/buffer/factorize", "long", 16, "iterations", 20)
    meter.tcp.done("/matrix/phase", "long", "griffinlim")
    meter.tcp.done("/activation/shift", "long", -1, 0.5)
    sizes = (2, n_samples, stft.n_frames(n_samples), stft.n_bins)
    phases = phases_bytes(*sizes, phase="griffinlim")
    expected = export_bytes(2, 1, stft.hop, stft.n_bins, n_threads=n_threads, phases=phases)
    meter.row("/matrix/export, griffinlim, 90 s", expected, "/matrix/export", "long", 0, 1, "cells")
    expected = cross_bytes(*sizes, 16, n_threads=n_threads, phases=phases)
    row = ("/cross/make", "crossed", "long", "long", "morph", 0.5, "phase", "griffinlim")
    meter.row("/cross/make, griffinlim, 90 s", expected, *row)


def _rates(meter: Meter) -> None:
    """From one sample a second to a million: what is made as long as another sound."""
    for name, n, rate in (("slow", 3600, 1), ("fast", 20_000, 1_000_000)):
        meter.tcp.done("/buffer/alloc", name, n, "sample_rate", rate)
        noise = np.random.default_rng(2).uniform(-0.5, 0.5, 2000).astype(np.float32)
        meter.tcp.done("/buffer/write", name, 0, 0, noise)
        options = ("fft", 64, "hop", 1) if name == "slow" else ("fft", 64, "hop", 16)
        meter.tcp.done("/buffer/factorize", name, 2, "iterations", 2, *options)
    copy = ("/activation/copy", "fast", 0, 0, "slow", "length", "loop")
    meter.row("/activation/copy loop, 1 Hz to 1 MHz", edit_bytes(1, 1251), *copy)
    for length in ("loop", "keep", "stretch"):
        cross = ("/cross/make", "c", "fast", "slow", "length", length, "phase", "source")
        meter.row(f"/cross/make {length}, 1 MHz drives 1 Hz", "", *cross)


def _many(meter: Meter) -> None:
    """Many components of many frames."""
    meter.tcp.done("/buffer/alloc", "take", 200_000)
    meter.tcp.done("/buffer/write", "take", 0, 0, np.linspace(-1, 1, 20_000, dtype=np.float32))
    buffer = Buffer(np.zeros((1, 200_000), np.float32), SAMPLE_RATE)
    for fft, hop in ((2048, 8), (2048, 4), (64, 1)):
        options = ("fft", fft, "hop", hop, "iterations", 12)
        k = min(256, fft // 2)
        expected = working_bytes(buffer, Stft(window=fft, hop=hop, fft=fft), k)
        meter.row(
            f"/buffer/factorize {k} fft {fft} hop {hop}", expected, "/buffer/factorize", "take", k, *options
        )


def _freed(meter: Meter) -> None:
    """Sounds that are freed while the saver or a job still holds them."""

    def work() -> None:
        for i in range(20):
            while meter.tcp.ask("/buffer/alloc", f"b{i}", 60_000_000).last.address != DONE:
                time.sleep(0.2)  # 240 MB each: four fit, those that a save still holds among them
            meter.tcp.done("/buffer/write", f"b{i}", 0, 0, 0.5)
            meter.tcp.send("/session/save", f"evening{i % 2}", "embed", 1)
            meter.tcp.done("/buffer/free", f"b{i}")
        meter.tcp.done("/sync", 1)

    meter.work("20 times: alloc 240 MB, /session/save, free", "at most max_memory", work)


def _stopped(meter: Meter) -> None:
    """Orders to a renderer that does not read them."""
    meter.tcp.done("/audio/device", "silent")
    meter.tcp.done("/buffer/load", "wide", "wide.wav")
    meter.tcp.done("/buffer/factorize", "wide", 64, "iterations", 2)
    meter.tcp.done("/player/play", "wide", "loop", 1)
    (renderer,) = (c for c in meter.process.children() if "oscfactor.realtime.renderer" in c.cmdline())

    def edit() -> None:
        for i in range(300):
            meter.tcp.done("/activation/shift", "wide", -1, 0.1)
            meter.tcp.done("/component/gain", "wide", -1, i / 300)

    def load() -> None:
        for i in range(30):
            meter.tcp.done("/buffer/load", "long", "long.wav", 0.0, 60.0)
            meter.tcp.done("/player/play", "long", "loop", 1)
            meter.tcp.done("/player/stop", "long")
            meter.tcp.done("/buffer/write", "long", 0, 0, i / 30)

    meter.work("300 edits of 64 components while it plays", "the undo", edit)
    renderer.send_signal(signal.SIGSTOP)
    meter.work("the same with a stopped renderer", "nothing more", edit)
    meter.work("30 sounds of 23 MB played and replaced with it stopped", "one sound", load)
    renderer.send_signal(signal.SIGCONT)


def _mb(n_bytes: float) -> str:
    return f"{n_bytes / 1e6:.0f} MB"


def main() -> None:
    """Measure and write the table."""
    subprocess.run(command("warmup"), check=True, stdout=subprocess.DEVNULL)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        soundfile.write(folder / "long.wav", _sound(), SAMPLE_RATE, subtype="FLOAT")
        soundfile.write(folder / "wide.wav", drums(10.0), SAMPLE_RATE, subtype="FLOAT")
        only = os.environ.get("ONLY", "")
        for work in (_rates, _many, _freed, _stopped, _long, _polished):
            if only in work.__name__:
                lines += _measure(folder, work)
    text = (
        f"# Memory, measured\n\n`python -m bench.memory`. {machine()}. max_memory is {MAX_MEMORY} MB. What a"
        " row took is the daemon's peak less what it held before; expected is what the code that admits the"
        " row holds against max_memory. Near is within"
        f" {NEAR:.0%} of what is expected and {FLOOR:.0f} MB, the floor: small things that are not counted."
        " What first jobs load belongs to the program itself, beside max_memory.\n\n"
        "| what | expected | took | near | before | peak | after | seconds | answer |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    for line in lines:
        expected = line.expected if isinstance(line.expected, str) else _mb(line.expected)
        text += (
            f"| {line.what} | {expected} | {line.took:.0f} MB | {line.near} | {line.before:.0f} |"
            f" {line.peak:.0f} | {line.after:.0f} | {line.seconds:.1f} | {line.answer} |\n"
        )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

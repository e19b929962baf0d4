"""The daemon keeps below `max_memory`, and what the program itself takes, whatever is asked of it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.support.programs import Daemon
from tests.support.wire import DONE, Tcp

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read as Linux keeps it"),
]

MAX_MEMORY = 100  # MB
OVERHEAD = 80  # MB beyond that: kernels and libraries that a first job loads, and room of the interpreter


class Watched:
    """A daemon with little memory, and how much it has taken at its worst."""

    def __init__(self, daemon: Daemon, peer: Tcp) -> None:
        self.daemon, self.peer = daemon, peer
        self.done, self.fail = peer.done, peer.fail
        self._before = self._peak()

    def _peak(self) -> float:
        lines = Path(f"/proc/{self.daemon.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6

    @property
    def taken(self) -> float:
        """What was taken at its worst since the start, in MB."""
        return self._peak() - self._before

    def assert_within(self) -> None:
        assert self.taken < MAX_MEMORY + OVERHEAD


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Watched]:
    with Daemon(tmp_path, "--max-memory", str(MAX_MEMORY)) as daemon, Tcp(daemon.port, "size") as peer:
        yield Watched(daemon, peer)
    daemon.assert_unruffled()


def far_apart(small: Watched) -> None:
    """Make two sounds with components, one of a sample a second and one of a million."""
    for name, n, rate, hop in (("slow", 3600, 1, 1), ("fast", 20_000, 1_000_000, 16)):
        small.done("/buffer/alloc", name, n, "sample_rate", rate)
        small.done("/buffer/write", name, 0, 0, np.random.default_rng(2).uniform(-0.5, 0.5, 2000))
        small.done("/buffer/factorize", name, 2, "iterations", 2, "fft", 64, "hop", hop, timeout=120)


def test_an_activation_of_another_rate_makes_nothing_longer_than_its_target(small: Watched):
    far_apart(small)
    for length in ("loop", "stretch", "truncate"):
        small.done("/activation/copy", "fast", 0, 0, "slow", "length", length)
    small.assert_within()


def test_a_cross_that_would_be_too_long_says_so_before_it_is_made(small: Watched):
    far_apart(small)
    for length in ("loop", "stretch"):
        sentence = small.fail("/cross/make", "c", "fast", "slow", "length", length, code="limit")
        assert "choose another length" in sentence
        assert f"{MAX_MEMORY} MB" in sentence
    small.done("/cross/make", "c", "slow", "fast", "length", "loop", timeout=60)
    small.assert_within()


def test_a_factorisation_of_many_frames_is_refused_or_fits(small: Watched):
    small.done("/buffer/alloc", "take", 60_000)
    small.done("/buffer/write", "take", 0, 0, np.random.default_rng(2).uniform(-0.5, 0.5, 8000))
    sentence = small.fail("/buffer/factorize", "take", 1024, "hop", 1, code="limit")
    assert "fewer components" in sentence
    assert "max_memory" in sentence
    small.done("/buffer/factorize", "take", 64, "fft", 128, "hop", 1, "iterations", 30, timeout=120)
    small.assert_within()


def test_a_sound_that_a_save_still_holds_takes_its_memory(small: Watched):
    n_refused = 0
    for i in range(12):
        if small.peer.ask("/buffer/alloc", f"b{i}", 12_000_000).last.address != DONE:  # 48 MB
            n_refused += 1
            continue
        small.done("/buffer/write", f"b{i}", 0, 0, 0.5)
        small.peer.send("/session/save", f"evening{i % 2}", "embed", 1)
        small.done("/buffer/free", f"b{i}")
    assert n_refused > 0
    small.done("/sync", 1, timeout=60)
    small.assert_within()


def test_a_renderer_that_is_stopped_holds_no_sounds(small: Watched):
    small.done("/audio/device", "silent")
    small.done("/buffer/alloc", "first", 48000)
    small.done("/player/play", "first", "loop", 1)
    children = psutil.Process(small.daemon.process.pid).children()
    (renderer,) = (c for c in children if "oscfactor.realtime.renderer" in c.cmdline())
    renderer.send_signal(signal.SIGSTOP)
    try:
        for i in range(20):
            name = f"b{i}"
            small.done("/buffer/alloc", name, 2_000_000)  # 8 MB
            small.done("/player/play", name, "loop", 1)
            small.done("/buffer/write", name, 0, 0, 0.5)
            small.done("/player/stop", name)
            small.done("/buffer/free", name)
    finally:
        renderer.send_signal(signal.SIGCONT)
    small.assert_within()

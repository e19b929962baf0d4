"""A running daemon, in a folder of its own and under root's eyes too, for the programs that drive it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from tests.support.programs import HERE, Daemon, missing, need
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import FAIL, Udp


def _obey_permissions() -> None:
    """Make even root heed a file's permissions: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH go."""
    if os.geteuid() == 0:
        prctl = ctypes.CDLL(None).prctl
        for capability in (1, 2):
            prctl(24, capability, 0, 0, 0)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """One daemon for the tests of a module; its folder holds a short `drums.wav`."""
    folder = tmp_path_factory.mktemp("daemon")
    soundfile.write(folder / "drums.wav", drums(), SAMPLE_RATE, subtype="FLOAT")
    options = {"preexec_fn": _obey_permissions} if sys.platform == "linux" else {}
    with Daemon(folder, **options) as running:
        yield running
    running.assert_unruffled()


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    """A stranger's UDP socket."""
    with Udp(daemon.port) as udp:
        yield udp


@pytest.fixture
def sound(daemon: Daemon) -> Path:
    """A short stereo sound on disk."""
    return daemon.folder / "drums.wav"


@pytest.fixture
def nothing_changes(daemon: Daemon, sound: Path) -> Iterator[None]:
    """Whatever a test does: the buffers are the same afterwards, no job is left, and the daemon answers."""
    with Udp(daemon.port) as before:
        if before.ask("/buffer/info", "drums").last.address == FAIL:
            before.done("/buffer/load", "drums", str(sound))
            before.done("/buffer/factorize", "drums", 2, "iterations", 5)
        buffers = before.done("/buffer/list").all("/oscfactor/buffer")
    yield
    with Udp(daemon.port) as after:
        assert after.done("/buffer/list").all("/oscfactor/buffer") == buffers
        assert after.status()["jobs"] == 0
    assert daemon.process.poll() is None


@pytest.fixture(scope="module")
def node_modules(pytestconfig: pytest.Config) -> Path:
    """Return a folder with the packages of node/package-lock.json, kept in pytest's cache."""
    folder = pytestconfig.cache.mkdir("oscfactor-node")
    lock = (HERE / "node" / "package-lock.json").read_text()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "node" / name, folder)
        command = [need("npm"), "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
        if done.returncode:
            missing(f"npm's osc and oscquery (npm ci said: {done.stderr[-300:]})")
        stamp.write_text(lock)
    return folder / "node_modules"

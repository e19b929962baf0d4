"""A first start that is interrupted, wherever that is, costs nothing but its time."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile

from oscfactor import config
from oscfactor.client import Client
from oscfactor.machine import cachefolder, environment, kernelcache
from oscfactor.machine.kernelcache import State
from oscfactor.machine.launch import command
from tests.support.programs import Daemon

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped, and signals sent"),
]

FFTS = (256, 2048, 8192, 32768)
LAST_DB = -100.0
PATIENCE = 300.0  # seconds, in which everything is compiled while others want the cores as well
N_POINTS = 30


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for something on the disk; nothing there tells us."""
    deadline, pause = time.monotonic() + PATIENCE, threading.Event()
    while not true():
        assert time.monotonic() < deadline
        pause.wait(0.02)


def compiled(base: Path) -> list[Path]:
    """Return the files that have been compiled so far by who has not ended."""
    return sorted(base.glob("building-*/kernels/*/*.nb[ic]"))


def error_db(sound: Path, layers: Sequence[Path]) -> float:
    """Return by how much the sum of the layers differs from the sound, in decibels against it."""
    whole = soundfile.read(sound)[0]
    lost = np.sum([soundfile.read(layer)[0] for layer in layers], axis=0) - whole
    return float(10 * np.log10(np.sum(lost**2) / np.sum(whole**2)))


def assert_right_sound(daemon: Daemon, sound: Path, out: Path) -> None:
    """Layers add up to their sound, whatever the length of a frame."""
    with Client(daemon.host, daemon.port, timeout=PATIENCE) as client:
        client.request("/buffer/load", "sound", str(sound))
        for fft in FFTS:
            client.request("/buffer/factorize", "sound", 3, "fft", fft, "iterations", 3)
            told = client.request("/component/export", "sound", -1, str(out / str(fft))).messages
            layers = [Path(str(m.args[2])) for m in told if m.address == "/oscfactor/file"]
            assert len(layers) == 3
            assert error_db(sound, layers) < LAST_DB, fft


def interrupt(base: Path, name: str, number: int) -> None:
    """Start a daemon on a cold cache, and send it a signal as soon as a kernel has been compiled."""
    with Daemon(base.parent, f"--cache-dir={base}", "--device=silent") as daemon:
        wait_until(lambda: any(name in path.name for path in compiled(base)))
        children = psutil.Process(daemon.process.pid).children()
        daemon.process.send_signal(number)
        daemon.process.wait(PATIENCE)
        psutil.wait_procs(children, timeout=PATIENCE)


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    """The disk at many points of one build, as if it had been killed there; and the finished cache.

    It is stopped for each look: a process that is stopped and one that is killed leave the same files.
    """
    folder = tmp_path_factory.mktemp("points")
    base, shots = folder / "cache", list[Path]()
    build = psutil.Popen(
        command("warmup", "--lines"),
        env={**os.environ, "OSCFACTOR_CACHE_DIR": str(base)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    n_seen = -1
    while build.poll() is None:
        # Not `rglob`: folders may go while it looks into them.
        n_files = sum(len(folders) + len(files) for _, folders, files in os.walk(base))
        if n_files < n_seen + 4:
            threading.Event().wait(0.02)
            continue
        stopped = [build, *build.children()]
        for process in stopped:
            process.suspend()
        shots.append(folder / f"cache-{len(shots)}")
        shutil.copytree(base, shots[-1])
        n_seen = sum(1 for _ in shots[-1].rglob("*"))
        for process in stopped:
            process.resume()
    assert build.returncode == 0, build.stderr.read()
    build.stderr.close()
    for i, shot in enumerate(shots):
        for left in shot.glob("building-*"):
            shutil.copytree(left, folder / "left" / f"building-{i}")
    return shots, base


def test_a_start_after_an_interruption_uses_nothing_of_what_was_left(
    points: tuple[list[Path], Path],
) -> None:
    shots, base = points
    n_compiled = [len(compiled(shot)) for shot in shots]
    assert len(shots) >= N_POINTS
    assert max(n_compiled) > 0.9 * len(list(base.glob("numba-*/*/*.nb[ic]"))), "over the whole of it"
    for shot in shots:
        found = environment.prepare_environment(config.Settings(cache_dir=str(shot)), {})
        left = list(shot.glob("building-*"))
        if found.warm:
            assert found.folder == found.place
            assert left == []
        else:
            assert left == [found.folder.parent]
            assert list(found.folder.iterdir()) == []
            assert not found.place.exists()


def test_after_many_interruptions_all_who_start_at_once_make_the_right_sound(
    points: tuple[list[Path], Path], tmp_path: Path, loop_file: Path
) -> None:
    base = tmp_path / "cache"
    (points[1].parent / "left").rename(base)
    assert len(list(base.iterdir())) >= N_POINTS
    # As it was found first: interrupted when so many passes of the transform had been saved.
    for name, number in (
        ("_weave", signal.SIGINT),
        ("_pass_16-", signal.SIGKILL),
        ("_pass_64-", signal.SIGINT),
    ):
        interrupt(base, name, number)
    alone = command(
        "factorize", str(loop_file), "--components=3", "--iterations=3", f"--out={tmp_path / 'alone'}"
    )
    environ = {**os.environ, "OSCFACTOR_CACHE_DIR": str(base)}
    flags = [f"--cache-dir={base}", "--device=silent"]
    with (
        Daemon(tmp_path, *flags) as one,
        Daemon(tmp_path, *flags) as other,
        subprocess.Popen(alone, env=environ, stdout=subprocess.DEVNULL) as offline,
    ):
        for daemon in (one, other):
            assert_right_sound(daemon, loop_file, tmp_path / str(daemon.port))
        assert offline.wait(PATIENCE) == 0
    assert error_db(loop_file, sorted((tmp_path / "alone").glob("*.wav"))) < LAST_DB
    place = cachefolder.cache_folder(config.Settings(cache_dir=str(base)))
    assert kernelcache.state(place) is State.WARM
    assert list(base.glob("building-*")) == [], "nothing is left lying about"
    with Daemon(tmp_path, *flags, "--log-level=debug") as later:
        assert_right_sound(later, loop_file, tmp_path / "later")
        assert "compiled" not in later.output

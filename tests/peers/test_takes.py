"""Recordings of the real daemon that end as nobody wished: what was heard is there, and it is said why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.jackserver import RATE, noise
from tests.support.programs import Daemon
from tests.support.wire import PATIENCE, Udp, encode, encode_bundle

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(sys.platform == "win32", reason="signals and limits as POSIX has them"),
]


@pytest.fixture
def original(tmp_path: Path) -> np.ndarray:
    return noise(tmp_path, "a.wav", 1.0, 1)


@pytest.fixture
def daemon(tmp_path: Path, original: np.ndarray) -> Iterator[Daemon]:
    with Daemon(tmp_path, "--device", "silent") as running:
        yield running
    running.assert_unruffled()


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as talking:
        talking.done("/notify", 1)
        talking.done("/buffer/load", "a", "a.wav")
        yield talking


def begin(peer: Udp, path: str = "take.wav") -> None:
    """Play a loop and record it, both from the same sample on."""
    peer.send_raw(encode_bundle(encode("/player/play", "a", "loop", 1), encode("/player/record", "a", path)))
    peer.until("/oscfactor/done", "/player/record")


def play_for(peer: Udp, seconds: float) -> None:
    """Wait until positions have been told for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        peer.until("/oscfactor/player", "a", "playing")


def heard(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="float32")[0].T


def looped(original: np.ndarray, n: int) -> np.ndarray:
    """The first samples of a loop, as far as its seam is not faded."""
    return original[:, : min(n, original.shape[1] - RATE // 100)]


def assert_kept(path: Path, original: np.ndarray, seconds: float) -> None:
    """What was heard, from the first sample on, is in the file: at least so many seconds."""
    samples = heard(path)
    assert samples.shape[1] >= seconds * RATE
    whole = looped(original, samples.shape[1])
    assert np.array_equal(samples[:, : whole.shape[1]], whole)


def test_a_kill_leaves_what_was_heard_up_to_the_last_second(tmp_path: Path, original):
    with Daemon(tmp_path, "--device", "silent") as daemon, Udp(daemon.port) as peer:
        peer.done("/notify", 1)
        peer.done("/buffer/load", "a", "a.wav")
        begin(peer)
        play_for(peer, 1.5)
        daemon.process.kill()
        daemon.process.wait(PATIENCE)
        assert_kept(tmp_path / "take.wav", original, 0.5)


def test_a_closed_terminal_ends_the_daemon_in_order(daemon: Daemon, peer: Udp, original):
    begin(peer)
    play_for(peer, 0.5)
    os.killpg(daemon.process.pid, signal.SIGHUP)  # as a terminal does: all its programs hear of it
    assert daemon.finish(20) == 0
    assert "ended" in daemon.lines[-1]
    assert_kept(daemon.folder / "take.wav", original, 0.4)
    assert [path.name for path in daemon.folder.glob("take*")] == ["take.wav"]


def test_who_is_to_stay_when_the_terminal_closes_stays(tmp_path: Path):
    ignoring = {"preexec_fn": lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)}  # as `nohup` does
    with Daemon(tmp_path, **ignoring) as daemon, Udp(daemon.port) as peer:
        daemon.process.send_signal(signal.SIGHUP)
        peer.done("/version")
        peer.done("/quit")
        assert daemon.finish(20) == 0


def assert_ended_by_the_disk(peer: Udp, original: np.ndarray, path: Path, n_most: int) -> None:
    """The recording ends by itself, says why and what was kept, and another one can be begun."""
    _, told, seconds, problem = peer.until("/oscfactor/recorded", "a")[-1].args
    assert told == str(path)
    assert "kept" in problem
    n = soundfile.info(path).frames
    assert 0 < n <= n_most
    assert seconds == pytest.approx(n / RATE, abs=1e-4)
    assert_kept(path, original, 0.1)
    peer.fail("/player/record/stop", "a", code="not-found")
    peer.done("/player/pause", "a")


def test_a_limit_on_files_keeps_what_fits(tmp_path: Path, original):
    import resource

    n_bytes = 200_000
    limited = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))}
    with Daemon(tmp_path, "--device", "silent", **limited) as daemon, Udp(daemon.port) as peer:
        peer.done("/notify", 1)
        peer.done("/buffer/load", "a", "a.wav")
        begin(peer)
        assert_ended_by_the_disk(peer, original, tmp_path / "take.wav", n_bytes // 8)
    daemon.assert_unruffled()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for 200 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root mounts a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_keeps_what_fits(daemon: Daemon, peer: Udp, small_disk: Path, original):
    begin(peer, str(small_disk / "take.wav"))
    assert_ended_by_the_disk(peer, original, small_disk / "take.wav", 204_800 // 8)
    assert "take.wav" in peer.fail("/player/record", "a", str(small_disk / "take.wav/x"), code="file")


def test_another_device_begins_a_next_take_at_its_own_rate(daemon: Daemon, peer: Udp, original):
    begin(peer)
    play_for(peer, 0.3)
    peer.done("/audio/device", "silent", "sample_rate", 22050, "channels", 4)
    first = peer.until("/oscfactor/recorded", "a")[-1].args
    assert "goes on in take-2.wav" in first[3]
    play_for(peer, 0.3)
    peer.done("/player/record/stop", "a")
    second = peer.until("/oscfactor/recorded", "a")[-1].args
    assert second[3] == ""
    for (_, path, seconds, _), rate, channels in ((first, RATE, 2), (second, 22050, 4)):
        info = soundfile.info(path)
        assert (info.samplerate, info.channels) == (rate, channels)
        assert info.duration == pytest.approx(seconds, abs=1e-3)
    assert_kept(Path(first[1]), original, 0.25)
    assert heard(Path(second[1])).any()


def test_one_file_takes_one_recording_at_a_time(daemon: Daemon, peer: Udp):
    peer.done("/buffer/load", "b", "a.wav")
    peer.done("/player/play", "b", "loop", 1)
    begin(peer)
    assert "another name" in peer.fail("/player/record", "b", "take.wav", code="argument")


def test_a_recording_asked_for_after_the_sound_begins_with_what_is_heard_then(
    tmp_path: Path, original: np.ndarray
):
    with (
        Daemon(tmp_path, "--device", "silent", "--latency", "250") as daemon,
        Udp(daemon.port) as peer,
    ):
        peer.done("/notify", 1)
        peer.done("/buffer/load", "a", "a.wav")
        peer.done("/audio/device", "silent")
        peer.done("/player/play", "a")
        peer.done("/player/record", "a", "take.wav")
        peer.until("/oscfactor/recorded", "a")
    samples = heard(tmp_path / "take.wav")
    # It is rendered a quarter of a second ahead, and all of that was still to be heard.
    late = original.shape[1] - np.trim_zeros(samples[0], "b").size
    assert late < 0.2 * RATE
    assert np.array_equal(samples[:, : original.shape[1] - late], original[:, late:])

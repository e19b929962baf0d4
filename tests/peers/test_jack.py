"""What is heard, sample for sample: the real daemon under a real JACK server, recorded by another client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.jackserver import RATE, Ear, JackServer, noise, start_jack
from tests.support.programs import Daemon
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

K = 4
BLOCK = 256
N_PORTS = 2 * K


@pytest.fixture(scope="module")
def jack() -> Iterator[JackServer]:
    with start_jack(n_ports=N_PORTS) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jack")
    noise(folder, "a.wav", 3.0, 1)
    noise(folder, "b.wav", 2.0, 2)
    return folder


@pytest.fixture(scope="module")
def daemon(jack: JackServer, folder: Path) -> Iterator[Daemon]:
    # Rendered far ahead: here the samples count, and other programs may want the machine.
    with Daemon(folder, "--latency", "150", env=jack.environ) as running, Udp(running.port) as peer:
        for name in "ab":
            peer.done("/buffer/load", name, f"{name}.wav")
            peer.done("/buffer/factorize", name, K, "fft", 1024, "iterations", 5)
            peer.done("/component/export", name, -1, str(folder / "layers"))
        peer.done("/audio/device", timeout=90)
        yield running


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as peer:
        for name in "ab":
            for command, neutral in (("gain", 1.0), ("mute", 0), ("solo", 0), ("pan", 0.0)):
                peer.done(f"/component/{command}", name, -1, neutral)
        yield peer
        for name in "ab":
            peer.ask("/player/stop", name)
        status = peer.status()
        assert status["underruns"] == 0, status


@pytest.fixture
def ear(jack: JackServer, peer: Udp) -> Iterator[Ear]:
    with Ear(jack, [f"oscfactor:out_{i}" for i in range(N_PORTS)], 20.0) as ear:
        ear.wait_for_silence()
        yield ear


def sound(folder: Path, path: str) -> np.ndarray:
    return soundfile.read(folder / path, dtype="float32")[0].T


def layer(folder: Path, name: str, k: int) -> np.ndarray:
    return sound(folder, f"layers/{name}-{k:02d}.wav")


def test_the_device_is_the_jack_server_with_all_its_ports(peer: Udp, jack: JackServer):
    assert {f"oscfactor:out_{i}" for i in range(N_PORTS)} <= set(jack.ports())
    assert peer.status()["sample_rate"] == RATE
    (default,) = [args for args in peer.done("/audio/devices").all("/oscfactor/device") if args[5]]
    assert (default[1], default[3], default[4]) == ("system", N_PORTS, RATE)


def test_with_all_gains_1_the_original_is_heard(peer: Udp, ear: Ear, folder: Path):
    peer.done("/player/play", "a")
    ear.wait_for_sound(2 * RATE)
    original = sound(folder, "a.wav")
    heard = ear.heard()[:2]
    n = min(heard.shape[1], original.shape[1])
    # The bound: masks and transforms in float32 at a peak of 1/2 are off by a few units in the last place.
    assert np.abs(heard[:, :n] - original[:, :n]).max() <= 2.0**-21


def test_a_soloed_component_is_its_export(peer: Udp, ear: Ear, folder: Path):
    peer.done("/component/solo", "a", 2, 1)
    peer.done("/player/play", "a")
    ear.wait_for_sound(2 * RATE)
    heard = ear.heard()
    assert np.array_equal(heard[:2, : 2 * RATE], layer(folder, "a", 2)[:, : 2 * RATE])
    assert not heard[2:].any()


def test_each_component_has_its_own_ports(peer: Udp, ear: Ear, folder: Path):
    peer.done("/player/play", "a", "outputs", "components")
    ear.wait_for_sound(RATE)
    heard = ear.heard()
    for k in range(K):
        assert np.array_equal(heard[2 * k : 2 * k + 2, :RATE], layer(folder, "a", k)[:, :RATE]), k


def test_a_gain_ramp_is_the_computed_one(peer: Udp, ear: Ear, folder: Path):
    peer.done("/component/solo", "a", 1, 1)
    peer.done("/player/play", "a")
    ear.wait_for_sound(RATE // 2)
    peer.done("/component/gain", "a", 1, 0.25)  # a power of two: a quarter of each sample, bit for bit
    ear.wait(ear.begin + 2 * RATE)
    heard, whole = ear.heard()[:2, : 2 * RATE], layer(folder, "a", 1)[:, : 2 * RATE]
    at = int((heard != whole).any(axis=0).argmax())
    assert at % BLOCK == 0
    assert at > RATE // 2
    weights = np.arange(1, BLOCK + 1, dtype=np.float32) / np.float32(BLOCK)
    old = whole[:, at : at + BLOCK]
    quarter = whole * np.float32(0.25)
    assert np.array_equal(heard[:, at : at + BLOCK], old + (quarter[:, at : at + BLOCK] - old) * weights)
    assert np.array_equal(heard[:, at + BLOCK :], quarter[:, at + BLOCK :])


def test_the_loops_seam_is_the_defined_crossfade(peer: Udp, ear: Ear, folder: Path):
    start, end, fade = 4800, 24000, 480
    peer.done("/component/solo", "a", 0, 1)
    peer.done("/player/play", "a", "loop", 1, "end", end / RATE)
    peer.done("/player/loop", "a", 1, start / RATE, end / RATE, "fade", 1000 * fade / RATE)
    ear.wait_for_sound(2 * RATE)
    whole = layer(folder, "a", 0)
    weights = np.arange(1, fade + 1, dtype=np.float32) / np.float32(fade)
    tail, lead = whole[:, end - fade : end], whole[:, start - fade : start]
    seam = tail + (lead - tail) * weights
    one_round = np.concatenate([whole[:, start : end - fade], seam], 1)
    heard = ear.heard()[:2]
    # The order to loop from `start` on came while it played; from the first seam on everything is defined.
    expected = np.concatenate([whole[:, : end - fade], seam, *[one_round] * 5], 1)[:, : 2 * RATE]
    assert np.array_equal(heard[:, : 2 * RATE], expected)


def test_two_buffers_at_once_are_their_sum(peer: Udp, ear: Ear, folder: Path):
    for name in "ab":
        peer.done("/component/solo", name, 3, 1)
    peer.done("/player/play", "a")
    ear.wait_for_sound(RATE // 4)
    peer.done("/player/play", "b")
    ear.wait(ear.begin + 2 * RATE)
    a, b = layer(folder, "a", 3), layer(folder, "b", 3)
    heard = ear.heard()[:2, : 2 * RATE]
    at = int((heard != a[:, : 2 * RATE]).any(axis=0).argmax())
    assert at % BLOCK == 0
    expected = a[:, : 2 * RATE].copy()
    expected[:, at:] += b[:, : 2 * RATE - at]
    assert np.array_equal(heard, expected)


def test_a_recording_is_what_was_heard(daemon: Daemon, peer: Udp, ear: Ear, folder: Path):
    with Udp(daemon.port) as listener:
        listener.done("/notify", 1)
        peer.done("/component/solo", "b", 1, 1)
        peer.done("/player/play", "b")
        peer.done("/player/record", "b", str(folder / "take.wav"))
        ear.wait_for_sound(RATE)
        peer.done("/player/stop", "b")
        listener.until("/oscfactor/recorded", "b")
    take, heard = sound(folder, "take.wav"), ear.heard()
    assert take.shape[0] == N_PORTS
    whole = layer(folder, "b", 1)
    first = (
        int(np.argmax([np.array_equal(take[:2, :64], whole[:, i : i + 64]) for i in range(0, RATE, BLOCK)]))
        * BLOCK
    )
    n = RATE // 2
    assert np.array_equal(take[:, :n], heard[:, first : first + n])

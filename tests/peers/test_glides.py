"""Glides, the master, the cue and panic, as they are heard: under a real JACK server, sample for sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.jackserver import RATE, Ear, JackServer, start_jack
from tests.support.programs import Daemon
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

K = 3
BLOCK = 256
N_PORTS = 4
SECONDS = 30.0
CLOSE = 4e-6  # of a peak of 1: components of float32 that are added up in another order


@pytest.fixture(scope="module")
def jack() -> Iterator[JackServer]:
    with start_jack(n_ports=N_PORTS) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two slow tones, of which any jump would stand out."""
    folder = tmp_path_factory.mktemp("glides")
    t = np.arange(int(4 * RATE)) / RATE
    for name, hz in (("a", 50.0), ("b", 80.0)):
        tone = 0.4 * np.cos(2 * np.pi * hz * t)
        both = np.stack([tone, tone * 0.5]).astype(np.float32)
        soundfile.write(folder / f"{name}.wav", both.T, RATE, subtype="FLOAT")
    return folder


@pytest.fixture(scope="module")
def daemon(jack: JackServer, folder: Path) -> Iterator[Daemon]:
    with Daemon(folder, "--latency", "150", env=jack.environ) as running, Udp(running.port) as peer:
        for name in "ab":
            peer.done("/buffer/load", name, f"{name}.wav")
        peer.done("/buffer/factorize", "a", K, "fft", 1024, "iterations", 5)
        peer.done("/component/export", "a", -1, str(folder / "layers"))
        peer.done("/audio/device", timeout=90)
        peer.done("/player/play", "a")  # which waits until all kernels are there
        peer.done("/panic")
        yield running


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as peer:
        yield peer
        peer.done("/panic")
        for command in (("gain", 1.0), ("mute", 0), ("limiter", 0)):
            peer.done(f"/master/{command[0]}", command[1])
        for command in (("gain", 1.0), ("mute", 0), ("cue", 0)):
            peer.done(f"/component/{command[0]}", "a", -1, command[1])
        for name in "ab":
            peer.done("/player/gain", name, 1.0)
        peer.done("/player/cue", "b", 0)
        status = peer.status()
        assert status["underruns"] == 0, status


@pytest.fixture
def ear(jack: JackServer, peer: Udp) -> Iterator[Ear]:
    with Ear(jack, [f"oscfactor:out_{i}" for i in range(N_PORTS)], SECONDS) as ear:
        ear.wait_for_silence()
        yield ear


def sound(folder: Path, path: str) -> np.ndarray:
    return soundfile.read(folder / path, dtype="float32")[0].T


def jump(samples: np.ndarray) -> float:
    """Return the largest step from one sample to the next."""
    return float(np.abs(np.diff(samples)).max())


def gain_of(heard: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return the gain at each sample, NaN where the sound is too near to 0 to tell."""
    loud = np.abs(whole) > 0.05
    return np.where(loud, heard / np.where(loud, whole, 1.0), np.nan)


def begins(gain: np.ndarray, start: float) -> int:
    """Return the first sample at which a gain is not `start` any more, to a few samples."""
    return int((np.abs(gain - start) > 1e-3).argmax())


def test_a_fader_glides_straight_and_lands_without_a_jump(peer: Udp, ear: Ear, folder: Path):
    peer.done("/player/play", "b", "loop", 1)
    ear.wait_for_sound(RATE // 4)
    peer.done("/player/gain", "b", 0.25, 0.5)
    ear.wait(ear.n_samples + RATE)
    heard = ear.heard()[:2]
    whole = np.tile(sound(folder, "b.wav"), 2)[:, : heard.shape[1]]
    assert jump(heard) <= jump(whole) * 1.001
    changed = (heard != whole).any(axis=0)
    begin = int(changed.argmax())
    begin -= begin % BLOCK
    n = RATE // 2
    line = 1.0 + (0.25 - 1.0) * np.clip((np.arange(heard.shape[1]) + 1 - begin) / n, 0, 1)
    np.testing.assert_allclose(heard, whole * line, atol=CLOSE)
    assert np.array_equal(heard[:, begin + n :], whole[:, begin + n :] * np.float32(0.25))
    # With the sample before it the gain is there, but for the rounding of the crossfade.
    landing = heard[:, begin + n - 2 : begin + n] / whole[:, begin + n - 2 : begin + n]
    assert np.abs(landing[:, 1] - 0.25).max() < 1e-6 < np.abs(landing[:, 0] - 0.25).min()


def test_a_glide_of_a_component_is_the_line_between_two_exports(peer: Udp, ear: Ear, folder: Path):
    peer.done("/player/play", "a")
    ear.wait_for_sound(RATE // 4)
    peer.done("/component/gain", "a", 1, 0.0, 0.25)
    peer.done("/component/mute", "a", 2, 1, 0.1)
    ear.wait(ear.begin + int(1.5 * RATE))
    heard = ear.heard()[:2, : int(1.5 * RATE)]
    layers = [sound(folder, f"layers/a-{k:02d}.wav")[:, : heard.shape[1]] for k in range(K)]
    assert np.array_equal(heard[:, -RATE // 4 :], layers[0][:, -RATE // 4 :])
    assert jump(heard) <= 1.01 * max(jump(sum(layers)), *(jump(layer) for layer in layers))


def test_the_master_glides_mutes_and_is_recorded_as_it_is_heard(
    daemon: Daemon, peer: Udp, ear: Ear, folder: Path
):
    assert peer.done("/master/record", str(folder / "all.wav")).last.args[1] == str(folder / "all.wav")
    peer.done("/player/play", "b", "loop", 1)
    ear.wait_for_sound(RATE // 4)
    peer.done("/master/gain", 0.5, 0.5)
    ear.wait(ear.n_samples + RATE)
    peer.done("/master/mute", 1)
    ear.wait(ear.n_samples + RATE // 2)
    with Udp(daemon.port) as listener:
        listener.done("/notify", 1)
        peer.done("/master/record/stop")
        *_, (_, (name, path, _, problem)) = listener.until("/oscfactor/recorded")
    assert (name, path, problem) == ("/master", str(folder / "all.wav"), "")
    heard, take = ear.heard()[:2], sound(folder, "all.wav")
    assert take.shape[0] == N_PORTS
    whole = np.tile(sound(folder, "b.wav"), 3)[:, : heard.shape[1]]
    begin = int((heard != whole).any(axis=0).argmax())
    begin -= begin % BLOCK
    end = begin + RATE // 2
    assert np.array_equal(heard[:, end : end + RATE // 4], whole[:, end : end + RATE // 4] * np.float32(0.5))
    assert jump(heard) <= jump(whole) * 1.01
    assert not heard[:, -RATE // 4 :].any()
    first = int(take.any(axis=0).argmax())
    n = min(take.shape[1] - first, heard.shape[1])
    assert n > RATE
    assert np.array_equal(take[:2, first : first + n], heard[:, :n])


def test_with_the_limiter_nothing_is_above_the_ceiling(peer: Udp, ear: Ear, folder: Path):
    peer.done("/master/limiter", 1, 0.3)
    peer.done("/player/gain", "b", 4.0)
    peer.done("/player/play", "b")
    ear.wait_for_sound(RATE)
    heard = ear.heard()[:2, :RATE]
    assert np.abs(heard).max() <= np.float32(0.3)
    assert np.abs(heard[:, RATE // 2 :]).max() > 0.25
    assert jump(heard) <= 4 * jump(sound(folder, "b.wav"))


def test_the_cue_is_heard_before_all_faders_on_its_own_channels(peer: Udp, ear: Ear, folder: Path):
    peer.done("/component/gain", "a", -1, 0.5)
    peer.done("/component/mute", "a", 1, 1)
    peer.done("/component/cue", "a", 1, 1)
    peer.done("/master/gain", 0.0)
    peer.done("/player/play", "a")
    ear.wait_for_sound(RATE)
    heard = ear.heard()[:, :RATE]
    assert np.array_equal(heard[2:], sound(folder, "layers/a-01.wav")[:, :RATE])
    assert not heard[:2].any()
    peer.done("/component/cue", "a", 1, 0)
    ear.wait(ear.n_samples + RATE // 2)
    assert not ear.heard()[:, -RATE // 8 :].any()
    peer.fail("/cue/outputs", -1, code="argument")


def test_panic_is_done_when_nothing_is_heard_any_more(peer: Udp, ear: Ear, folder: Path):
    peer.done("/player/play", "a", "loop", 1)
    peer.done("/player/play", "b", "loop", 1)
    peer.done("/component/gain", "a", 0, 0.0, 60.0)
    ear.wait_for_sound(RATE // 2)
    assert peer.done("/panic", 0.2).last.args[1:] == (2,)
    at = ear.n_samples
    ear.wait(at + RATE // 4)
    heard = ear.heard()
    assert not ear.heard(at + 2 * 1024).any()  # two periods: what JACK itself has yet to give
    whole = sound(folder, "a.wav") + sound(folder, "b.wav")
    assert jump(heard) <= 1.1 * jump(whole)
    assert "playing" in peer.status()
    assert peer.status()["playing"] == 0


def test_panic_with_nothing_to_stop_is_done_at_once(peer: Udp):
    assert peer.done("/panic").last.args[1:] == (0,)


def test_a_scene_of_64_faders_lands_at_one_sample(peer: Udp, ear: Ear, folder: Path):
    """Of sounds that stand still the sum is a straight line, if all set out and arrive at the same sample."""
    names, n = [f"s{i}" for i in range(5)], 960
    for name, level in {**dict.fromkeys(names, 0.05), "many": 0.1}.items():
        soundfile.write(folder / f"{name}.wav", np.full(2 * RATE, level), RATE, subtype="FLOAT")
        peer.done("/buffer/load", name, f"{name}.wav")
    peer.done("/buffer/factorize", "many", 59, "fft", 1024, "iterations", 2)
    goals = [0.1 * i for i in range(5)]
    for name, goal in zip(names, goals, strict=True):
        peer.done("/player/gain", name, goal)
    peer.done("/component/gain", "many", -1, 0.25)
    for name in (*names, "many"):
        peer.done("/player/play", name, "loop", 1)
    peer.done("/scene/store", "soft", *names, "many")
    for name in names:
        peer.done("/player/gain", name, 1.0)
    peer.done("/component/gain", "many", -1, 1.0)
    ear.wait_for_sound(RATE // 2)
    at = ear.n_samples
    assert peer.done("/scene/recall", "soft", n / RATE).last.args[1:] == ("soft", 6, "")
    ear.wait(at + RATE)
    heard = ear.heard(at)[0]
    peer.done("/panic")
    for name in (*names, "many"):
        peer.done("/buffer/free", name)
    before, after = 5 * 0.05 + 0.1, sum(goals) * 0.05 + 0.1 * 0.25
    begin = int((np.abs(heard - before) > 1e-5).argmax())  # the step of a sample is twenty times as large
    line = before + (after - before) * np.clip((np.arange(len(heard)) + 1 - begin) / n, 0, 1)
    np.testing.assert_allclose(heard, line, atol=1e-5)


def test_what_plays_fades_over_to_a_prepared_session(peer: Udp, ear: Ear, folder: Path):
    peer.done("/session/save", "before.oscf")
    peer.done("/buffer/load", "next", "b.wav")
    peer.done("/player/play", "next", "loop", 1)
    peer.done("/session/save", "next.oscf")
    peer.done("/player/stop", "next")
    peer.done("/buffer/free", "next")
    peer.done("/player/play", "b", "loop", 1)
    assert peer.done("/session/prepare", "next.oscf").last.args[2] == 3
    ear.wait(ear.n_samples + RATE // 2)
    at = ear.n_samples
    assert peer.done("/session/switch", 0.5).last.args[2] == 3
    ear.wait(at + int(1.5 * RATE))
    heard = ear.heard(at)[:2, : int(1.5 * RATE)]
    assert jump(heard) <= 2.1 * jump(sound(folder, "b.wav"))
    assert np.abs(heard[0]).max() <= 0.81
    loud = np.sqrt((heard[0].reshape(-1, RATE // 20) ** 2).mean(axis=1))
    assert loud.min() > 0.02  # there is no gap
    assert loud[-1] == pytest.approx(0.4 / np.sqrt(2), rel=0.01)
    peer.done("/session/load", "before.oscf")

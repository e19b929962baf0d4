"""Playing and mixing, over the wire, on the device that plays to nobody."""

import time

import numpy as np
import psutil
import pytest
import soundfile

from oscfactor.client import Client
from oscfactor.errors import ArgumentError, DeviceError, FileError, NotFoundError
from tests.support.programs import Daemon
from tests.support.wire import PATIENCE

RATE = 48000
FOREVER = 150.0  # seconds: a first start compiles for a while


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("playing")
    for name, seconds in (("drums", 2.0), ("voice", 1.0), ("short", 0.2)):
        samples = np.random.default_rng(3).uniform(-0.5, 0.5, (int(seconds * RATE), 2)).astype(np.float32)
        soundfile.write(folder / f"{name}.wav", samples, RATE, subtype="FLOAT")
    return folder


@pytest.fixture(scope="module")
def daemon(folder):
    with Daemon(folder, "--device=silent", "--position-rate=50") as running:
        with Client(running.host, running.port, timeout=FOREVER) as client:
            for name in ("drums", "voice", "short"):
                client.request("/buffer/load", name, str(folder / f"{name}.wav"))
            for name in ("drums", "voice"):
                client.request("/buffer/factorize", name, 3, "fft", 1024, "iterations", 3)
        yield running


class Musician(Client):
    """A client that subscribes, and keeps what it hears."""

    def __init__(self, daemon):
        super().__init__(daemon.host, daemon.port, timeout=FOREVER)
        self.heard = []
        self.ask("/notify", 1)

    def ask(self, address, *args):
        return self.request(address, *args, on_message=self.heard.append).args

    def until(self, address, *start, patience=20.0):
        """Return the next event at an address that begins so."""
        deadline = time.monotonic() + patience
        while True:
            for i, message in enumerate(self.heard):
                if message.address == address and message.args[: len(start)] == start:
                    del self.heard[: i + 1]
                    return message.args
            assert time.monotonic() < deadline, f"no {address} {start}"
            self.ask("/version")

    def status(self):
        (words,) = [m.args for m in self.request("/status").messages if m.address == "/oscfactor/status"]
        return dict(zip(words[::2], words[1::2], strict=True))


@pytest.fixture
def musician(daemon):
    with Musician(daemon) as playing:
        yield playing
        if playing.status()["playing"]:
            playing.ask("/player/stop", "*")
        playing.ask("/notify", 0)


def test_every_change_is_told_with_its_place(musician):
    assert musician.ask("/player/play", "drums", 0.25, 1.5) == ("drums", 0.25, 1.5)
    musician.until("/oscfactor/player", "drums", "playing")
    _, _, begun = musician.until("/oscfactor/player", "drums", "playing")
    assert 0.25 <= begun < 1.5
    _, paused = musician.ask("/player/pause", "drums")
    assert musician.until("/oscfactor/player", "drums", "paused")[2] == pytest.approx(paused, abs=0.02)
    musician.ask("/player/play", "drums")
    assert musician.until("/oscfactor/player", "drums", "playing")[2] == pytest.approx(paused, abs=0.05)
    musician.ask("/player/stop", "drums")
    musician.until("/oscfactor/player", "drums", "stopped")
    with pytest.raises(NotFoundError, match="not playing"):
        musician.ask("/player/pause", "drums")


def test_a_sound_stops_by_itself_at_its_end(musician):
    begun = time.monotonic()
    musician.ask("/player/play", "short")
    _, _, seconds = musician.until("/oscfactor/player", "short", "stopped")
    assert seconds == pytest.approx(0.2, abs=0.03)
    assert time.monotonic() - begun > 0.15


def test_a_loop_goes_on_and_can_be_ended(musician):
    musician.ask("/player/play", "short", "loop", 1)
    places = [musician.until("/oscfactor/player", "short", "playing")[2] for _ in range(30)]
    assert (np.diff(places) < -0.1).any()
    musician.ask("/player/loop", "short", 1, 0.05, 0.1, "fade", 2.0)
    places = []
    for _ in range(300):
        place = musician.until("/oscfactor/player", "short", "playing")[2]
        places = [*places, place] if 0.04 < place < 0.11 else []
        if len(places) == 20:  # the whole sound would be elsewhere after three
            break
    assert len(places) == 20
    assert (np.diff(places) < -0.01).any()
    musician.ask("/player/loop", "short", 0, 0.0, 0.0)
    musician.until("/oscfactor/player", "short", "stopped")


def test_seeking_and_rates(musician):
    musician.ask("/player/play", "drums", "rate", 0.0)
    musician.ask("/player/seek", "drums", 1.25)
    musician.heard.clear()
    time_told = [musician.until("/oscfactor/player", "drums", "playing")[2] for _ in range(10)]
    assert time_told[-1] == pytest.approx(1.25, abs=0.01)
    musician.ask("/player/rate", "drums", 4.0, "resample")
    musician.until("/oscfactor/player", "drums", "stopped")


def test_several_buffers_play_at_once_and_a_pattern_stops_them(musician):
    for name in ("drums", "voice"):
        musician.ask("/player/play", name, "loop", 1)
    assert musician.status()["playing"] == 2
    musician.ask("/player/rate", "*", 0.5)
    assert musician.ask("/player/stop", "{drums,voice}")[0] == "{drums,voice}"
    assert musician.status()["playing"] == 0
    with pytest.raises(NotFoundError, match="no name matches"):
        musician.ask("/player/stop", "*")


def mixed(musician, name):
    """Return the beginning of a buffer's mix, (2, n)."""
    musician.heard.clear()
    musician.ask("/stream/audio", name, -1, "clock", "internal")
    sides = [musician.until("/oscfactor/block", name, -1, side, 0)[4:] for side in (0, 1)]
    musician.ask("/stream/stop", name)
    return np.array(sides, np.float32)


def test_faders_take_patterns_and_all(musician):
    names = ("drums", "voice")
    whole = {name: mixed(musician, name) for name in names}
    assert all(np.abs(whole[name]).max() > 0.1 for name in names)
    musician.ask("/component/gain", "*", -1, 0.5)
    for name in names:
        np.testing.assert_allclose(mixed(musician, name), whole[name] / 2, atol=1e-6)
    musician.ask("/component/mute", "*", -1, 1)
    musician.ask("/component/mute", "d?ums", -1, 0)
    assert mixed(musician, "drums").any()
    assert not mixed(musician, "voice").any()
    musician.ask("/component/mute", "voice", 1, 0)
    musician.ask("/component/solo", "*", 0, 1)
    assert not mixed(musician, "voice").any()
    musician.ask("/component/solo", "*", -1, 0)
    musician.ask("/component/pan", "*", -1, -1.0)
    for name in names:
        left, right = mixed(musician, name)
        assert left.any()
        assert not right.any()
    for command, neutral in (("gain", 1.0), ("mute", 0), ("pan", 0.0)):
        musician.ask(f"/component/{command}", "{drums,voice}", -1, neutral)
    for name in names:
        np.testing.assert_allclose(mixed(musician, name), whole[name], atol=1e-6)


def test_a_fader_that_there_is_not_is_said(musician):
    with pytest.raises(ArgumentError, match="no component 3"):
        musician.ask("/component/gain", "drums", 3, 1.0)
    with pytest.raises(NotFoundError, match="no components"):
        musician.ask("/component/gain", "short", 0, 1.0)
    with pytest.raises(NotFoundError, match="drms"):
        musician.ask("/player/gain", "drms", 1.0)


def test_what_makes_no_sense_is_said_in_a_sentence(musician):
    with pytest.raises(ArgumentError, match="nothing to play from 3 s"):
        musician.ask("/player/play", "drums", 3.0)
    with pytest.raises(ArgumentError, match="at most 4"):
        musician.ask("/player/play", "drums", "rate", 5.0)
    with pytest.raises(NotFoundError, match="drms"):
        musician.ask("/player/play", "drms")
    with pytest.raises(DeviceError, match="no such"):
        musician.ask("/audio/device", "no such device")
    musician.ask("/audio/device", "silent")


def test_a_recording_is_whole_when_it_is_told_so(musician, tmp_path):
    musician.ask("/player/play", "drums", "loop", 1)
    path = tmp_path / "take.wav"
    assert musician.ask("/player/record", "drums", str(path)) == ("drums", str(path))
    with pytest.raises(ArgumentError, match="being recorded"):
        musician.ask("/player/record", "drums", str(path))
    for _ in range(10):
        musician.until("/oscfactor/player", "drums", "playing")
    musician.ask("/player/record/stop", "drums")
    _, _, seconds, problem = musician.until("/oscfactor/recorded", "drums", str(path))
    assert problem == ""
    assert soundfile.info(path).frames / RATE == pytest.approx(seconds, abs=1e-4)
    with pytest.raises(FileError, match="no folder"):
        musician.ask("/player/record", "drums", str(tmp_path / "nowhere" / "take.wav"))
    musician.ask("/player/record", "drums", str(path))
    musician.ask("/player/stop", "drums")
    musician.until("/oscfactor/recorded", "drums", str(path))


def test_what_is_freed_or_written_into_while_it_plays_stops_or_goes_on(musician, folder):
    musician.ask("/buffer/load", "gone", str(folder / "voice.wav"))
    musician.ask("/player/play", "gone", "loop", 1)
    musician.ask("/buffer/write", "gone", 0, 0, 0.0, 0.0)
    musician.ask("/buffer/factorize", "gone", 2, "fft", 1024, "iterations", 2)
    musician.until("/oscfactor/player", "gone", "playing")
    musician.ask("/buffer/free", "gone")
    musician.until("/oscfactor/player", "gone", "stopped")


def test_what_is_written_while_it_plays_is_heard(musician, tmp_path):
    musician.ask("/buffer/alloc", "drawn", 4800, "channels", 1, "sample_rate", RATE)
    musician.ask("/buffer/write", "drawn", 0, 0, *[0.0] * 100)
    musician.ask("/player/play", "drawn", "loop", 1)
    musician.ask("/player/record", "drawn", str(tmp_path / "drawn.wav"))
    musician.until("/oscfactor/player", "drawn", "playing")
    for offset in range(0, 4800, 200):
        musician.ask("/buffer/write", "drawn", 0, offset, *[0.25] * 200)
    for _ in range(20):
        musician.until("/oscfactor/player", "drawn", "playing")
    musician.ask("/player/stop", "drawn")
    musician.until("/oscfactor/recorded", "drawn")
    heard, _ = soundfile.read(tmp_path / "drawn.wav", dtype="float32")
    assert np.array_equal(heard[-4800:-600], np.full((4200, 2), 0.25, np.float32))
    musician.ask("/buffer/free", "drawn")


def renderers(daemon):
    """Return the daemon's processes that render, and what all of them are."""
    children = psutil.Process(daemon.process.pid).children()
    return [p for p in children if "oscfactor.realtime.renderer" in p.cmdline()], children


def test_when_the_program_that_renders_ends_playing_goes_on_by_itself(musician, daemon):
    musician.ask("/player/play", "drums", "loop", 1)
    for _ in range(5):
        before = musician.until("/oscfactor/player", "drums", "playing")[2]
    (renderer,), _ = renderers(daemon)
    renderer.kill()
    assert "started again" in musician.until("/oscfactor/output", "lost")[1]
    musician.ask("/component/gain", "drums", 0, 0.5)
    musician.until("/oscfactor/output", "open")
    musician.heard.clear()
    place = first = musician.until("/oscfactor/player", "drums", "playing")[2]
    assert first >= before - 0.05
    while place == first:
        place = musician.until("/oscfactor/player", "drums", "playing")[2]
    musician.ask("/component/gain", "drums", 0, 1.0)
    musician.ask("/player/stop", "drums")


def test_a_daemon_that_is_killed_leaves_no_process_behind(folder):
    with (
        Daemon(folder, "--device=silent") as killed,
        Client(killed.host, killed.port, timeout=FOREVER) as client,
    ):
        client.request("/buffer/load", "drums", str(folder / "drums.wav"))
        client.request("/player/play", "drums", "loop", 1)
        found, children = renderers(killed)
        assert len(found) == 1
        assert len(children) >= 2
        killed.process.kill()
        _, alive = psutil.wait_procs(children, timeout=PATIENCE)
        assert not alive


def test_another_device_takes_over_where_it_was(musician):
    musician.ask("/player/play", "drums", "loop", 1)
    for _ in range(10):
        before = musician.until("/oscfactor/player", "drums", "playing")[2]
    name, channels, rate, block, latency = musician.ask(
        "/audio/device", "silent", "channels", 6, "sample_rate", 44100, "latency", 50.0
    )
    assert (name, channels, rate, block) == ("silent", 6, 44100, 256)
    assert latency == pytest.approx(50, abs=0.1)
    musician.heard.clear()
    assert musician.until("/oscfactor/player", "drums", "playing")[2] >= before - 0.05
    assert musician.status()["sample_rate"] == 44100
    assert musician.ask("/audio/device", "none") == ("none", 0, 0, 0, 0.0)
    assert musician.status()["sample_rate"] == 0
    musician.ask("/audio/device", "silent")

"""Devices that are not there, that vanish and come back, and one that is a file."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.jackserver import RATE, JackServer, noise, start_jack
from tests.support.programs import Daemon
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

NO_JACK = {"JACK_NO_START_SERVER": "1", "JACK_DEFAULT_SERVER": "nobody"}
ALSA_FILE = """
pcm.!default {{ type file slave.pcm null file "{path}" format raw }}
pcm.null {{ type null }}
ctl.!default {{ type hw card 0 }}
"""


@pytest.fixture
def listener(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as peer:
        peer.done("/notify", 1)
        yield peer


def loaded(peer: Udp, folder: Path) -> None:
    peer.done("/buffer/load", "a", str(folder / "a.wav"))
    peer.done("/buffer/factorize", "a", 3, "fft", 1024, "iterations", 5)


class TestWithoutDevice:
    @pytest.fixture
    def daemon(self, tmp_path: Path) -> Iterator[Daemon]:
        noise(tmp_path, "a.wav", 1.0, 1)
        with Daemon(tmp_path, "--device", "no such device", env=NO_JACK) as running:
            yield running

    def test_playing_fails_in_one_sentence_and_all_else_works(self, daemon: Daemon, listener: Udp):
        loaded(listener, daemon.folder)
        sentence = listener.fail("/player/play", "a", code="device")
        assert "\n" not in sentence
        assert listener.status()["sample_rate"] == 0
        listener.done("/component/gain", "a", 0, 0.5)
        listener.done("/stream/activations", "a", 200)
        listener.until("/oscfactor/frame", "a")
        listener.done("/audio/device", "silent")
        listener.done("/player/play", "a")


class TestVanishing:
    @pytest.fixture
    def jack(self) -> Iterator[JackServer]:
        with start_jack(period=256) as server:
            yield server

    @pytest.fixture
    def daemon(self, tmp_path: Path, jack: JackServer) -> Iterator[Daemon]:
        noise(tmp_path, "a.wav", 1.0, 1)
        with Daemon(tmp_path, env=jack.environ) as running:
            yield running

    def test_it_is_noticed_told_and_comes_back_by_itself(
        self, daemon: Daemon, jack: JackServer, listener: Udp
    ):
        loaded(listener, daemon.folder)
        listener.done("/player/play", "a", "loop", 1)
        jack.kill()
        begun = time.monotonic()
        listener.until("/oscfactor/output", "lost")
        assert time.monotonic() - begun < 10.0  # within a second, if the machine has nothing else to do
        assert listener.status()["sample_rate"] == 0
        waited = []
        for muted in (1, 0, 1, 0, 1):  # the machine may have other things to do: not so each time
            begun = time.monotonic()
            listener.done("/component/mute", "a", -1, muted)
            waited.append(time.monotonic() - begun)
        assert min(waited) < 0.5
        jack.start()
        listener.until("/oscfactor/output", "open")
        first, second = (position(listener) for _ in range(2))
        assert first != second
        listener.done("/player/stop", "a")

    def test_a_recording_goes_on_in_a_next_take_when_it_comes_back_at_another_rate(
        self, daemon: Daemon, jack: JackServer, listener: Udp
    ):
        listener.done("/buffer/load", "a", "a.wav")
        listener.done("/player/play", "a", "loop", 1)
        listener.done("/player/record", "a", "take.wav")
        assert position(listener) != position(listener)
        jack.kill()
        listener.until("/oscfactor/output", "lost")
        jack.start(rate=22050)
        _, _, seconds, problem = listener.until("/oscfactor/recorded", "a")[-1].args
        assert "goes on in take-2.wav" in problem
        assert soundfile.info(daemon.folder / "take.wav").duration == pytest.approx(seconds, abs=1e-3)
        assert position(listener) != position(listener)
        listener.done("/player/record/stop", "a")
        listener.until("/oscfactor/recorded", "a")
        second, rate = soundfile.read(daemon.folder / "take-2.wav")
        assert rate == 22050
        assert second.any()
        listener.done("/player/stop", "a")

    def test_another_device_can_be_chosen_meanwhile(self, daemon: Daemon, jack: JackServer, listener: Udp):
        loaded(listener, daemon.folder)
        listener.done("/player/play", "a", "loop", 1)
        jack.kill()
        listener.until("/oscfactor/output", "lost")
        listener.done("/audio/device", "silent")
        assert position(listener) != position(listener)
        listener.done("/quit")
        assert daemon.finish(20) == 0


def position(peer: Udp) -> float:
    """Return the next position that is told of a player."""
    return peer.until("/oscfactor/player", "a", "playing")[-1].args[2]


def test_the_content_reaches_an_alsa_file(tmp_path: Path):
    out = tmp_path / "out.raw"
    config = tmp_path / "asound.conf"
    config.write_text(ALSA_FILE.format(path=out))
    original = noise(tmp_path, "a.wav", 1.0, 1)
    environ = {**NO_JACK, "ALSA_CONFIG_PATH": f"{config}"}
    with Daemon(tmp_path, "--latency", "200", env=environ) as daemon, Udp(daemon.port) as peer:
        listed = peer.done("/audio/devices").all("/oscfactor/device")
        if not listed:
            pytest.skip("this PortAudio has no ALSA file device")
        loaded(peer, tmp_path)
        peer.done("/notify", 1)
        peer.done("/audio/device", "default", "sample_rate", RATE, "block", 512)
        peer.done("/player/play", "a")
        peer.until("/oscfactor/player", "a", "stopped")
        peer.done("/audio/device", "none")
    heard = np.fromfile(out, "<f4").reshape(-1, 2).T
    # The null device takes samples faster than real time: where the ring was empty there is silence.
    heard = heard[:, heard.any(axis=0)]
    assert heard.shape == original.shape
    assert np.abs(heard - original).max() <= 2.0**-21


@pytest.mark.skipif(sys.platform == "win32", reason="ends the daemon by a signal")
def test_an_end_while_a_device_is_being_opened_leaves_nothing(tmp_path: Path):
    with Daemon(tmp_path, "--log-level", "warning") as daemon, Udp(daemon.port) as peer:
        peer.send("/audio/device", "silent")
        peer.done("/version")
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.finish() == 0
    daemon.assert_unruffled()  # Python would warn of shared memory that is left

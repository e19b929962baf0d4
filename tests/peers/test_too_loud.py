"""A sound that is far too loud never reaches a sound card; and that is said, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor.dsp.bounds import MAX_SAMPLE
from oscfactor.dsp.render.ceiling import CEILING
from tests.support.jackserver import RATE, Ear, JackServer, start_jack
from tests.support.programs import Daemon
from tests.support.wire import Udp

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def jack() -> Iterator[JackServer]:
    with start_jack() as server:
        yield server


@pytest.fixture
def daemon(tmp_path: Path, jack: JackServer) -> Iterator[Daemon]:
    signs = np.ones((2, RATE // 2), np.float32)
    signs[:, ::2] *= -1
    for name, samples in (("loud", signs * np.float32(MAX_SAMPLE)), ("hot", signs * 10)):
        soundfile.write(tmp_path / f"{name}.wav", samples.T, RATE, subtype="FLOAT")
    with Daemon(tmp_path, "--latency", "150", env=jack.environ) as running:
        yield running
    running.assert_unruffled()


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as talking:
        talking.done("/notify", 1)
        for name in ("loud", "hot"):
            talking.done("/buffer/load", name, f"{name}.wav")
        talking.done("/audio/device")
        yield talking


def test_the_card_gets_at_most_the_ceiling_and_the_recording_holds_what_was_heard(
    daemon: Daemon, peer: Udp, jack: JackServer
):
    peer.done("/player/gain", "loud", 16.0)  # louder than any file may be
    with Ear(jack, ["oscfactor:out_0", "oscfactor:out_1"], 20.0) as ear:
        peer.done("/player/play", "loud", "loop", 1)
        recording = peer.done("/player/record", "loud", "take.wav")
        if not any(m.address == "/oscfactor/output" for m in recording.before):  # it may be told that soon
            peer.until("/oscfactor/output", "limited")
        peer.done("/player/gain", "loud", 0.25)
        ear.wait_for_sound(RATE // 2)
        peer.done("/player/stop", "loud")
        messages = peer.until("/oscfactor/recorded", "loud")
        heard = ear.heard()
    recorded = soundfile.read(daemon.folder / "take.wav", dtype="float32")[0].T
    for samples in (heard, recorded):
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() == CEILING
    begin = int(recorded.any(axis=0).argmax())
    n = min(heard.shape[1], recorded.shape[1] - begin) - RATE // 10  # the last samples fade
    assert np.array_equal(heard[:, :n], recorded[:, begin : begin + n])
    assert not [m for m in messages if m.args[:1] == ("limited",)], "it is told once"
    assert daemon.output.count("over full scale") == 1


def test_the_headroom_of_jack_passes_and_the_sum_of_all_keeps_the_ceiling(
    daemon: Daemon, peer: Udp, jack: JackServer
):
    with Ear(jack, ["oscfactor:out_0"], 20.0) as ear:
        peer.done("/player/play", "hot", "loop", 1)
        ear.wait_for_sound(RATE // 10)
        assert np.abs(ear.heard()).max() == np.float32(10)
        peer.done("/buffer/load", "more", "hot.wav")
        peer.done("/player/play", "more", "loop", 1)
        ear.wait(2 * RATE)
        peer.done("/player/stop", "*")
        assert np.abs(ear.heard()).max() <= CEILING

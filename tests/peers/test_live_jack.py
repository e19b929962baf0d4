"""Live input from a real JACK server, sample for sample."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.support.jackserver import RATE, JackServer, Mouth, start_jack
from tests.support.programs import Daemon
from tests.support.wire import Udp

pytestmark = pytest.mark.peer


@pytest.fixture
def peer(daemon: Daemon) -> Iterator[Udp]:
    with Udp(daemon.port) as peer:
        peer.done("/notify", 1)
        yield peer
        peer.ask("/input/close")


@pytest.fixture(scope="module")
def jack() -> Iterator[JackServer]:
    with start_jack(period=256) as server:
        yield server


@pytest.fixture(scope="module")
def daemon(jack: JackServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(tmp_path_factory.mktemp("jack"), env=jack.environ) as running:
        yield running
    running.assert_unruffled()


@pytest.fixture
def sound() -> np.ndarray:
    """Return a second of noise in two channels."""
    return np.random.default_rng(2).uniform(-0.5, 0.5, (2, RATE)).astype(np.float32)


def test_what_is_captured_and_recorded_is_what_was_played_sample_for_sample(
    jack: JackServer, peer: Udp, sound: np.ndarray
):
    assert peer.done("/input/open").last.args[1:] == ("system", 2, RATE)
    with Mouth(jack, [f"oscfactor-input:in_{i}" for i in range(2)], sound):
        peer.done("/live/record", "recorded", 1.5)
        peer.until("/oscfactor/captured", "recorded")
        peer.done("/live/capture", "caught", 1.0)
    for name, n in (("caught", RATE), ("recorded", RATE * 3 // 2)):
        heard = np.stack([peer.read(name, channel) for channel in range(2)])
        assert heard.shape == (2, n)
        # It may begin a little before the mouth is connected.
        (place,) = np.flatnonzero((sound == heard[:, -1:]).all(axis=0)).tolist()
        expected = np.take(sound, range(place + 1 - n, place + 1), 1, mode="wrap")
        begin = int(heard.any(axis=0).argmax())
        assert begin < 4096
        assert np.array_equal(heard[:, begin:], expected[:, begin:])


@pytest.mark.slow
def test_a_rate_that_the_device_refuses_is_a_sentence_and_leaves_nothing_open(peer: Udp):
    sentence = peer.fail("/input/open", "system", 2, 22050, code="device")
    assert "Invalid sample rate" in sentence
    assert sentence.endswith("/input/devices lists what there is")
    assert peer.done("/input/state").one("/oscfactor/value")[1:] == ("closed",)
    (default,) = [args for args in peer.done("/input/devices").all("/oscfactor/device") if args[5]]
    assert (default[1], default[3], default[4]) == ("system", 2, RATE)


def test_a_device_that_vanishes_is_told_and_comes_back(jack: JackServer, peer: Udp):
    peer.done("/input/open")
    jack.kill()
    peer.until("/oscfactor/input", "lost")
    assert peer.done("/input/state").one("/oscfactor/value")[1:] == ("lost",)
    peer.done("/live/capture", "caught", 256 / RATE)
    jack.start()
    peer.until("/oscfactor/input", "open")
    peer.done("/input/close")

"""Leaves of what plays: on a device that makes no sound, play heads and levels are told while they move."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

VALUE = "/oscfactor/value"
SOUND = "/sound/drums"
SOON = 60.0  # seconds


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("playing")
    soundfile.write(folder / "drums.wav", drums(2.0), SAMPLE_RATE, subtype="FLOAT")
    with Daemon(folder, "--log-level", "warning") as running:
        with Udp(running.port) as udp:
            udp.done("/audio/device", "silent")
            udp.done("/buffer/load", "drums", "drums.wav")
            udp.done("/buffer/factorize", "drums", 3, "iterations", 20)
        yield running
    running.assert_unruffled()


@pytest.fixture
def other(daemon: Daemon) -> Iterator[Udp]:
    """Another client than `peer`, after which nothing plays."""
    with Udp(daemon.port) as udp:
        yield udp
        udp.ask("/player/stop", "*")


def value(peer: Udp, address: str) -> tuple[object, ...]:
    return peer.done(address).one(VALUE)[1:]


def test_a_sound_plays_by_its_leaf_and_is_watched(peer: Udp, other: Udp):
    peer.done("/watch", f"{SOUND}/{{play,rate,loop,position,level}}")
    assert other.done(f"{SOUND}/play", 1, "loop", 1).last.args[1] == 1
    peer.until(VALUE, f"{SOUND}/play", 1, timeout=SOON)
    assert other.done(f"{SOUND}/rate", 0.5).last.args[1] == 0.5
    peer.until(VALUE, f"{SOUND}/rate", 0.5, timeout=SOON)
    assert value(other, f"{SOUND}/loop") == (1,)
    places = [told(peer, f"{SOUND}/position")[0] for _ in range(5)]
    assert sorted(set(places)) == places
    while (rms_and_peak := told(peer, f"{SOUND}/level")) == (0.0, 0.0):
        pass
    rms, peak = rms_and_peak
    assert 0.0 < rms < peak <= 1.5
    other.done(f"{SOUND}/play", 0)
    peer.until(VALUE, f"{SOUND}/play", 0, timeout=SOON)
    peer.until(VALUE, f"{SOUND}/level", 0.0, 0.0, timeout=SOON)
    other.done("/player/stop", "drums")
    peer.until(VALUE, f"{SOUND}/position", 0.0, timeout=SOON)
    peer.done("/unwatch", "*")


def told(peer: Udp, address: str) -> tuple[float, ...]:
    """Wait for the next values of a leaf."""
    return peer.until(VALUE, address, timeout=SOON)[-1].args[1:]


def test_a_play_head_that_is_sent_beyond_the_end_tells_where_it_went(peer: Udp, other: Udp):
    peer.done(f"{SOUND}/play", 1, "rate", 0.0)
    peer.done("/watch", f"{SOUND}/position")
    taken = peer.done(f"{SOUND}/position", 100.0).last.args[1]
    assert taken < 2.0
    peer.until(VALUE, f"{SOUND}/position", taken, timeout=SOON)
    peer.done("/unwatch", "*")


def test_levels_of_components_follow_their_faders(peer: Udp, other: Udp):
    other.done(f"{SOUND}/play", 1, "loop", 1)
    other.done(f"{SOUND}/1/mute", 1)
    levels = [value(other, f"{SOUND}/{k}/level") for k in range(3)]  # nobody watches: it is measured now
    assert levels[1] == (0.0,)
    assert levels[0] > (0.0,)
    peer.done("/watch", f"{SOUND}/1/level")
    other.done(f"{SOUND}/1/mute", 0)
    while told(peer, f"{SOUND}/1/level") == (0.0,):
        pass
    peer.done("/unwatch", "*")

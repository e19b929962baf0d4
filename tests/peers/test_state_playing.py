"""Leaves of what plays: on a device that makes no sound, play heads and levels are told while they move."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.watcher import VALUE, Watcher
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

SOUND = "/sound/drums"


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


def test_a_sound_plays_by_its_leaf_and_is_watched(daemon: Daemon, other: Udp):
    with Watcher(daemon.port, f"{SOUND}/{{play,rate,loop,position,level}}") as watcher:
        assert other.done(f"{SOUND}/play", 1, "loop", 1).last.args[1] == 1
        watcher.hears(f"{SOUND}/play", 1)
        assert other.done(f"{SOUND}/rate", 0.5).last.args[1] == 0.5
        watcher.hears(f"{SOUND}/rate", 0.5)
        assert value(other, f"{SOUND}/loop") == (1,)
        place = 0.0
        for _ in range(4):
            before = place
            (place,) = watcher.until_told(f"{SOUND}/position", lambda told, last=before: told > (last,))
        rms, peak = watcher.until_told(f"{SOUND}/level", lambda told: told > (0.0, 0.0))
        assert 0.0 < rms < peak <= 1.5
        other.done(f"{SOUND}/play", 0)
        watcher.hears(f"{SOUND}/play", 0)
        watcher.hears(f"{SOUND}/level", 0.0, 0.0)
        other.done("/player/stop", "drums")
        watcher.hears(f"{SOUND}/position", 0.0)


def test_a_play_head_that_is_sent_beyond_the_end_tells_where_it_went(daemon: Daemon, other: Udp):
    with Watcher(daemon.port, f"{SOUND}/position") as watcher:
        watcher.done(f"{SOUND}/play", 1, "rate", 0.0)
        taken = watcher.done(f"{SOUND}/position", 100.0).last.args[1]
        assert 1.9 < taken < 2.0
        watcher.hears(f"{SOUND}/position", taken)


def test_levels_of_components_follow_their_faders(daemon: Daemon, other: Udp):
    other.done(f"{SOUND}/play", 1, "loop", 1, "rate", 1.0)
    other.done(f"{SOUND}/1/mute", 1)
    levels = [value(other, f"{SOUND}/{k}/level") for k in range(3)]  # nobody watches: it is measured now
    assert levels[1] == (0.0,)
    assert levels[0] > (0.0,)
    with Watcher(daemon.port, f"{SOUND}/1/level") as watcher:
        other.done(f"{SOUND}/1/mute", 0)
        watcher.until_told(f"{SOUND}/1/level", lambda told: told > (0.0,))


def test_a_play_head_that_is_moved_while_it_rests_is_told(daemon: Daemon, other: Udp):
    with Watcher(daemon.port, f"{SOUND}/{{play,position}}") as watcher:
        other.done("/player/play", "drums", "loop", 1)
        watcher.until_told(f"{SOUND}/position", lambda told: told > (0.05,))
        other.done("/player/pause", "drums")
        watcher.hears(f"{SOUND}/play", 0)
        other.done("/player/seek", "drums", 1.5)
        watcher.until_told(f"{SOUND}/position", lambda told: abs(told[0] - 1.5) < 0.001)


def test_which_part_plays_is_told(daemon: Daemon, other: Udp):
    with Watcher(daemon.port, f"{SOUND}/region") as watcher:
        watcher.hears(f"{SOUND}/region", 0.0, 2.0)
        other.done("/player/play", "drums", "start", 0.5, "end", 1.0, "loop", 1)
        watcher.hears(f"{SOUND}/region", 0.5, 1.0)
        other.done("/player/loop", "drums", 1, "start", 0.25)
        watcher.hears(f"{SOUND}/region", 0.25, 1.0)
        other.done("/player/stop", "drums")
        watcher.hears(f"{SOUND}/region", 0.0, 2.0)

"""Watches over the wire: whoever changes a value, all who watch it are told, and last what is."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, Message, Peer, Tcp, Udp

pytestmark = pytest.mark.peer

VALUE, GONE, ALIVE = "/oscfactor/value", "/oscfactor/gone", "/oscfactor/alive"
SOUND = "/sound/drums"
SOON = 20.0  # seconds


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("watch")
    soundfile.write(folder / "drums.wav", drums(0.3), SAMPLE_RATE, subtype="FLOAT")
    with Daemon(folder, "--log-level", "warning") as running:
        yield running
    running.assert_unruffled()


@pytest.fixture
def other(daemon: Daemon) -> Iterator[Udp]:
    """Another client than `peer`; there is a sound of three components."""
    with Udp(daemon.port) as udp:
        udp.done("/buffer/load", "drums", "drums.wav")
        udp.done("/buffer/factorize", "drums", 3, "iterations", 5)
        yield udp
        udp.ask("/buffer/free", "drums")


@pytest.fixture
def watcher(peer: Udp, other: Udp) -> Iterator[Udp]:
    """A client that watches all."""
    peer.done("/watch", "//")
    yield peer
    peer.done("/unwatch", "*")


def told(peer: Peer, address: str, *values: object) -> list[Message]:
    """Wait until a leaf is told to hold such values; return all values that were told until then."""
    return [m for m in peer.until(VALUE, address, *values, timeout=SOON) if m.address == VALUE]


def test_the_present_values_come_before_done(peer: Udp, other: Udp):
    other.done(f"{SOUND}/1/gain", 0.25)
    reply = peer.done("/watch", f"{SOUND}/*/gain")
    assert reply.all(VALUE) == [(f"{SOUND}/{k}/gain", 0.25 if k == 1 else 1.0) for k in range(3)]
    assert reply.last.args[1:] == (f"{SOUND}/*/gain", 3)
    assert peer.done("/unwatch", f"{SOUND}/*/gain").last.args[2] == 1
    assert peer.done("/unwatch", f"{SOUND}/*/gain").last.args[2] == 0


def test_whoever_changes_a_value_it_is_told(watcher: Udp, other: Udp):
    other.done(f"{SOUND}/1/gain", 0.25)
    told(watcher, f"{SOUND}/1/gain", 0.25)
    other.done("/component/mute", "drums", -1, 1)
    heard = told(watcher, f"{SOUND}/2/mute", 1)
    assert {m.args for m in heard} == {(f"{SOUND}/{k}/mute", 1) for k in range(3)}
    other.done("/matrix/set", "drums", 0, 1, 0.5)
    told(watcher, f"{SOUND}/matrix/0/1", 0.5)
    other.done("/edit/undo", "drums")
    told(watcher, f"{SOUND}/matrix/0/1", 0.0)
    other.done("/edit/redo", "drums")
    told(watcher, f"{SOUND}/matrix/0/1", 0.5)
    watcher.done("/edit/undo", "drums")  # which says not what the values are
    told(watcher, f"{SOUND}/matrix/0/1", 0.0)


def test_leaves_that_come_and_go_are_told(watcher: Udp, other: Udp):
    other.done("/buffer/load", "new", "drums.wav")
    told(watcher, "/sound/new/gain", 1.0)
    other.done("/buffer/factorize", "new", 2, "iterations", 5)
    told(watcher, "/sound/new/matrix/1/1", 1.0)
    other.done("/buffer/factorize", "new", 1, "iterations", 5)
    watcher.until(GONE, "/sound/new/1/gain", timeout=SOON)
    other.done("/buffer/free", "new")
    watcher.until(GONE, "/sound/new/gain", timeout=SOON)


def test_who_sets_a_leaf_is_not_told_but_all_others_are(watcher: Udp, other: Udp):
    other.done("/watch", f"{SOUND}//")
    watcher.done(f"{SOUND}/0/gain", 0.5)
    watcher.done("/component/pan", "drums", 0, 0.5)
    told(other, f"{SOUND}/0/gain", 0.5)
    told(other, f"{SOUND}/0/pan", 0.5)
    other.done(f"{SOUND}/0/solo", 1)
    assert [m.args for m in told(watcher, f"{SOUND}/0/solo", 1)] == [(f"{SOUND}/0/solo", 1)]
    other.done("/unwatch", "*")


def test_a_value_is_told_at_most_so_often_and_the_last_one_always(peer: Udp, other: Udp):
    peer.done("/watch", f"{SOUND}/0/gain", 10)
    began = time.monotonic()
    for i in range(300):
        other.send(f"{SOUND}/0/gain", i / 300)
        if i % 20 == 0:
            other.done("/sync", i)
    other.done(f"{SOUND}/0/gain", 0.75)
    heard = told(peer, f"{SOUND}/0/gain", 0.75)
    assert len(heard) <= 2 + 10 * (time.monotonic() - began)
    peer.done("/unwatch", "*")


def test_a_race_ends_with_what_is(peer: Udp, other: Udp):
    """One may hear of another's value only after it has set its own: then it is told its own once more."""
    peer.done("/watch", f"{SOUND}/0/gain")
    other.done(f"{SOUND}/0/gain", 0.25)
    told(peer, f"{SOUND}/0/gain", 0.25)
    peer.send(f"{SOUND}/0/gain", 0.5)
    told(peer, f"{SOUND}/0/gain", 0.5)
    peer.done("/unwatch", "*")


def test_a_watch_ends_with_its_client(daemon: Daemon, other: Udp):
    with Tcp(daemon.port, "size") as tcp:
        tcp.done("/watch", f"{SOUND}/0/gain")
    with Udp(daemon.port) as gone:
        gone.done("/watch", f"{SOUND}/0/gain")
    with Udp(daemon.port) as mute:
        mute.done("/notify", 1)
        mute.done("/watch", f"{SOUND}/0/gain")
        mute.done("/notify", 0)
        other.done(f"{SOUND}/0/gain", 0.5)
        mute.send("/sync", 1)
        assert VALUE not in [m.address for m in mute.until(DONE, "/sync")]


def test_who_listens_hears_that_the_daemon_is_there(peer: Udp, other: Udp):
    peer.done("/watch", f"{SOUND}/0/gain")
    peer.until(ALIVE, timeout=SOON)
    peer.done("/unwatch", "*")
    other.done("/notify", 1)
    other.until(ALIVE, timeout=SOON)
    other.done("/notify", 0)


def test_what_cannot_be_watched(peer: Udp, other: Udp):
    peer.fail("/watch", "sound", code="argument")
    peer.fail("/watch", "/sound/[a", code="malformed")
    peer.fail("/watch", "/sound", 0.0, code="argument")
    peer.fail("/watch", code="argument")
    assert peer.done("/watch", "/nothing/yet").last.args[2] == 0
    for i in range(63):
        peer.done("/watch", f"/nothing/{i}")
    assert "/unwatch" in peer.fail("/watch", "/nothing/more", code="limit")
    assert peer.done("/unwatch", "*").last.args[2] == 64

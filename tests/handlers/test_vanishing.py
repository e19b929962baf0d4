"""Who plays and goes without a word, as a program that is closed or crashes."""

from __future__ import annotations

import pytest

from tests.support.programs import Daemon
from tests.support.wire import Tcp, Udp


@pytest.fixture
def peer(tmp_path):
    """A client that stays, of a daemon that plays to nobody."""
    with Daemon(tmp_path, "--device", "silent") as daemon, Udp(daemon.port) as peer:
        peer.done("/notify", 1)
        peer.done("/buffer/alloc", "take", 48000)
        yield peer
    daemon.assert_unruffled()


@pytest.mark.parametrize("how", ["ttl", "refused", "connection"])
def test_what_the_last_of_a_computers_programs_plays_stops_when_it_has_gone(peer, how):
    port = peer.target[1]
    with Tcp(port, "size") if how == "connection" else Udp(port) as other:
        other.send("/notify", 1, "stop", 1)
        other.send("/player/play", "take", "loop", 1)
        peer.until("/oscfactor/player", "take", "playing")
        if how == "ttl":
            other.send("/notify", 1, 0, 0.05, "stop", 1)
        else:
            other.close()
        while peer.status()["playing"]:
            pass


def test_after_a_farewell_it_plays_on_and_while_another_program_stays(peer):
    port = peer.target[1]
    with Udp(port) as stays, Udp(port) as goes:
        stays.done("/notify", 1, "stop", 1)
        goes.done("/player/play", "take", "loop", 1)
        goes.done("/notify", 1, 0, 0.05, "stop", 1)
        while peer.status()["clients"] > 2:
            pass
        assert peer.status()["playing"] == 1
        stays.done("/notify", 0)
        assert peer.status()["playing"] == 1

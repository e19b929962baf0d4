"""Leaves over the wire: set, asked, reached by patterns; the same as the commands of that meaning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, FAIL, Udp, encode, encode_bundle

pytestmark = pytest.mark.peer

VALUE = "/oscfactor/value"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("state")
    soundfile.write(folder / "drums.wav", drums(0.3), SAMPLE_RATE, subtype="FLOAT")
    with Daemon(folder, "--log-level", "warning") as running:
        yield running
    running.assert_unruffled()


@pytest.fixture
def sound(peer: Udp) -> Iterator[str]:
    """A sound of four components, with a name of its own that an address cannot hold as it is."""
    name = "my drüm 50%"
    peer.done("/buffer/load", name, "drums.wav")
    peer.done("/buffer/factorize", name, 4, "iterations", 5)
    yield "/sound/my%20drüm%2050%25"
    peer.ask("/buffer/free", name)


def value(peer: Udp, address: str) -> tuple[object, ...]:
    """Return what a leaf says that it holds."""
    (heard,) = peer.done(address).all(VALUE)
    assert heard[0] == address
    return heard[1:]


def test_a_leaf_is_set_and_asked_like_its_command(peer: Udp, sound: str):
    assert peer.done(f"{sound}/2/gain", 0.5).last.args == (f"{sound}/2/gain", 0.5)
    assert value(peer, f"{sound}/2/gain") == (0.5,)
    peer.done("/component/gain", "my drüm 50%", 2, 0.25)
    assert value(peer, f"{sound}/2/gain") == (0.25,)
    assert value(peer, f"{sound}/1/gain") == (1.0,)


def test_a_leaf_fails_with_the_sentence_of_its_command(peer: Udp, sound: str):
    assert "at most 16" in peer.fail(f"{sound}/2/gain", 17.0, code="argument")
    assert "a number" in peer.fail(f"{sound}/2/gain", "loud", code="argument")
    peer.fail(f"{sound}/4/gain", 0.5, code="argument")
    peer.fail(f"{sound}/4/gain", code="not-found")
    assert "no buffer named 'gone'" in peer.fail("/sound/gone/gain", 0.5, code="not-found")
    assert "no buffer named 'gone'" in peer.fail("/sound/gone/gain", code="not-found")
    peer.fail(f"{sound}/2/gian", 0.5, code="unknown-command")
    peer.fail("/sound/%2A/0/gain", 0.5, code="unknown-command")
    assert value(peer, f"{sound}/2/gain") == (1.0,)


def test_leaves_of_what_is_being_made_are_waited_for(peer: Udp):
    peer.send_raw(
        encode_bundle(
            encode("/buffer/load", "soon", "drums.wav"),
            encode("/buffer/factorize", "soon", 3, "iterations", 5),
            encode("/sound/soon/2/gain", 0.5),
            encode("/sound/soon/2/gain"),
            encode("/sound/soon/*/gain"),
        )
    )
    heard = peer.until(DONE, "/sound/soon/*/gain", timeout=20)
    assert not [m for m in heard if m.address == FAIL]
    assert [m.args for m in heard if m.address == VALUE] == [
        ("/sound/soon/2/gain", 0.5),
        ("/sound/soon/0/gain", 1.0),
        ("/sound/soon/1/gain", 1.0),
        ("/sound/soon/2/gain", 0.5),
    ]
    assert heard[-1].args[1:] == (3,)


def test_a_pattern_over_leaves_reaches_leaves_only(peer: Udp, sound: str):
    assert peer.done(f"{sound}/[0-1]/{{gain,pan}}", 0.5).last.args[1:] == (4,)
    assert value(peer, f"{sound}/1/pan") == (0.5,)
    assert value(peer, f"{sound}/2/pan") == (0.0,)
    assert {args[0] for args in peer.done(f"{sound}//gain").all(VALUE)} == {
        f"{sound}/gain",
        *(f"{sound}/{k}/gain" for k in range(4)),
    }
    peer.fail("/sound/nobody*/gain", 1, code="not-found")

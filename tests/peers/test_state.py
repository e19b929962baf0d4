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


@pytest.mark.parametrize("name", ["a%2Fb", "%zz", "%", "%FF", "%00", "a%20%20b", "\U0001f941", "x" * 200])
def test_odd_names_are_of_no_sound_and_harm_nothing(peer: Udp, name: str):
    for args in ((), (0.5,)):
        reply = peer.ask(f"/sound/{name}/gain", *args)
        assert reply.last.address == FAIL
        assert reply.last.args[1] in ("not-found", "argument")


def test_a_leaf_of_a_sound_that_was_freed_is_gone(peer: Udp, sound: str):
    peer.done("/buffer/free", "my drüm 50%")
    for address in (f"{sound}/gain", f"{sound}/0/gain", f"{sound}/matrix/0/0", f"{sound}/name"):
        assert "no buffer named" in peer.fail(address, code="not-found")
    assert "no buffer named" in peer.fail(f"{sound}/0/gain", 0.5, code="not-found")
    assert "no buffer named" in peer.fail(f"{sound}/name", "x", code="not-found")


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


def test_moves_of_one_cell_are_one_step_of_undo(daemon: Daemon, peer: Udp, sound: str):
    cell, name = f"{sound}/matrix/0/1", "my drüm 50%"
    for i in range(1, 101):
        peer.send(cell, i / 100)
    peer.done("/matrix/set", name, 0, 1, 0.25)  # the command of the same meaning
    with Udp(daemon.port) as other:
        other.done(cell, 0.5)  # another client's is another step
    peer.done(f"{sound}/matrix/1/0", 0.5)  # and so is another cell
    assert peer.done("/edit/undo", name).last.args[3] == 2
    peer.done("/edit/undo", name)
    assert value(peer, cell) == (0.25,)
    peer.done("/edit/undo", name)
    assert value(peer, cell) == (0.0,)
    peer.fail("/edit/undo", name, code="not-found")
    peer.done("/edit/redo", name)
    assert value(peer, cell) == (0.25,)


def test_a_pattern_over_cells_is_one_step_of_undo(peer: Udp, sound: str):
    assert peer.done(f"{sound}/matrix/[0-2]/*", 0.5).last.args[1:] == (12,)
    assert value(peer, f"{sound}/matrix/2/3") == (0.5,)
    assert value(peer, f"{sound}/matrix/3/3") == (1.0,)
    peer.done("/edit/undo", "my drüm 50%")
    assert value(peer, f"{sound}/matrix/2/2") == (1.0,)
    peer.fail("/edit/undo", "my drüm 50%", code="not-found")


def test_a_pattern_sets_all_or_none(peer: Udp, sound: str):
    peer.fail(f"{sound}/*/{{gain,pan}}", 2.0, code="argument")  # which no pan can be
    assert value(peer, f"{sound}/0/gain") == (1.0,)
    peer.fail(f"{sound}/*/level", 0.5, code="argument")
    assert peer.done(f"{sound}/{{gain,seconds}}", 0.5).last.args[1:] == (1,)


def test_names_and_colours_are_values(peer: Udp, sound: str):
    assert value(peer, f"{sound}/name") == ("my drüm 50%",)
    assert value(peer, f"{sound}/1/colour") == ("#3df5fe",)
    assert peer.done(f"{sound}/1/colour", "#ABC").last.args[1] == "#aabbcc"
    peer.done("/component/label", "my drüm 50%", 1, "kick, 100 %")
    assert value(peer, f"{sound}/1/name") == ("kick, 100 %",)
    assert peer.done(f"{sound}/1/name", "").last.args[1] == ""
    assert peer.done(f"{sound}/name", "").last.args[1] == "my drüm 50%"
    peer.fail(f"{sound}/1/colour", "red", code="argument")
    peer.fail(f"{sound}/1/name", 7.5, code="argument")
    peer.fail(f"{sound}/1/name", "a\nb", code="argument")
    peer.fail(f"{sound}/1/name", "x" * 65, code="argument")


def test_what_can_only_be_read(peer: Udp, sound: str):
    assert value(peer, f"{sound}/components") == (4,)
    assert value(peer, f"{sound}/seconds") == (pytest.approx(0.3),)
    assert value(peer, f"{sound}/channels") == (2,)
    assert value(peer, f"{sound}/job") == ("",)
    assert value(peer, f"{sound}/level") == (0.0, 0.0)
    assert "can only be read" in peer.fail(f"{sound}/components", 5, code="argument")


def test_a_sound_that_does_not_play_is_off_already(peer: Udp, sound: str):
    assert value(peer, f"{sound}/play") == (0,)
    assert peer.done(f"{sound}/play", 0).last.args[1] == 0
    peer.fail(f"{sound}/play", 2, code="argument")
    assert "is not playing" in peer.fail(f"{sound}/position", 0.1, code="not-found")


def test_what_is_sent_after_a_pattern_comes_after_it(peer: Udp, sound: str):
    for i in range(20):
        peer.send("/sound/*/*/gain", i / 20)
        peer.send(f"{sound}/2/gain", 1.5)
        peer.done("/sync", i)
        assert value(peer, f"{sound}/2/gain") == (1.5,)

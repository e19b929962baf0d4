"""Several patches of one Max, and two copies of Max, at one daemon; a mock in Node plays Max."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.wire import DEFAULT_PORT
from tests.support.standin import PACKAGE, Max
from tools.clients.stubs import stubs

pytestmark = pytest.mark.peer

CONNECTION = PACKAGE / "help" / "oscfactor.maxhelp"
PLAYER = PACKAGE / "help" / "oscfactor.player.maxhelp"
ACTIVATIONS = PACKAGE / "help" / "oscfactor.activations.maxhelp"
COMPONENT = PACKAGE / "help" / "oscfactor.component.maxhelp"
MIXER = PACKAGE / "examples" / "oscfactor-mixer.maxpat"


def patch_of(folder: Path, *texts: str) -> Path:
    """Write a patch of object boxes, each with a print at its first outlet."""
    boxes, lines = [], []
    for i, text in enumerate(texts):
        boxes.append({"id": f"obj-{i}", "maxclass": "newobj", "text": text})
        boxes.append({"id": f"print-{i}", "maxclass": "newobj", "text": f"print p{i}"})
        lines.append({"patchline": {"source": [f"obj-{i}", 0], "destination": [f"print-{i}", 0]}})
    file = folder / "mine.maxpat"
    file.write_text(json.dumps({"patcher": {"boxes": [{"box": box} for box in boxes], "lines": lines}}))
    return file


def test_an_object_that_is_made_later_knows_that_the_daemon_answers(daemon, tmp_path):
    with Max(daemon.port, COMPONENT) as max_program:
        max_program.until("answer", "/oscfactor/done", "/buffer/load")
        max_program.command(open=str(patch_of(tmp_path, "oscfactor")))
        assert max_program.until("print", "p0")["message"] == [1]


def test_when_the_patch_that_holds_the_connection_is_closed_another_goes_on(daemon, tmp_path):
    mine = patch_of(tmp_path, "oscfactor", "oscfactor.buffer other")
    with Max(daemon.port, CONNECTION, mine) as max_program:
        max_program.until("print", "p0")
        max_program.until("answer", "/oscfactor/done", "/buffer/load")
        max_program.command(close=str(CONNECTION))
        max_program.command(tell="oscfactor.buffer other", words=["alloc", 8])  # at once: nothing is lost
        max_program.until("answer", "/oscfactor/done", "/buffer/alloc", "other")
        max_program.here()
        told = [event["message"] for event in max_program.heard if event.get("print") == "p0"]
        assert told == [[0], [1]]  # once: nobody begins anew
        assert not max_program.complaints


def test_what_a_patch_plays_and_streams_ends_with_it_and_with_a_max_that_is_killed(daemon, peer):
    peer.done("/notify", 1)
    for end in ("close", "kill"):
        with Max(daemon.port, PLAYER) as max_program:
            max_program.until("answer", "/oscfactor/done", "/buffer/factorize")
            max_program.command(click="play loop 1")
            peer.until("/oscfactor/player", "help-song", "playing")
            if end == "close":
                max_program.command(close=str(PLAYER))
            else:
                max_program.kill()
            peer.until("/oscfactor/player", "help-song", "stopped")


def test_what_a_patch_streams_ends_with_it(daemon):
    with Max(daemon.port, ACTIVATIONS, CONNECTION) as max_program:
        max_program.until("answer", "/oscfactor/done", "/stream/activations")
        max_program.command(close=str(ACTIVATIONS))
        max_program.until("sent", "/stream/stop", "help-curves")


def test_a_port_that_is_taken_is_changed_before_anybody_is_blamed(daemon, tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 0))
        port = taken.getsockname()[1]
        with Max(daemon.port) as max_program:
            max_program.command(listen=port)
            max_program.command(open=str(patch_of(tmp_path, "oscfactor")))
            max_program.until("refused", port)
            max_program.until("post", f"oscfactor: connected to 127.0.0.1 port {daemon.port}\n")
            assert not max_program.complaints


def test_what_is_refused_many_times_at_once_is_said_once(daemon, tmp_path):
    with Max(daemon.port, patch_of(tmp_path, "oscfactor")) as max_program:
        max_program.until("post", f"oscfactor: connected to 127.0.0.1 port {daemon.port}\n")
        max_program.command(clock="stop")
        for name in ("one", "one", "one", "two"):
            max_program.command(tell="oscfactor", words=["osc", "/buffer/info", name])
        max_program.settle()
        assert ["'one'" in text for text in max_program.complaints] == [True, False]


def test_without_a_word_about_it_the_daemon_is_asked_where_all_expect_it(tmp_path):
    with Max(None, patch_of(tmp_path, "oscfactor")) as max_program:
        while max_program.until("asks", "127.0.0.1").get("at") != DEFAULT_PORT:
            pass


def test_the_buttons_of_the_overview_open_helps_and_examples_once(daemon):
    with Max(daemon.port, PACKAGE / "extras" / "oscfactor-overview.maxpat") as max_program:
        max_program.until("post", f"oscfactor: connected to 127.0.0.1 port {daemon.port}\n")
        for button, file in (("oscfactor.player", PLAYER), ("example: mixer", MIXER)):
            max_program.command(press=button)
            max_program.until("loaded", str(file))
        max_program.command(press="example: mixer")
        max_program.here()
        assert sum(event.get("loaded") == str(MIXER) for event in max_program.heard) == 1
        assert not max_program.complaints


def test_two_copies_of_max_each_hear_their_own(daemon, tmp_path):
    mine = patch_of(tmp_path, "oscfactor", "oscfactor.buffer mine")
    with Max(daemon.port, mine) as first, Max(daemon.port, mine) as second:
        for max_program in (first, second):
            max_program.until("print", "p0")
        ports = {event["listens"] for one in (first, second) for event in one.heard if "listens" in event}
        assert len(ports) == 2
        second.command(tell="oscfactor.buffer mine", words=["alloc", 8])
        second.until("answer", "/oscfactor/done", "/buffer/alloc", "mine")
        first.here()
        assert not [event for event in first.heard if event.get("answer", [""])[1:2] == ["/buffer/alloc"]]


def n_pulled(max_program: Max) -> int:
    return sum(event.get("answer", ["", ""])[1] == "/component/audio" for event in max_program.heard)


def test_a_pull_visits_only_those_that_it_concerns(daemon):
    with Max(daemon.port, MIXER) as max_program:
        max_program.until("answer", "/oscfactor/done", "/buffer/factorize", timeout=60)
        max_program.settle()
        max_program.command(open=str(COMPONENT))
        max_program.until("answer", "/oscfactor/done", "/buffer/factorize")
        max_program.command(calls=1)
        before = max_program.until("calls")["calls"]
        n_before = n_pulled(max_program)
        while n_pulled(max_program) < 150:
            max_program.until("answer")
        max_program.command(calls=1)
        calls = max_program.until("calls")["calls"] - before
    # The connection and the two scripts of the object hear samples and done; requests pass the connection:
    # all the rest of the two patches hears nothing.
    assert calls < 12 * (150 - n_before)


ROWS = [
    (stub.object, stub.message, stub.command.address)
    for of_object in stubs().values()
    for stub in of_object
    if stub.command.args and any(arg.file for arg in stub.args)
]


@pytest.mark.parametrize(("kind", "message", "address"), ROWS)
def test_each_path_is_understood_wherever_it_stands(daemon, tmp_path, kind, message, address):
    subject = {"oscfactor.component": " there 0", "oscfactor": ""}.get(kind, " there")
    text = kind + subject
    mine = patch_of(tmp_path, text)
    before = {"/matrix/export": ["0", "0"], "/object/export": ["0"]}.get(address, [])
    is_read = any(arg.file == "read" for arg in COMMANDS[address].args)
    with Max(daemon.port, mine) as max_program:
        for words, place in (
            (["my", "stems"], f"{tmp_path}/my stems"),
            (["Macintosh HD:/music/a"], "Macintosh HD:/music/a"),
            (["~:/music/a"], "~/music/a"),
            (["Desktop:/a"], "~/Desktop/a"),
            (["/music/a b"], "/music/a b"),
            (["C:/music/a"], "C:/music/a"),
        ):
            options = ["format", "wav"] if address.endswith("export") else []
            max_program.command(tell=text, words=[*message.split(), *map(float, before), *words, *options])
            sent = max_program.until("sent", address)["args"]
            assert place in sent, sent
            assert sent[len(sent) - len(options) :] == options
        if is_read:
            max_program.command(tell=text, words=[*message.split(), "oscfactor-loop.wav"])
            assert str(max_program.until("sent", address)["args"]).count("/media/oscfactor-loop.wav")
        max_program.settle()


@pytest.mark.parametrize("words", [["load", "~:/set.ofs"], ["recover"]], ids=lambda words: words[0])
def test_the_path_of_an_option_is_understood_too(daemon, tmp_path, words):
    with Max(daemon.port, patch_of(tmp_path, "oscfactor")) as max_program:
        max_program.command(tell="oscfactor", words=["session", *words, "search", "Desktop:/loops"])
        sent = max_program.until("sent", f"/session/{words[0]}")["args"]
        assert sent[-2:] == ["search", "~/Desktop/loops"]
        max_program.settle()


def test_a_path_beside_a_patch_that_has_no_place_is_told(daemon, tmp_path):
    mine = patch_of(tmp_path, "oscfactor.player there")
    with Max(daemon.port, mine) as max_program:
        max_program.command(unsave=str(mine))
        max_program.command(tell="oscfactor.player there", words=["record", "take.wav"])
        assert "save it, or give a whole path" in max_program.until("error")["error"]
        assert not max_program.sent("/player/record")

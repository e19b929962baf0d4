"""Faders and dials of the Max patches stand where the daemon's do, whoever moves them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.standin import PACKAGE, Max
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

CONNECTION = PACKAGE / "help" / "oscfactor.maxhelp"


@pytest.fixture
def song(peer: Udp) -> str:
    """A sound of two layers; an address has its name otherwise."""
    loop = str(PACKAGE / "media" / "oscfactor-loop.wav")
    peer.done("/buffer/load", "my song", loop, "duration", 0.3)
    peer.done("/buffer/factorize", "my song", 2, "iterations", 5)
    peer.done("/component/gain", "my song", 1, 0.25)
    return "my song"


def patch_of(folder: Path, name: str, *boxes: dict[str, Any]) -> Path:
    file = folder / f"{name}.maxpat"
    held = [{"box": {"id": f"obj-{i}", **box}} for i, box in enumerate(boxes)]
    file.write_text(json.dumps({"patcher": {"boxes": held, "lines": []}}))
    return file


def strip(song: str, k: int) -> dict[str, Any]:
    return {"maxclass": "bpatcher", "name": "oscfactor.strip.maxpat", "args": [song, k]}


def shown(patch: Max, song: str, k: int, control: str, value: float) -> None:
    """Wait until a control of a strip shows a value."""
    while True:
        event = patch.until("shows", control)
        if event["of"] == [song, k] and event["value"] == pytest.approx(value):
            return


def test_a_strip_shows_what_is_set_already_and_what_another_program_sets(daemon, peer, song, tmp_path):
    with Max(daemon.port, patch_of(tmp_path, "one", strip(song, 0), strip(song, 1))) as patch:
        shown(patch, song, 1, "gain", 0.25)
        peer.done("/component/mute", song, 0, 1)
        shown(patch, song, 0, "mute", 1)
        peer.done("/component/gain", song, -1, 0.5)
        shown(patch, song, 1, "gain", 0.5)
        assert not patch.sent("/component/gain")  # what is shown is not sent back
        assert not patch.complaints


def test_another_strip_of_the_same_max_follows(daemon, song, tmp_path):
    one, other = (patch_of(tmp_path, name, strip(song, 1)) for name in ("one", "other"))
    with Max(daemon.port, one, other) as patch:
        shown(patch, song, 1, "gain", 0.25)
        patch.command(move="solo", of=[song, 1], value=1)
        shown(patch, song, 1, "solo", 1)
        assert len(patch.sent("/component/solo")) == 1


def test_a_fader_under_the_finger_does_not_fight_what_the_daemon_says(daemon, peer, song, tmp_path):
    with Max(daemon.port, patch_of(tmp_path, "one", strip(song, 1))) as patch:
        shown(patch, song, 1, "gain", 0.25)
        patch.command(clock="stop")
        patch.command(move="gain", of=[song, 1], value=0.75)
        patch.until("answer", "/oscfactor/done", "/component/gain")
        peer.done("/component/gain", song, 1, 0.5)
        while patch.until("value", "/sound/my%20song/1/gain")["value"][1] != 0.5:
            pass
        patch.here()
        n_heard = len(patch.heard)
        assert not [event for event in patch.heard if event.get("value") == 0.5 and "shows" in event]
        patch.command(clock="go")
        shown(patch, song, 1, "gain", 0.5)  # the finger has gone: the truth is shown
        told = [event["value"] for event in patch.heard[n_heard:] if event.get("shows") == "gain"]
        assert told[0] == 0.5  # and never the echo of what was moved


def test_a_strip_follows_on_when_the_connection_passes_to_another_patch(daemon, peer, song, tmp_path):
    with Max(daemon.port, CONNECTION, patch_of(tmp_path, "one", strip(song, 1))) as patch:
        shown(patch, song, 1, "gain", 0.25)
        n_watches = len(patch.sent("/watch"))
        patch.command(close=str(CONNECTION))
        while len(patch.sent("/watch")) == n_watches:
            patch.until("sent", "/watch")
        peer.done("/component/gain", song, 1, 0.125)
        shown(patch, song, 1, "gain", 0.125)


def test_signs_of_life_and_of_following_are_told_to_nobody(daemon, peer, song, tmp_path):
    with Max(daemon.port, CONNECTION, patch_of(tmp_path, "one", strip(song, 1))) as patch:
        shown(patch, song, 1, "gain", 0.25)
        peer.done("/component/gain", song, 1, 0.625)
        shown(patch, song, 1, "gain", 0.625)
        patch.until("alive")
        patch.until("answer", "/oscfactor/done", "/notify")
        patch.here()
        told = [event["message"] for event in patch.heard if event.get("print") == "all"]
        assert ["value", "/sound/my%20song/1/gain", 0.625] in told
        assert not [words for words in told if words[0] == "alive" or words[1:2] in (["/notify"], ["/watch"])]


def test_the_dials_of_a_matrix_follow_and_wait_for_the_finger(daemon, peer, song, tmp_path):
    grid = {"maxclass": "bpatcher", "name": "oscfactor.matrix.maxpat", "args": [song]}
    mine = patch_of(tmp_path, "grid", grid)
    with Max(daemon.port, CONNECTION, mine) as patch:
        patch.until("matrixctrl", "set", 1, 1, 100)
        peer.done("/matrix/set", song, 0, 1, 0.5)
        patch.until("matrixctrl", "set", 1, 0, 50)
        patch.command(clock="stop")
        patch.command(set="matrixctrl", value=[1, 0, 75])
        patch.until("answer", "/oscfactor/done", "/matrix/set")
        peer.done("/matrix/set", song, 0, 1, 0.125)
        while patch.until("value", "/sound/my%20song/matrix/0/1")["value"][1] != 0.125:
            pass
        patch.here()
        patch.command(clock="go")
        patch.until("matrixctrl", "set", 1, 0, 13)
        turned = [event["matrixctrl"] for event in patch.heard if "matrixctrl" in event]
        assert ["set", 1, 0, 75] not in turned
        patch.command(close=str(mine))
        patch.until("sent", "/unwatch")

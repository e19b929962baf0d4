"""The requests of the Max patches to a daemon, and its answers; a mock in Node plays Max."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.programs import Daemon, free_port
from tests.support.standin import PACKAGE, Max
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

N_SAMPLES = 101776
FIRST_PATCH = PACKAGE / "examples" / "oscfactor-first.maxpat"
PLAYED = sorted({*PACKAGE.glob("help/*.maxhelp"), *PACKAGE.glob("examples/*.maxpat")} - {FIRST_PATCH})
OTHERWISE = {"open", "port 57130", "target 127.0.0.1 57130", "quit", "gain $1"}
"""A dialog, another daemon, its end, and what a fader sends: other tests do these."""
FIRST, LAST = ("load", "factorize", "play"), ("pause", "stop", "cancel", "free")
SENTENCES = re.compile("there is nothing to (undo|redo)|.* is not playing|nothing is being done")
"""Requests that the daemon may refuse, because earlier clicks leave nothing to do."""


def turn(text: str) -> int:
    """Return when to click a message: a sound must be there, and play, before it can be slowed."""
    word = text.split()[0]
    return FIRST.index(word) - 9 if word in FIRST else LAST.index(word) + 1 if word in LAST else 0


def help_of(name: str) -> Path:
    return PACKAGE / "help" / f"{name}.maxhelp"


def filled(patch: Max, name: str) -> tuple[float, np.ndarray]:
    """Wait until a buffer~ has its last sample; return its sample rate and its samples."""
    while not (sound := patch.buffer(name)[1]).size or not sound[:, -1].any():
        patch.until("answer")
    return patch.buffer(name)


def test_buffer_help_to_its_end_fills_a_buffer_with_the_component(daemon, peer, tmp_path):
    with Max(daemon.port, help_of("oscfactor.buffer")) as patch:
        sample_rate, samples = filled(patch, "help-layer")
        assert not any("play" in event for event in patch.heard)  # unasked
        patch.command(click="hear")
        patch.until("play", "help-layer", "start")
        patch.command(click="layers to help-layers")
        patch.until("answer", "/oscfactor/done", "/component/file")
        patch.command(poly="help-layers")
        paths = patch.until("poly", "help-layers")["paths"]
        layers = [soundfile.read(path, dtype="float32")[0] for path in paths]
        assert not patch.complaints
    assert np.abs(sum(layers) - peer.read("help-loop")).max() < 1e-5
    peer.done("/component/export", "help-loop", 0, str(tmp_path))
    exported, rate = soundfile.read(tmp_path / "help-loop-00.wav", dtype="float32", always_2d=True)
    assert sample_rate == rate == 44100
    assert samples.shape == (1, N_SAMPLES)
    assert np.array_equal(samples, exported.T)
    assert np.abs(samples).max() > 0.05


def test_a_sound_that_is_dropped_is_loaded_and_broken(daemon, peer, tmp_path):
    dropped = tmp_path / "my own take.wav"
    soundfile.write(dropped, np.random.default_rng(1).uniform(-0.5, 0.5, 4000), 22050)
    with Max(daemon.port, help_of("oscfactor.buffer")) as patch:
        filled(patch, "help-layer")
        patch.command(drop=str(dropped))
        patch.until("sent", "/buffer/load", "help-loop", str(dropped))
        patch.until("answer", "/oscfactor/done", "/buffer/factorize")
        patch.settle()
        assert not patch.complaints
    assert peer.done("/buffer/info", "help-loop").one("/oscfactor/buffer")[1:4] == (1, 4000, 22050)


def test_component_help_pulls_the_sound_and_the_activation(daemon, peer):
    with Max(daemon.port, help_of("oscfactor.component")) as patch:
        sound = filled(patch, "help-sound")[1][0]
        assert np.array_equal(sound, peer.pull("help-layers", 1))
        patch.command(click="gain 0.5")
        patch.until("sent", "/component/gain", "help-layers", 1, 0.5)
        patch.command(click="activation to help-curve")
        while len(curve := patch.buffer("help-curve")[1][0]) == 0 or curve[-1] == 0 == curve.max():
            pass
        rate, _ = patch.buffer("help-curve")
        assert len(curve) / rate == pytest.approx(len(sound) / 44100)  # so that [play~] keeps them in step
        patch.settle()
        patch.command(calls=1)
        assert patch.until("calls")["peers"] == 0  # nothing of Max's is held for a transfer that has ended
        assert not patch.complaints
    values = peer.done("/component/activation", "help-layers", 1, 0, 512).one("/oscfactor/activation")
    assert len(curve) == values[3]


def test_connection_help_shows_the_status_and_plays_a_sign_of_life(daemon):
    with Max(daemon.port, help_of("oscfactor")) as patch:
        expected, _ = soundfile.read(PACKAGE / "media" / "oscfactor-loop.wav", dtype="float32")
        assert np.array_equal(filled(patch, "help-hello")[1][0], expected)
        printed = [event for event in patch.heard if event.get("print") == "all"]
        assert not [event for event in printed if event["message"][0] == "samples"]
        patch.command(click="status")
        assert patch.until("print", "status", "sample_rate")
        patch.command(click="osc /buffer/info help-hello")
        patch.until("answer", "/oscfactor/done", "/buffer/info", "help-hello")
        patch.command(click="audio devices")
        patch.until("print", "all", "done", "/audio/devices")


def test_activations_follow_the_daemons_clock(daemon, peer):
    with Max(daemon.port, help_of("oscfactor.activations")) as patch:
        ramps = [patch.until("ramp")["message"] for _ in range(80)]
        patch.command(click="stop")
        patch.until("sent", "/stream/stop", "help-curves")
        assert not patch.complaints
    values = [value for value, milliseconds in ramps]
    assert {milliseconds for _, milliseconds in ramps} == {20}
    assert 0.3 < max(values) <= 1
    assert min(values) >= 0


def test_activation_signal_is_the_one_component(daemon):
    with Max(daemon.port, help_of("oscfactor.activation~")) as patch:
        ramps = [patch.until("ramp", timeout=20) for _ in range(20)]
        assert all(ramp["ramp"] == ["help-signals", 0] for ramp in ramps)
        assert max(ramp["message"][0] for ramp in ramps) > 0
        patch.command(tell="oscfactor.activation~ help-signals 0", words=["start", 10, "scale", "unit"])
        patch.until("answer", "/oscfactor/done", "/stream/activations")
        slow = [patch.until("ramp", timeout=20)["message"][1] for _ in range(8)]
        assert 50 < np.median(slow) < 200  # a ramp as long as the values are apart: no steps
        assert not patch.complaints


def test_player_help_plays_and_its_faders_set_gains(daemon, peer):
    with Max(daemon.port, help_of("oscfactor.player")) as patch:
        patch.until("answer", "/oscfactor/done", "/buffer/factorize")
        assert not patch.sent("/player/play")
        patch.command(click="play loop 1")
        patch.until("print", "player", "playing")
        patch.command(move="gain", of=["help-song", 1], value=0.25)
        patch.until("sent", "/component/gain", "help-song", 1, 0.25)
        for word, state in (("pause", "paused"), ("play loop 1", "playing"), ("stop", "stopped")):
            patch.command(click=word)
            patch.until("print", "player", state)
        assert not patch.complaints


def test_matrix_help_shows_the_gains_and_its_dials_set_them(daemon, peer):
    with Max(daemon.port, help_of("oscfactor.matrix")) as patch:
        patch.until("matrixctrl", "columns", 6)
        patch.until("matrixctrl", "set", 2, 2, 100)  # the diagonal is 1
        patch.command(set="matrixctrl", value=[5, 2, 25])
        patch.until("sent", "/matrix/set", "help-weave", 2, 5, 0.25)
        patch.until("matrixctrl", "set", 5, 2, 25)
        rows = peer.done("/matrix/get", "help-weave").all("/oscfactor/matrix")
        assert next(row for row in rows if row[1] == 2)[3 + 5] == 0.25
        patch.command(click="edit undo")
        patch.until("matrixctrl", "set", 0, 2)
        patch.command(click="play loop 1")
        patch.command(click="stop")
        patch.until("sent", "/player/stop", "help-weave")
        assert not patch.complaints


@pytest.mark.parametrize("path", PLAYED, ids=lambda path: path.stem)
def test_each_message_box_has_an_answer_that_is_done(daemon, path):
    with Max(daemon.port, path) as patch:
        patch.until("answer", "/oscfactor/done", "/buffer/load")
        patch.settle()
        patch.command(messages=1)
        texts = patch.until("messages")["messages"]
        assert len(texts) > 2
        patch.here()
        assert not [event for event in patch.heard if "play" in event or "dac" in event]  # unasked
        assert not patch.sent("/player/play")
        for text in sorted(set(texts) - OTHERWISE, key=turn):
            patch.command(click=text)
            refused = patch.settle()
            assert not [words for words in refused if not SENTENCES.match(words[2])], text


@pytest.mark.parametrize("example", ["mixer", "matrix", "activations"])
def test_examples_play(daemon, example):
    with Max(daemon.port, PACKAGE / "examples" / f"oscfactor-{example}.maxpat") as patch:
        patch.until("sent", "/stream/activations")
        assert not patch.sent("/player/play")
        patch.command(click="play loop 1")
        patch.until("sent", "/player/play")
        if example == "mixer":
            patch.command(move="gain", of=["mix", 3], value=0.5)
            patch.until("sent", "/component/gain", "mix", 3, 0.5)
            patch.command(move="solo", of=["mix", 3], value=1)
            patch.until("sent", "/component/solo", "mix", 3, 1)
        if example == "activations":
            patch.until("ramp")
        patch.command(click="stop")
        patch.until("sent", "/player/stop")
        patch.here()
        assert not patch.complaints


def test_the_first_patch_of_the_guide_as_its_boxes_are_drawn_there(daemon, peer):
    guide = (PACKAGE.parent / "docs" / "max.md").read_text("utf-8")
    texts = [
        box["box"]["text"] for box in json.loads(FIRST_PATCH.read_text("utf-8"))["patcher"]["boxes"][:-5]
    ]
    assert [text for text in texts if f"[{text}]" not in guide and f"[{text}(" not in guide] == []
    loop = PACKAGE / "media" / "oscfactor-loop.wav"
    with Max(daemon.port, FIRST_PATCH) as patch:
        patch.command(tell="oscfactor.buffer drums", words=["load", str(loop)])
        patch.command(click="factorize 4")
        assert np.array_equal(filled(patch, "layer")[1][0], peer.pull("drums", 0))
        patch.command(click="load oscfactor-loop.wav")
        patch.until("answer", "/oscfactor/done", "/buffer/load", "drums")
        assert not patch.complaints


def test_a_buffer_goes_to_the_daemon_and_replaces_what_was_there(daemon, peer):
    rng = np.random.default_rng(3)
    samples = (0.5 * rng.standard_normal((2, 1537))).astype(np.float32)
    with Max(daemon.port, help_of("oscfactor.buffer")) as patch:
        filled(patch, "help-layer")
        patch.command(make="take", samples=samples.tolist(), sr=32000)
        for _ in range(2):  # the second time a buffer of that name is there
            patch.command(tell="oscfactor.buffer help-loop", words=["from", "take"])
            patch.until("sent", "/buffer/write", "help-loop", 1, 1536)
        patch.command(make="back", samples=[[0.0]], sr=1)
        patch.command(tell="oscfactor.buffer help-loop", words=["to", "back"])
        patch.until("sent", "/buffer/read", "help-loop", 1, 1536)
        sample_rate, back = patch.buffer("back")
        while back[1, -1] == 0:
            sample_rate, back = patch.buffer("back")
        assert not patch.complaints
    assert sample_rate == 32000
    assert np.array_equal(back, samples)
    assert peer.done("/buffer/info", "help-loop").one("/oscfactor/buffer")[1:4] == (2, 1537, 32000)


def test_what_is_refused_is_said_in_the_daemons_words(daemon):
    with Max(daemon.port, help_of("oscfactor.component")) as patch:
        filled(patch, "help-sound")
        component = "oscfactor.component help-layers 1 help-sound"
        patch.command(tell=component, words=["gain", -1])
        assert patch.until("error")["error"] == "oscfactor: gain must be at least 0, got -1\n"
        patch.command(tell=component, words=["to", "nowhere"])
        assert "make one with [buffer~ nowhere]" in patch.until("error")["error"]
        patch.command(tell=component, words=["gian", 1])
        assert "gain" in patch.until("error")["error"]


def test_without_a_daemon_one_sentence_and_later_it_connects_by_itself(tmp_path):
    port = free_port()
    with Max(port, help_of("oscfactor")) as patch:
        assert patch.until("error")["error"] == (
            f"oscfactor: no daemon answers on 127.0.0.1 port {port} - "
            f"start one in a terminal with: oscfactor serve --port {port}\n"
        )
        with Daemon(tmp_path, "--port", str(port)) as daemon, Udp(daemon.port):
            patch.until("post", f"oscfactor: connected to 127.0.0.1 port {port}\n")
        assert len(patch.complaints) == 1

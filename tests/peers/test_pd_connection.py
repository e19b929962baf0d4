"""The one connection of Pd: handed over at once, waited for, and never noisy."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.support.pdprogram import PATCHES, QUIET, Pd, patched
from tests.support.programs import Daemon, Program, free_port, need
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

CLOSE = "msg ; pd-control.pd menuclose 1"
"""Closes the patch that was opened first, whose object holds the connection."""


def test_what_is_sent_as_the_holder_goes_is_not_lost(daemon: Daemon, peer: Udp, tmp_path: Path):
    load = f"msg load {PATCHES / 'loop.wav'}"
    patch = patched(
        tmp_path / "two.pd",
        [
            "r go",
            "t b b",
            CLOSE,
            load,
            "oscfactor.buffer handed",
            "print got",
            "del 1",  # not in the midst of a message of the patch that goes
        ],
        [(0, 0, 6, 0), (6, 0, 1, 0), (1, 1, 2, 0), (1, 0, 3, 0), (3, 0, 4, 0), (4, 0, 5, 0)],
    )
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("go", "bang")
        pd.wait_for("got: load 1 101776")
        assert "no daemon answers" not in pd.output
    peer.done("/buffer/free", "handed")


def test_a_transfer_and_a_stream_go_on_when_the_holder_goes(daemon: Daemon, peer: Udp, tmp_path: Path):
    peer.done("/buffer/load", "guit", str(PATCHES / "loop.wav"))
    peer.done("/buffer/factorize", "guit", 2, "iterations", 5)
    patch = patched(
        tmp_path / "two.pd",
        [
            "r go",
            "t b b",
            "del 30",
            CLOSE,
            "msg ; oscfactor.local-test 0",
            "oscfactor.component guit 1 far",
            "print got",
            "array define far 10",
            "oscfactor.activations guit 50",
            "msg 1",
            "print frame-now",
            "r oscfactor.local-test",
            "v oscfactor.local",
            "array size far",
            "print far-size",
        ],
        [
            (0, 0, 1, 0),
            (1, 1, 4, 0),
            (1, 1, 9, 0),
            (1, 0, 2, 0),
            (1, 0, 5, 0),
            (2, 0, 3, 0),
            (5, 0, 6, 0),
            (9, 0, 8, 0),
            (8, 1, 10, 0),
            (11, 0, 12, 0),
        ],
    )
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("go", "bang")
        pd.wait_for("got: to 101776")
        for _ in range(40):
            pd.wait_for("frame-now: ")
    peer.done("/buffer/free", "guit")


def test_an_example_that_was_open_before_the_daemon_begins_when_it_answers(tmp_path: Path):
    port = free_port()
    with Pd(tmp_path, port, PATCHES / "oscfactor.buffer-help.pd") as pd:
        pd.wait_for("no daemon answers")
        with Daemon(tmp_path, "--port", str(port)):
            name = pd.named("loop")
            pd.done("/buffer/factorize", name, 4)
            pd.given(name, 0)


def test_the_first_compilation_is_told(daemon: Daemon, tmp_path: Path):
    with Pd(tmp_path, daemon.port) as pd:
        pd.wait_for("oscfactor: connected")
        for fraction in (0.3, 0.31, 0.6, 1):
            pd.say("oscfactor.in", "warmup", fraction, "kernels")
        pd.wait_for("oscfactor: the daemon compiles itself on its first start: 30 percent")
        pd.wait_for("oscfactor: the daemon compiles itself on its first start: 60 percent")
        pd.wait_for("oscfactor: the daemon has compiled itself")
        assert "31 percent" not in pd.output


def test_the_help_on_the_connection_does_not_fill_the_console(daemon: Daemon, peer: Udp, tmp_path: Path):
    port = tmp_path / "port.pd"
    port.write_text(
        f"#N canvas 0 0 300 200 12;\n#X obj 20 20 oscfactor {daemon.port};\n#X obj 20 60 r oscfactor.in;\n"
        "#X obj 20 90 route done;\n#X obj 20 120 route /notify;\n#X obj 20 150 f;\n#X obj 20 180 + 1;\n"
        "#X obj 80 180 print beat;\n#X obj 150 60 oscfactor.buffer tune;\n#X obj 150 20 oscfactor.start;\n"
        f"#X msg 150 40 load {PATCHES / 'loop.wav'}, to sound;\n#X obj 150 100 array define sound 10;\n"
        "#X connect 1 0 2 0;\n#X connect 2 0 3 0;\n#X connect 3 0 4 0;\n#X connect 4 0 5 0;\n"
        "#X connect 5 0 4 1;\n#X connect 5 0 6 0;\n#X connect 8 0 9 0;\n#X connect 9 0 7 0;\n"
    )
    opened = ("-path", PATCHES, "-open", port, "-open", PATCHES / "oscfactor-help.pd")
    with Program([need("pd"), *QUIET, "-noaudio", *opened]) as pd:
        for _ in range(3):
            pd.wait_for("beat: ")
        said = [line for line in pd.output.split("\n") if not line.startswith("beat:")]
    assert sum(map(len, said)) < 1000, said
    assert not [line for line in said if "/notify" in line]
    peer.ask("/buffer/free", "tune")


def test_the_sentence_on_a_refusal_is_told_once_a_second(daemon: Daemon, tmp_path: Path):
    with Pd(tmp_path, daemon.port) as pd:
        pd.wait_for("oscfactor: connected")
        for _ in range(50):
            pd.say("oscfactor.send", "/buffer/info", "nowhere")
        pd.say("oscfactor.send", "/sync", 7)
        pd.done("/sync", 7)
        pd.here()
    assert 1 <= len(re.findall("oscfactor: no buffer named 'nowhere'", pd.output)) < 10


@pytest.mark.parametrize("rate", [44100, 48000])
def test_a_sound_is_played_at_its_own_rate(daemon: Daemon, peer: Udp, tmp_path: Path, rate: int):
    patch = patched(
        tmp_path / "rates.pd",
        [
            "r play",
            "oscfactor.play~ tone tuned",
            "tabwrite~ heard",
            "array define heard 20000",
            "t b b",
            "array define tone 10",
            "r b",
            "oscfactor.buffer tuned",
            "print b",
            "msg ; pd dsp 1",
            "loadbang",
        ],
        [(0, 0, 4, 0), (4, 0, 2, 0), (4, 1, 1, 0), (1, 0, 2, 0), (6, 0, 7, 0), (7, 0, 8, 0), (10, 0, 9, 0)],
    )
    samples = np.sin(2 * np.pi * 1000 * np.arange(44100) / 44100).astype(np.float32)
    import soundfile

    soundfile.write(tmp_path / "tone.wav", samples, 44100, subtype="FLOAT")
    with Pd(tmp_path, daemon.port, patch, audio=("-noaudio", "-r", str(rate))) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("b", "load", tmp_path / "tone.wav")
        pd.wait_for("b: load")
        pd.say("b", "to", "tone")
        pd.wait_for("b: to 44100")
        pd.say("play", "bang")
        heard = pd.array("heard")
        while np.abs(heard[-2000:]).max() < 0.5:
            heard = pd.array("heard")
    steady = heard[4000:20000]
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady))))
    assert abs(spectrum.argmax() * rate / len(steady) - 1000) < 5
    peer.done("/buffer/free", "tuned")

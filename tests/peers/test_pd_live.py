"""Layers that play in Pd itself, faders that follow, and a live loop, searched for clicks and gaps."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.pdprogram import PATCHES, Pd, patched
from tests.support.programs import Daemon
from tests.support.wire import Udp

pytestmark = pytest.mark.peer

RATE = 44100
AT_RATE = ("-noaudio", "-r", str(RATE))
PLAYED = [
    *("r lay", "oscfactor.layers mine 3", "print lay", "tabwrite~ left", "tabwrite~ right", "r record"),
    *("array define left 60000", "array define right 60000", "array define take 10", "loadbang"),
    "msg ; pd dsp 1",
]
CORDS = [(0, 0, 1, 0), (1, 2, 2, 0), (1, 0, 3, 0), (1, 1, 4, 0), (5, 0, 3, 0), (5, 0, 4, 0), (9, 0, 10, 0)]


def recorded(pd: Pd, name: str) -> np.ndarray:
    """Return an array that is being recorded into, when it is full."""
    while True:
        heard = pd.array(name)
        if heard[-1] != 0:
            return heard


def offset_in(loop: np.ndarray, part: np.ndarray) -> int:
    """Return where in a loop a part begins; it must be there sample by sample."""
    twice = np.concatenate([loop, loop])
    energy = np.cumsum(np.concatenate([[0.0], twice.astype(np.float64) ** 2]))
    n = len(part)
    distance = energy[n:] - energy[:-n] - 2 * np.correlate(twice, part, "valid")
    return int(distance[: len(loop)].argmin())


def test_a_dropped_sound_plays_as_layers_that_add_up_sample_by_sample(daemon: Daemon, peer: Udp, tmp_path):
    # White noise, so that a shift of a fraction of a sample would show.
    noise = (0.2 * np.random.default_rng(3).standard_normal(30_001)).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", noise, RATE, subtype="FLOAT")
    with Pd(tmp_path, daemon.port, patched(tmp_path / "p.pd", PLAYED, CORDS), audio=AT_RATE) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("lay", "load", tmp_path / "noise.wav")
        pd.wait_for("lay: layers 3")
        pd.say("record", "bang")
        heard = recorded(pd, "left")
        assert np.array_equal(heard, pd.array("right"))  # mono plays on both sides
        for k, gain in ((0, 1.0), (1, 0.0), (2, 0.0)):
            pd.say("lay", "gain", k, gain)
        pd.say("lay", "mute", 1, 0)
        pd.here()
        pd.say("left", "const", 0)
        pd.say("record", "bang")
        first = recorded(pd, "left")
        wanted = peer.pull("mine", 0)
        pd.say("lay", "mute", 0, 1)
        pd.say("lay", 0)
    for whole, loop in ((heard[20_000:], noise), (first[20_000:], wanted)):
        begin = offset_in(loop, whole[:2000])
        expected = np.resize(np.roll(loop, -begin), len(whole))
        assert np.abs(whole - expected).max() < 1e-4  # also where the loop begins again
    peer.done("/buffer/free", "mine")


def test_stereo_goes_to_both_sides_and_components_may_be_chosen_later(daemon: Daemon, peer: Udp, tmp_path):
    rng = np.random.default_rng(4)
    soundfile.write(tmp_path / "two.wav", 0.2 * rng.standard_normal((20_000, 2)), RATE, subtype="FLOAT")
    with Pd(tmp_path, daemon.port, patched(tmp_path / "p.pd", PLAYED, CORDS), audio=AT_RATE) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("lay", "load", tmp_path / "two.wav")
        pd.wait_for("lay: layers 3")
        pd.say("lay", "components", 2)
        pd.wait_for("lay: layers 2")
        pd.say("record", "bang")
        left, right = recorded(pd, "left"), recorded(pd, "right")
    assert not np.array_equal(left, right)
    assert peer.done("/buffer/info", "mine").one("/oscfactor/buffer")[1] == 2
    peer.done("/buffer/free", "mine")


def test_faders_follow_whoever_moves_them(daemon: Daemon, peer: Udp, tmp_path: Path):
    peer.done("/buffer/load", "ridden", str(PATCHES / "loop.wav"))
    peer.done("/buffer/factorize", "ridden", 2, "iterations", 5)
    patch = patched(
        tmp_path / "watch.pd",
        ["oscfactor.watch ridden 1", "print now", "r c", "oscfactor.component ridden 1"],
        [(0, 0, 1, 0), (2, 0, 3, 0)],
    )
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("now: gain 1")
        peer.done("/component/gain", "ridden", 1, 0.25)
        pd.wait_for("now: gain 0.25")
        peer.done("/component/mute", "ridden", 1, 1)
        pd.wait_for("now: mute 1")
        pd.say("c", "pan", -0.5)  # by another object of the same Pd
        pd.wait_for("now: pan -0.5")
    peer.done("/buffer/free", "ridden")


def test_the_live_loop_example_turns_a_take_into_layers(daemon: Daemon, tmp_path: Path):
    clock = patched(
        tmp_path / "clock.pd", ["r begin", "del 700", "print ended"], [(0, 0, 1, 0), (1, 0, 2, 0)]
    )
    example = PATCHES / "examples" / "live-loop.pd"
    with Pd(tmp_path, daemon.port, example, clock, audio=AT_RATE) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("pd", "dsp", 1)
        for i in range(1000, 1100):
            pd.say(f"{i}-mic", 0)
            pd.say(f"{i}-record", 1)
        pd.say("begin", "bang")
        pd.wait_for("ended: ")
        for i in range(1000, 1100):
            pd.say(f"{i}-record", 0)
        pd.wait_for(lambda line: bool(re.match("live-loop: from ", line)))
        pd.wait_for("live-loop: layers 4")
        assert not pd.complaints_but("ended: ")


@pytest.mark.slow
def test_ten_rounds_of_a_live_loop_without_a_click_or_a_gap(tmp_path: Path):
    """Take after take becomes layers while those before sound on, also when the daemon is killed.

    Each take is a sine: what is heard is a sine, or a crossfade of two. A click is a step that is greater
    than those that sines of that level can make, a gap a stretch that is quieter than any crossfade.
    """
    n, level = RATE, 0.2  # a second, in which each sine goes round without a seam
    times = np.arange(n) / RATE
    rows = [row.replace("60000", str(16 * RATE)) for row in PLAYED]
    patch = patched(tmp_path / "live.pd", rows, CORDS)
    with Daemon(tmp_path) as daemon, Pd(tmp_path, daemon.port, patch, audio=AT_RATE) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("lay", "rate", RATE)
        for i in range(10):
            take = level * (
                np.sin(2 * np.pi * (110 + 10 * i) * times) + 0.5 * np.sin(2 * np.pi * 880 * times)
            )
            soundfile.write(tmp_path / f"{i}.wav", take.astype(np.float32), RATE, subtype="FLOAT")
            pd.say("test.file", "read", "-resize", tmp_path / f"{i}.wav", "take")
            pd.say("lay", "from", "take")
            pd.wait_for("lay: layers 3")
            if i == 0:
                pd.say("record", "bang")
        daemon.process.kill()
        pd.wait_for("no daemon answers")
        heard = pd.array("left")
    last = np.flatnonzero(np.abs(heard) > 1e-3)[-1]
    heard = heard[2 * n // 10 : last - n // 100].astype(np.float64)
    assert len(heard) > 2 * n  # ten rounds, however quick
    steps = np.abs(np.diff(heard))
    greatest = 2 * level * 2 * np.pi * (200 + 0.5 * 880) / RATE  # two of them at once
    assert steps.max() < greatest
    loud = np.sqrt(np.convolve(heard**2, np.ones(441) / 441, "valid"))
    assert loud.min() > level / 8

"""The device for Live: its container, its parameters as Live's users expect them, and what it plays."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from py2max import Patcher
from py2max.lint import lint
from py2max.maxref import get_object_info

from oscfactor.cli import install
from tests.max.test_max_package import OURS, abstraction_of, overlaps, true_ports
from tests.support.programs import Daemon, free_port
from tests.support.standin import PACKAGE, Max
from tests.support.wire import Udp
from tools.clients.max_device import AUDIO_EFFECT, DEVICE, contained

pytestmark = pytest.mark.peer

LOOP = PACKAGE / "media" / "oscfactor-loop.wav"
RATE = 44100
N_HEARD = 3000
DONE = "4 layers of oscfactor-loop.wav"


def chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each part of a device's file, and what it holds."""
    at = 0
    while at < len(data):
        name, length = data[at : at + 4].decode("ascii"), struct.unpack_from("<I", data, at + 4)[0]
        held = data[at + 8 : at + 8 + length]
        assert len(held) == length
        yield name, held
        at += 8 + length


def patcher_of(data: bytes) -> dict[str, Any]:
    held = dict(chunks(data))["ptch"]
    assert held[-1:] == b"\0"
    found: dict[str, Any] = json.loads(held[:-1])["patcher"]
    return found


PATCHER = patcher_of(DEVICE.read_bytes())
BOXES = [box["box"] for box in PATCHER["boxes"]]
PARAMETERS = {
    box["varname"]: box["saved_attribute_attributes"]["valueof"]
    for box in BOXES
    if box.get("parameter_enable")
}


def heard(patch: Max, n: int = N_HEARD, **more: Any) -> np.ndarray:
    """Return the first samples of both sides that the device plays."""
    patch.command(hear=n, **more)
    return np.array(patch.until("plays")["plays"])


def until_shown(patch: Max, words: str) -> str:
    """Wait until the device shows a line that holds these words; return it."""
    while words not in (line := str(patch.until("shows", "Shown")["value"])):
        pass
    return line


def loop() -> np.ndarray:
    return soundfile.read(LOOP, dtype="float64", frames=N_HEARD)[0]


@pytest.fixture
def device(daemon: Daemon) -> Iterator[Max]:
    """The device in a Live, with a loop that has been broken into four layers."""
    with Max(daemon.port, DEVICE) as patch:
        patch.command(turn="Sound", value=str(LOOP))
        until_shown(patch, DONE)
        yield patch
        assert not patch.complaints


def test_the_container_is_that_of_an_audio_effect_that_is_not_frozen():
    names, held = zip(*chunks(DEVICE.read_bytes()), strict=True)
    assert names == ("ampf", "meta", "ptch")
    assert held[0] == AUDIO_EFFECT == b"aaaa"
    assert len(held[1]) == 4
    assert patcher_of(contained('{"patcher": {"é": 1}}', b"iiii")) == {"é": 1}


def test_its_boxes_are_maxs_and_ours_with_whole_cords(tmp_path):
    written = tmp_path / "device.maxpat"
    written.write_text(json.dumps({"patcher": PATCHER}), "utf-8")
    findings = [f for f in lint(Patcher.from_file(written)) if f.code != "W-UNKNOWN-OBJECT"]
    assert not [str(f) for f in findings]
    boxes = {box["id"]: box for box in BOXES}
    for box in BOXES:
        assert abstraction_of(box) in OURS or get_object_info(abstraction_of(box)), box
        assert true_ports(box) == (box["numinlets"], box["numoutlets"])
    for line in PATCHER["lines"]:
        (source, outlet), (destination, inlet) = line["patchline"].values()
        assert outlet < boxes[source]["numoutlets"]
        assert inlet < boxes[destination]["numinlets"]


def test_what_is_seen_fits_the_height_that_live_shows_and_nothing_overlaps():
    assert PATCHER["openinpresentation"] == 1
    seen = [tuple(box["presentation_rect"]) for box in BOXES if box.get("presentation")]
    assert len(seen) == 5 + 1 + 3 * 8
    assert not list(overlaps(seen))
    assert not [(x, y) for x, y, w, h in seen if x + w > PATCHER["devicewidth"] or y + h > 169]
    assert not list(overlaps([tuple(box["patching_rect"]) for box in BOXES]))
    assert all(box.get("presentation") for box in BOXES if box["maxclass"].startswith("live."))


def test_each_parameter_has_names_a_range_and_words_of_its_own():
    longs = [values["parameter_longname"] for values in PARAMETERS.values()]
    assert len(set(longs)) == len(longs) == 4 + 3 * 8
    for name, values in PARAMETERS.items():
        assert name == values["parameter_longname"]  # under which Live stores it
        assert len(values["parameter_shortname"]) <= 7
        kind = {"Sound": 4, "Layers": 1}.get(name, 0 if re.fullmatch(r"Layer \d", name) else 2)
        assert values["parameter_type"] == kind
        assert kind == 4 or values["parameter_initial_enable"] == 1
    fader = PARAMETERS["Layer 8"]
    assert (fader["parameter_mmin"], fader["parameter_mmax"], fader["parameter_unitstyle"]) == (-70, 6, 4)
    # What would break the sound anew is stored, and not for automation.
    assert [name for name, values in PARAMETERS.items() if values.get("parameter_invisible")] == [
        "Sound",
        "Layers",
    ]
    hints = [box["annotation"] for box in BOXES if box.get("parameter_enable")]
    assert len(set(hints)) == len(hints)
    bank = PATCHER["parameters"]["parameterbanks"]["0"]["parameters"]
    assert bank == [f"Layer {k}" for k in range(1, 9)]


def test_it_is_installed_with_the_package(tmp_path):
    install.run(["max"], dest=str(tmp_path), say=lambda line: None)
    (found,) = tmp_path.rglob("*.amxd")
    assert found.relative_to(tmp_path) == Path("oscfactor/devices/oscfactor layers.amxd")
    assert found.read_bytes() == DEVICE.read_bytes()


def test_a_dropped_clip_is_broken_and_its_layers_sound_in_step(device, peer):
    assert not heard(device).any()  # unasked
    device.command(transport=1)
    assert np.abs(heard(device) - loop()).max() < 1e-4  # on both sides, all layers at 0 dB are the sound
    names = [row[0] for row in peer.done("/buffer/list").all("/oscfactor/buffer")]
    (name,) = [found for found in names if str(found).startswith("live-")]
    for k in range(4):
        _, samples = device.buffer(f"{name.removeprefix('live-')}-layer{k + 1}")
        assert np.array_equal(samples[0], peer.pull(name, k))
    device.command(transport=0)
    assert not heard(device).any()
    device.command(turn="Follow", value=0)
    device.command(transport=1)
    assert not heard(device).any()
    device.command(turn="Play", value=1)
    assert heard(device).any()


def test_faders_and_buttons_set_what_is_heard_and_the_track_goes_through(device):
    device.command(turn="Play", value=1)
    whole = heard(device)
    device.command(turn="Layer 1 Solo", value=1)
    first = heard(device)
    device.command(turn="Layer 1", value=-6)
    assert np.allclose(heard(device), first * 10 ** (-6 / 20))
    device.command(turn="Layer 1", value=-70)
    assert not heard(device).any()
    device.command(turn="Layer 1", value=0)
    device.command(turn="Layer 1 Solo", value=0)
    device.command(turn="Layer 1 On", value=0)
    assert np.allclose(heard(device), whole - first)
    track = [[math.sin(i / 9) for i in range(N_HEARD)], [0.25] * N_HEARD]
    assert np.allclose(heard(device, input=track), whole - first + np.array(track))


def test_another_number_of_layers_breaks_it_anew_once_the_dial_rests(device):
    for n in (3, 2, 6):
        device.command(turn="Layers", value=n)
    until_shown(device, "6 layers")
    assert [args[1] for args in device.sent("/buffer/factorize")] == [4, 6]
    device.command(turn="Layers", value=2)
    until_shown(device, "2 layers")
    device.command(transport=1)
    assert np.abs(heard(device) - loop()).max() < 1e-4  # the four that are left over are silent


def test_a_sound_that_is_dropped_while_another_is_broken_comes_instead(device, tmp_path):
    rng = np.random.default_rng(5)
    other, wide = tmp_path / "my other sound.wav", 0.3 * rng.standard_normal((2 * RATE, 2))
    soundfile.write(other, wide, RATE, subtype="FLOAT")
    device.command(turn="Sound", value=str(LOOP))
    device.command(turn="Sound", value=str(other))
    until_shown(device, "4 layers of my other sound.wav")
    device.command(transport=1)
    assert np.abs(heard(device) - wide[:N_HEARD].T).max() < 1e-4  # left and right as they are


def test_a_set_that_is_opened_again_has_its_layers_and_faders(daemon):
    with Max(daemon.port) as patch:
        stored = {"Sound": str(LOOP), "Layers": 3, "Layer 2": -70, "Layer 3 On": 0, "Play": 1}
        patch.command(open=str(DEVICE), stored=stored)
        until_shown(patch, "3 layers of oscfactor-loop.wav")
        assert len(patch.sent("/buffer/factorize")) == 1
        name = patch.sent("/buffer/load")[0][0]
        _, first = patch.buffer(f"{name.removeprefix('live-')}-layer1")
        assert np.allclose(heard(patch), first[0, :N_HEARD])
        patch.command(close=str(DEVICE))
        patch.until("sent", "/buffer/free", name)


def test_two_devices_do_not_disturb_each_other(device):
    device.command(open=str(DEVICE), stored={"Layers": 2, "Sound": str(LOOP)})
    until_shown(device, "2 layers")
    assert len({args[0] for args in device.sent("/buffer/load")}) == 2


def test_what_is_refused_is_shown_and_what_was_there_sounds_on(daemon):
    with Max(daemon.port, DEVICE) as patch:
        patch.command(turn="Sound", value=str(LOOP))
        until_shown(patch, DONE)
        patch.command(turn="Sound", value="/nowhere/clip.wav")
        assert "no " in until_shown(patch, "/nowhere/clip.wav")
        patch.command(transport=1)
        assert np.abs(heard(patch) - loop()).max() < 1e-4


@pytest.mark.slow
def test_without_a_daemon_it_says_so_and_breaks_the_clip_when_there_is_one(tmp_path):
    port = free_port()
    with Max(port, DEVICE) as patch:
        patch.command(turn="Sound", value=str(LOOP))
        until_shown(patch, "no daemon answers: run oscfactor serve")
        with Daemon(tmp_path, "--port", str(port)) as daemon, Udp(daemon.port):
            until_shown(patch, DONE)

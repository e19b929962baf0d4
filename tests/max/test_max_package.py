"""The Max package as files: patches that Max can read, whole cords, no word that the table lacks."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from py2max import Patcher
from py2max.lint import lint
from py2max.maxref import get_object_info, porttypes

from oscfactor import __version__
from oscfactor.protocol.commands import COMMANDS
from tests.support.standin import PACKAGE
from tools.clients import max as max_package
from tools.clients.max_source.pages import OWN
from tools.clients.stubs import stubs

PATCHES = sorted(p for p in PACKAGE.rglob("*.max*") if p.suffix in (".maxpat", ".maxhelp"))
OURS = {p.stem for p in (PACKAGE / "patchers").glob("*.maxpat")}
UNKNOWN_TO_PY2MAX = {"node.script"}
OF_MAX = {"helpstarter.js": (1, 1)}  # scripts that Max itself has
OBJECTS = [*stubs(), "oscfactor.activation~", "oscfactor.watch"]
MOVED = ("slider", "toggle", "flonum", "matrixctrl", "textbutton", "dropfile", "button")
Rect = tuple[float, float, float, float]


def patchers_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the patch of a file, and its tabs."""
    waiting = [json.loads(path.read_text("utf-8"))["patcher"]]
    while waiting:
        patcher = waiting.pop()
        waiting += [box["box"]["patcher"] for box in patcher["boxes"] if "patcher" in box["box"]]
        yield patcher


def boxes_of(path: Path) -> list[dict[str, Any]]:
    return [box["box"] for patcher in patchers_of(path) for box in patcher["boxes"]]


def name_of(box: dict[str, Any]) -> str:
    return str(box["text"].split()[0] if box["maxclass"] == "newobj" else box["maxclass"])


def abstraction_of(box: dict[str, Any]) -> str:
    return str(box.get("name", "").removesuffix(".maxpat") if box["maxclass"] == "bpatcher" else name_of(box))


def true_ports(box: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return how many inlets and outlets a box has: by our files, or by Max's reference."""
    name = abstraction_of(box)
    if name in OURS:
        kinds = [inner["maxclass"] for inner in boxes_of(PACKAGE / "patchers" / f"{name}.maxpat")]
        return kinds.count("inlet"), kinds.count("outlet")
    if name == "p":  # what is inside says it
        kinds = [inner["box"]["maxclass"] for inner in box["patcher"]["boxes"]]
        return kinds.count("inlet"), kinds.count("outlet")
    if name == "jsui" or name in UNKNOWN_TO_PY2MAX:
        return None, None
    if name == "js" and box["text"].split()[1] in OF_MAX:
        return OF_MAX[box["text"].split()[1]]
    if name == "js":
        script = (PACKAGE / "javascript" / box["text"].split()[1]).read_text("utf-8")
        found = [re.search(rf"^{word} = (\d+);", script, re.M) for word in ("inlets", "outlets")]
        return int(found[0][1]), int(found[1][1])
    if name in ("inlet", "outlet"):  # the reference counts what the user sees from without
        return int(name == "outlet"), int(name == "inlet")
    if (
        name == "play~" and len(words := box["text"].split()) > 2
    ):  # an outlet for each channel, and one for the end
        return 1, int(words[2]) + 1
    return porttypes.port_counts(name, box.get("text"))


def overlaps(rects: list[Rect]) -> Iterator[tuple[Rect, Rect]]:
    for a, b in itertools.combinations(rects, 2):
        if a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]:
            yield a, b


def each(paths: list[Path]) -> Any:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.name)


def test_no_patch_is_made_by_hand_only():
    assert set(PATCHES) <= set(max_package.files())
    assert len(PATCHES) >= 18


@each(PATCHES)
def test_py2max_finds_no_error(path):
    findings = lint(Patcher.from_file(path))
    unknown = {f.message.split("'")[1] for f in findings if f.code == "W-UNKNOWN-OBJECT"}
    assert unknown <= OURS | UNKNOWN_TO_PY2MAX
    assert not [str(f) for f in findings if f.code != "W-UNKNOWN-OBJECT"]


@each(PATCHES)
def test_each_box_has_the_inlets_and_outlets_that_it_declares(path):
    for box in boxes_of(path):
        n_in, n_out = true_ports(box)
        assert n_in in (box["numinlets"], None), box
        assert n_out in (box["numoutlets"], None), box
        assert len(box.get("outlettype", [])) == box["numoutlets"], box


@each(PATCHES)
def test_each_cord_goes_from_an_outlet_to_an_inlet_that_are_there(path):
    for patcher in patchers_of(path):
        boxes = {box["box"]["id"]: box["box"] for box in patcher["boxes"]}
        ends = []
        for line in patcher["lines"]:
            (source, outlet), (destination, inlet) = (
                line["patchline"]["source"],
                line["patchline"]["destination"],
            )
            assert 0 <= outlet < boxes[source]["numoutlets"], line
            assert 0 <= inlet < boxes[destination]["numinlets"], line
            ends.append((source, outlet, destination, inlet))
        assert len(ends) == len(set(ends))


@each(PATCHES)
def test_boxes_lie_inside_the_window_and_apart(path):
    for patcher in patchers_of(path):
        width, height = patcher["rect"][2:]
        assert width <= 900
        assert height <= 700
        rects = [tuple(box["box"]["patching_rect"]) for box in patcher["boxes"]]
        assert not list(overlaps(rects))
        assert not [(x, y, w, h) for x, y, w, h in rects if x + w > width or y + h > height]
        seen = [
            tuple(box["box"]["presentation_rect"])
            for box in patcher["boxes"]
            if box["box"].get("presentation")
        ]
        assert not list(overlaps(seen))
        assert bool(seen) == bool(patcher["openinpresentation"])


def test_what_a_bpatcher_shows_fits_its_window():
    shown = [box for path in PATCHES for box in boxes_of(path) if box["maxclass"] == "bpatcher"]
    assert len(shown) > 8
    for box in shown:
        width, height = box["patching_rect"][2:]
        for inner in boxes_of(PACKAGE / "patchers" / box["name"]):
            if inner.get("presentation"):
                x, y, w, h = inner["presentation_rect"]
                assert x + w <= width
                assert y + h <= height


@each(PATCHES)
def test_a_buffer_that_is_played_or_filled_is_there(path):
    texts = [box["text"] for box in boxes_of(path) if "text" in box]
    held = {text.split()[1] for text in texts if text.startswith("buffer~ ")}
    held |= {text.split()[1] for text in texts if text.startswith("polybuffer~ ")}
    wanted = {text.split()[1] for text in texts if text.startswith("play~ ")}
    wanted |= {text.split()[3] for text in texts if re.match(r"oscfactor\.component \S+ \d \S+", text)}
    wanted |= {text.split()[-1] for text in texts if re.match(r"((activation|basis|layers) )?to \S+$", text)}
    assert wanted <= held


@each(PATCHES)
def test_every_object_is_one_of_maxs_or_ours(path):
    for box in boxes_of(path):
        name = abstraction_of(box)
        assert name in OURS | UNKNOWN_TO_PY2MAX or get_object_info(name) is not None, name


@pytest.mark.parametrize("name", OBJECTS)
def test_each_object_has_its_patch_help_and_reference(name):
    assert (PACKAGE / "patchers" / f"{name}.maxpat").exists()
    texts = [
        box.get("text", "") + box.get("name", "") for box in boxes_of(PACKAGE / "help" / f"{name}.maxhelp")
    ]
    assert any(text.startswith((f"{name} ", f"{name}.maxpat")) or text == name for text in texts[1:])
    page = ET.parse(PACKAGE / "docs" / "refpages" / f"{name}.maxref.xml").getroot()
    assert page.get("name") == name
    box = {"maxclass": "newobj", "text": name}
    assert (len(page.findall("inletlist/inlet")), len(page.findall("outletlist/outlet"))) == true_ports(box)
    for digest in page.iter("digest"):
        assert digest.text


@pytest.mark.parametrize("name", stubs())
def test_the_reference_names_every_message_and_argument_of_the_table(name):
    page = ET.parse(PACKAGE / "docs" / "refpages" / f"{name}.maxref.xml").getroot()
    methods = {
        method.get("name"): [arg.get("name") for arg in method.iter("arg")] for method in page.iter("method")
    }
    of_table = {stub.message: [arg.name for arg in (*stub.args, *stub.options)] for stub in stubs()[name]}
    assert {message: methods[message] for message in of_table} == of_table
    assert methods.keys() - of_table.keys() == OWN[name].keys()


def test_the_reference_names_each_message_that_the_scripts_know_by_themselves():
    script = (PACKAGE / "javascript" / "oscfactor.object.js").read_text("utf-8")
    own, words = script.index("var OWN = {"), script.index("var WORDS = {")
    for name, messages in OWN.items():
        page = ET.parse(PACKAGE / "docs" / "refpages" / f"{name}.maxref.xml").getroot()
        assert messages.keys() <= {method.get("name") for method in page.iter("method")}
    known = re.findall(r'"([\w ]+)"', script[own:words])
    assert set(known) - OWN.keys() <= {message for messages in OWN.values() for message in messages}


def test_every_address_in_the_scripts_and_patches_is_in_the_table():
    found = set()
    for path in (*PATCHES, *(PACKAGE / "javascript").glob("*.js")):
        text = re.sub(r"^\s*(//|\*|/\*\*).*$", "", path.read_text("utf-8"), flags=re.M)
        found |= set(re.findall(r"[\"' ](/[a-z]+(?:/[a-z]+)*)(?=[\"' ])", text))
    addresses = {address for address in found if not address.startswith(("/oscfactor/", "/any/"))}
    chapters = {f"/{address.split('/')[1]}" for address in COMMANDS}
    assert len(addresses & set(COMMANDS)) > 50
    assert addresses <= set(COMMANDS) | chapters | {"/Volumes"}


def test_package_info_has_our_version_and_what_max_asks_for():
    info = json.loads((PACKAGE / "package-info.json").read_text("utf-8"))
    assert info["name"] == "oscfactor"
    assert info["version"] == __version__
    assert info["max_version_min"] == "8.6"
    assert (PACKAGE / "extras" / info["homepatcher"]).exists()

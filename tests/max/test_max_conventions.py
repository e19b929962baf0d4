"""The Max package is laid out and equipped as Max's own packages are."""

from __future__ import annotations

import json
import re
import struct
from typing import Any

import pytest

from tests.max.test_max_package import MOVED, OBJECTS, PATCHES, boxes_of, each, patchers_of
from tests.support.standin import PACKAGE
from tools.clients.max_source import icon

HELPS = sorted((PACKAGE / "help").glob("*.maxhelp"))
ROOT = PACKAGE.parent


def inside(patcher: dict[str, Any]) -> list[dict[str, Any]]:
    return [box["box"] for box in patcher["boxes"]]


def drawn(patcher: dict[str, Any]) -> dict[str, list[Any]]:
    """Return which scripts of Max's draw in a patch, with their arguments."""
    return {box["filename"]: box["jsarguments"] for box in inside(patcher) if box["maxclass"] == "jsui"}


@each(HELPS)
def test_a_help_has_tabs_and_maxs_own_head(path):
    root = json.loads(path.read_text("utf-8"))["patcher"]
    tabs = {box["text"]: box["patcher"] for box in inside(root) if "patcher" in box}
    assert list(tabs) == ["p basic", "p messages", "p ?"]
    assert [tab["showontab"] for tab in tabs.values()] == [1, 1, 1]
    assert root["showrootpatcherontab"] == 0
    assert f"js helpstarter.js {path.stem}" in [box.get("text") for box in inside(root)]
    assert drawn(root) == {"helpname.js": [path.stem]}
    assert drawn(tabs["p basic"])["helpdetails.js"][0] == path.stem


def test_each_object_stands_in_the_see_also_of_the_others():
    for path in HELPS:
        (line,) = [box["text"] for box in boxes_of(path) if box.get("text", "").startswith("see also")]
        assert set(re.findall(r"\[(\S+)\]", line)) == {*OBJECTS} - {path.stem}


def test_the_icon_has_the_size_that_the_package_manager_shows():
    data = (PACKAGE / "icon.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (500, 500)
    assert icon.same(data, icon.png()), "run: make docs"


def test_the_licence_a_readme_and_what_belongs_to_the_package_are_inside():
    assert (PACKAGE / "LICENSE.md").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")
    readme = (PACKAGE / "README.md").read_text("utf-8")
    for folder in [path for path in PACKAGE.iterdir() if path.is_dir()]:
        assert f"`{folder.name}`" in readme
    extra = json.loads((PACKAGE / "package-info.json").read_text("utf-8"))["package_extra"]
    assert extra["reverse_domain"]
    assert extra["copyright"] in (ROOT / "LICENSE").read_text("utf-8")


def test_clippings_have_names_that_are_understood_in_the_menu():
    names = [path.name for path in (PACKAGE / "clippings").iterdir()]
    assert len(names) >= 4
    assert not [name for name in names if not re.match(r"oscfactor - [a-z].*\.maxpat$", name)]


def test_the_overview_has_a_button_for_each_help_and_each_example():
    (patcher,) = patchers_of(PACKAGE / "extras" / "oscfactor-overview.maxpat")
    boxes = {box["id"]: box for box in inside(patcher)}
    cords = {line["patchline"]["source"][0]: line["patchline"]["destination"][0] for line in patcher["lines"]}
    done = set()
    for box in boxes.values():
        if box["maxclass"] == "textbutton" and box["text"] != "start":
            message = boxes[cords[box["id"]]]
            assert boxes[cords[message["id"]]]["text"] == "pcontrol"
            done.add(message["text"])
    helps = {f"help {name}" for name in OBJECTS}
    assert done == helps | {f"loadunique {path.name}" for path in (PACKAGE / "examples").glob("*.maxpat")}


@each(PATCHES)
def test_what_is_moved_by_hand_has_a_name_and_a_hint(path):
    for patcher in patchers_of(path):
        moved = [box for box in inside(patcher) if box["maxclass"] in MOVED]
        assert not [box for box in moved if not (box.get("varname") and box.get("hint"))]
        names = [box["varname"] for box in moved]
        assert len(names) == len(set(names))


def test_presets_keep_what_a_layer_is_mixed_by_and_no_patch_sets_it_when_opened():
    kept = {}
    for path in PATCHES:
        for box in boxes_of(path):
            if box.get("parameter_enable"):
                value = box["saved_attribute_attributes"]["valueof"]
                assert value["parameter_longname"] == box["varname"]
                assert value["parameter_initial_enable"] == 0
                kept.setdefault(path.stem, []).append(box["varname"])
    assert kept["oscfactor.strip"] == ["gain", "mute", "solo"]
    assert kept["oscfactor.matrix"] == ["matrix"]


@each([*HELPS, *(PACKAGE / "examples").glob("*.maxpat")])
def test_a_sound_that_is_played_in_max_is_heard_on_both_sides(path):
    for patcher in patchers_of(path):
        boxes = {box["id"]: box for box in inside(patcher)}
        players = [box["id"] for box in boxes.values() if box.get("text", "").startswith("play~ ")]
        for player in players:
            ends = [
                (line["patchline"]["source"], line["patchline"]["destination"]) for line in patcher["lines"]
            ]
            heard = {
                (source[1], end[1])
                for source, end in ends
                if source[0] == player and boxes[end[0]]["maxclass"] == "ezdac~"
            }
            assert heard == {(0, 0), (1, 1)}


@each(HELPS)
def test_a_help_takes_no_name_that_might_be_the_users(path):
    words = [box["text"].split() for box in boxes_of(path) if "text" in box and box["maxclass"] == "newobj"]
    held = ("buffer~", "polybuffer~", "play~", *OBJECTS)
    names = [name for name, *rest in words if name in held for name in rest[:1]]
    names += [box["args"][0] for box in boxes_of(path) if box["maxclass"] == "bpatcher"]
    assert names
    assert not [name for name in names if not str(name).startswith("help-")]


@pytest.mark.parametrize("name", [path.name for path in (PACKAGE / "patchers").glob("*.maxpat")])
def test_a_users_word_reaches_a_script_behind_a_word_of_ours(name):
    # Max takes words such as `save` and `notify` for itself where they come to a [js] as they are.
    (patcher,) = patchers_of(PACKAGE / "patchers" / name)
    boxes = {box["id"]: box for box in inside(patcher)}
    ends = [(line["patchline"]["source"][0], line["patchline"]["destination"]) for line in patcher["lines"]]
    for source, (destination, inlet) in ends:
        script = boxes[destination].get("text", "")
        if script.startswith(("js oscfactor.object.js", "js oscfactor.watch.js")) and inlet == 0:
            assert boxes[source].get("text") in (
                *("prepend say", "prepend touched", "prepend connected"),
                *("loadmess loaded", "closing"),
            )


def test_the_page_has_ten_steps_for_somebody_with_a_max():
    page = (ROOT / "docs" / "max.md").read_text("utf-8")
    _, _, steps = page.partition("## If you have a Max")
    assert re.findall(r"^(\d+)\. ", steps, re.M) == [str(n) for n in range(1, 11)]

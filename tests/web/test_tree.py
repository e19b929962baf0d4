"""The tree that OSCQuery browses: what holds what, and what becomes of it while it changes."""

import asyncio
import json

import pytest

from oscfactor.protocol.commands import COMMANDS
from oscfactor.web import tree as trees
from oscfactor.web.tree import spellings
from tests.support.faketree import GAIN, FakeLeaves, drums, tree


@pytest.fixture
def leaves():
    made = FakeLeaves()
    drums(made)
    return made


def node(leaves, path):
    """Return a node with all that it holds."""
    made = tree(leaves)
    return json.loads(asyncio.run(made.text(path, asyncio.run(made.branch(path)))))


def test_the_whole_tree_holds_each_leaf_and_each_command_once(leaves):
    found = []

    def walk(node, path):
        assert node["FULL_PATH"] == (path or "/")
        for name, held in node.get("CONTENTS", {}).items():
            walk(held, f"{path}/{name}")
        if node["ACCESS"]:
            found.append(path)

    walk(node(leaves, "/"), "")
    assert sorted(found) == sorted([*leaves.rows, *COMMANDS])


def test_a_command_may_hold_another(leaves):
    told = node(leaves, "/player/record")
    assert told["ACCESS"] == 2
    assert list(told["CONTENTS"]) == ["stop"]


def test_a_sound_does_not_hold_what_belongs_to_another_whose_name_begins_alike(leaves):
    drums(leaves, "drums2")
    assert set(node(leaves, "/sound/drums")["CONTENTS"]) == {"gain", "level", "0", "1"}
    assert set(node(leaves, "/sound")["CONTENTS"]) == {"drums", "drums2"}


def test_of_too_many_leaves_the_cells_are_left_out(leaves, monkeypatch):
    monkeypatch.setattr(trees, "MAX_LEAVES", 20)
    leaves.add("/sound/808/0/gain", GAIN, 1.0)
    for i in range(16):
        leaves.add(f"/sound/drums/matrix/{i}/0", GAIN, 1.0)
    sounds = node(leaves, "/sound")["CONTENTS"]
    assert set(sounds["drums"]["CONTENTS"]) == {"gain", "level", "0", "1"}
    assert "gain" in sounds["808"]["CONTENTS"]["0"]["CONTENTS"]  # a sound's name is no number of a cell
    assert len(node(leaves, "/sound/drums/matrix")["CONTENTS"]) == 16
    assert node(leaves, "/sound/drums/matrix/3/0")["VALUE"] == [1.0]


def test_a_leaf_that_goes_while_it_is_told_has_no_value(leaves):
    made = tree(leaves)
    branch = asyncio.run(made.branch("/sound"))
    leaves.remove("/sound/drums/gain")
    told = json.loads(asyncio.run(made.text("/sound", branch)))
    assert "VALUE" not in told["CONTENTS"]["drums"]["CONTENTS"]["gain"]


def test_a_leaf_that_has_no_value_now_is_not_told_as_one_to_read(leaves):
    del leaves.values["/sound/drums/gain"], leaves.values["/sound/drums/level"]
    held = node(leaves, "/sound")["CONTENTS"]["drums"]["CONTENTS"]
    for name, access in (("gain", 2), ("level", 0)):
        assert held[name]["ACCESS"] == access
        assert "VALUE" not in held[name]


def test_a_leaf_alone_is_told_as_it_is_told_among_others(leaves):
    among = node(leaves, "/sound")["CONTENTS"]["drums"]["CONTENTS"]["gain"]
    assert node(leaves, "/sound/drums/gain") == tree(leaves).attributes("/sound/drums/gain") == among
    assert among["VALUE"] == [1.0]


@pytest.mark.parametrize(
    "sent", ["/sound/café noir", "/sound/caf%C3%A9%20noir/", "/sound/caf%C3%A9%2520noir"]
)
def test_a_path_may_be_encoded_once_more_than_osc_needs(sent):
    assert "/sound/café%20noir" in spellings(sent)

"""Questions and answers of OSCQuery, by the words of its proposal."""

import asyncio
import json

import pytest

from oscfactor.protocol.commands import COMMANDS
from oscfactor.web import tree as trees
from oscfactor.web.query import answer, host_info
from tests.support.faketree import GAIN, FakeLeaves, drums, tree

INFO = host_info("mine", "127.0.0.1", 57130, 57180)


@pytest.fixture
def leaves() -> FakeLeaves:
    made = FakeLeaves()
    drums(made)
    return made


def ask(leaves, path, *words):
    found = asyncio.run(answer(tree(leaves), path, list(words), INFO))
    return found.status, json.loads(found.body) if found.status == 200 else bytes(found.body).decode()


def test_the_whole_tree_holds_each_leaf_and_each_command_once(leaves):
    status, root = ask(leaves, "/")
    found = []

    def walk(node, path):
        assert node["FULL_PATH"] == (path or "/")
        if "CONTENTS" in node:
            for name, held in node["CONTENTS"].items():
                walk(held, f"{path}/{name}")
        if node["ACCESS"]:
            found.append(path)

    walk(root, "")
    assert status == 200
    assert sorted(found) == sorted([*leaves.rows, *COMMANDS])


def test_a_leaf_that_can_be_set(leaves):
    assert ask(leaves, "/sound/drums/gain") == (
        200,
        {
            "FULL_PATH": "/sound/drums/gain",
            "ACCESS": 3,
            "DESCRIPTION": "A gain.",
            "TAGS": ["leaf"],
            "TYPE": "f",
            "RANGE": [{"MIN": 0.0, "MAX": 16.0}],
            "EXTENDED_TYPE": ["gain"],
            "VALUE": [1.0],
        },
    )


def test_a_leaf_that_is_only_read_with_a_unit_for_one_of_two_values(leaves):
    _, node = ask(leaves, "/sound/drums/level")
    assert (node["ACCESS"], node["TYPE"], node["VALUE"]) == (1, "ff", [-20.0, 0.5])
    assert node["UNIT"] == ["gain.db", None]
    assert "RANGE" not in node


def test_choices_are_a_range_of_values(leaves):
    assert ask(leaves, "/sound/drums/0/name", "RANGE") == (200, {"RANGE": [{"VALS": ["a", "b"]}]})


def test_a_command_is_a_method_that_can_only_be_written(leaves):
    _, node = ask(leaves, "/buffer/load")
    assert (node["ACCESS"], node["TYPE"], node["CRITICAL"]) == (2, "ss", True)
    assert node["EXTENDED_TYPE"] == ["name", "filepath"]
    assert "VALUE" not in node
    assert "/buffer/load name path" in node["DESCRIPTION"]
    assert ask(leaves, "/status")[1]["TYPE"] == "I"


def test_a_command_may_hold_another(leaves):
    _, node = ask(leaves, "/player/record")
    assert node["ACCESS"] == 2
    assert list(node["CONTENTS"]) == ["stop"]


@pytest.mark.parametrize(
    ("path", "words", "wanted"),
    [
        ("/sound/drums/gain", ["VALUE"], {"VALUE": [1.0]}),
        ("/sound/drums/gain", ["VALUE", "TYPE"], {"VALUE": [1.0], "TYPE": "f"}),
        ("/sound/drums/gain", ["FULL_PATH"], {"FULL_PATH": "/sound/drums/gain"}),
        ("/sound/drums/gain", ["CONTENTS"], {}),
        ("/sound/drums/gain", ["UNIT"], {}),
        ("/sound/drums", ["TYPE"], {}),
        ("/sound/drums", ["ACCESS"], {"ACCESS": 0}),
        ("/sound/drums/gain/", ["ACCESS"], {"ACCESS": 3}),
        ("/anything/at/all", ["HOST_INFO"], INFO),
    ],
)
def test_single_attributes(leaves, path, words, wanted):
    assert ask(leaves, path, *words) == (200, wanted)


def test_contents_are_those_of_the_whole_node(leaves):
    whole = ask(leaves, "/sound")[1]
    assert ask(leaves, "/sound", "CONTENTS") == (200, {"CONTENTS": whole["CONTENTS"]})
    assert ask(leaves, "/sound", "ACCESS", "CONTENTS") == (200, {"ACCESS": 0, "CONTENTS": whole["CONTENTS"]})


@pytest.mark.parametrize(
    ("path", "words", "status"),
    [
        ("/sound/drums", ["VALUE"], 204),  # a container
        ("/buffer/load", ["VALUE"], 204),  # can only be written
        ("/sound/drums/gain", ["CLIPMODE"], 204),  # an attribute that we do not have
        ("/sound/drums/gain", ["GABBA"], 400),
        ("/sound/drums/gain", ["value"], 400),
        ("/sound/voice", [], 404),
        ("/sound/voice", ["VALUE"], 404),
        ("/soun", [], 404),
        ("/sound/drums/gain/more", [], 404),
        ("nothing", [], 404),
        ("", [], 200),
    ],
)
def test_errors_have_the_numbers_of_the_proposal(leaves, path, words, status):
    assert ask(leaves, path, *words)[0] == status


def test_a_path_is_taken_as_it_was_sent_and_once_decoded(leaves):
    drums(leaves, "my%20loop%25")
    drums(leaves, "café%20noir")
    wanted = "/sound/my%20loop%25/gain"
    for path in (wanted, "/sound/my%2520loop%2525/gain"):
        assert ask(leaves, path)[1]["FULL_PATH"] == wanted
    for sound in ("café%20noir", "caf%C3%A9%20noir", "caf%C3%A9%2520noir", "café noir"):
        for path in (f"/sound/{sound}/0", f"/sound/{sound}/gain"):
            assert ask(leaves, path)[1]["FULL_PATH"] == path.replace(sound, "café%20noir")


def test_without_sounds_their_container_is_there_and_empty():
    status, node = ask(FakeLeaves(), "/sound")
    assert status == 200
    assert (node["ACCESS"], node["CONTENTS"]) == (0, {})


def test_of_too_many_leaves_the_cells_are_left_out(leaves, monkeypatch):
    monkeypatch.setattr(trees, "MAX_LEAVES", 20)
    leaves.add("/sound/808/0/gain", GAIN, 1.0)
    for i in range(16):
        leaves.add(f"/sound/drums/matrix/{i}/0", GAIN, 1.0)
    assert "matrix" not in ask(leaves, "/sound")[1]["CONTENTS"]["drums"]["CONTENTS"]
    assert ask(leaves, "/sound/808/0")[1]["CONTENTS"]
    assert len(ask(leaves, "/sound/drums/matrix")[1]["CONTENTS"]) == 16
    assert ask(leaves, "/sound/drums/matrix/3/0", "VALUE") == (200, {"VALUE": [1.0]})


def test_a_leaf_that_goes_while_it_is_told_has_no_value(leaves):
    made = tree(leaves)
    branch = asyncio.run(made.branch("/sound"))
    leaves.remove("/sound/drums/gain")
    node = json.loads(asyncio.run(made.text("/sound", branch)))
    assert "VALUE" not in node["CONTENTS"]["drums"]["CONTENTS"]["gain"]

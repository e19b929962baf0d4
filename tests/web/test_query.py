"""Questions and answers of OSCQuery, by the words of its proposal."""

import asyncio
import json

import pytest

from oscfactor.web.query import answer, host_info
from tests.support.faketree import FakeLeaves, drums, tree

INFO = host_info("mine", "127.0.0.1", 57130, 57180)


@pytest.fixture
def leaves() -> FakeLeaves:
    made = FakeLeaves()
    drums(made)
    return made


def ask(leaves, path, *words):
    found = asyncio.run(answer(tree(leaves), path, list(words), INFO))
    return found.status, json.loads(found.body) if found.status == 200 else bytes(found.body).decode()


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

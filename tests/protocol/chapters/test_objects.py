"""Objects: what their commands are given."""

from array import array

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/object/set", ["a", 0, 1, 2.0, 3], {"name": "a", "o": 0, "k": (1, 2, 3)}),
        ("/object/set", ["a", 1.0, -1], {"name": "a", "o": 1, "k": (-1,)}),
        ("/object/set", ["a", 0, array("f", [1, 2, 3])], {"name": "a", "o": 0, "k": (1, 2, 3)}),
        ("/object/clear", ["a"], {"name": "a", "o": -1}),
        ("/object/clear", ["a", 1], {"name": "a", "o": 1}),
        ("/object/list", ["a"], {"name": "a"}),
        ("/object/gain", ["*", -1, 0.5], {"seconds": 0.0, "name": "*", "o": -1, "gain": 0.5}),
        ("/object/mute", ["a", 0, 1, 2], {"seconds": 2.0, "name": "a", "o": 0, "on": True}),
        ("/object/solo", ["a", 0, 0], {"seconds": 0.0, "name": "a", "o": 0, "on": False}),
        ("/object/pan", ["a", 0, -1], {"seconds": 0.0, "name": "a", "o": 0, "position": -1.0}),
    ],
)
def test_a_message_about_an_object(address, message, given):
    assert COMMANDS[address].bind(message) == given


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (["a", 0], "k: give at least one"),
        (["a", 0, 0.5], "k must be a whole number"),
        (["a", 0, 1, "x"], "k must be a whole number"),
        (["a", 0, -2], "k must be at least -1"),
        (["a", -1, 0], "o must be at least 0"),
        (["a", 0, array("f", [1, float("nan")])], "k must be a finite number"),
    ],
)
def test_what_is_no_component_is_refused(message, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        COMMANDS["/object/set"].bind(message)


@pytest.mark.parametrize(
    ("message", "given"),
    [
        (["a", 4], {"name": "a", "n": 4, "by": "auto"}),
        (["a", 0, "pan"], {"name": "a", "n": 0, "by": "pan"}),
        (["a", 4.0, "by", "timbre"], {"name": "a", "n": 4, "by": "timbre"}),
    ],
)
def test_a_message_that_finds_objects(message, given):
    assert COMMANDS["/object/find"].bind(message) == given


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/object/audio", ["a", 0, 1, 0, 64], {"name": "a", "o": 0, "channel": 1, "offset": 0, "count": 64}),
        ("/object/file", ["a", -1], {"name": "a", "o": -1}),
    ],
)
def test_a_message_that_asks_for_an_objects_sound(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_a_message_that_exports_objects():
    given = COMMANDS["/object/export"].bind(["a", 0, "out", "flac"])
    assert (given["o"], given["format"], given["subtype"]) == (0, "flac", "")

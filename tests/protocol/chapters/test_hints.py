"""Painting: what its commands are given."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS

PLACE = {"name": "a", "k": 1, "t0": 0.5, "t1": 1.0, "f0": 100.0, "f1": 400.0}


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/component/hint", ["a", 1, 0.5, 1, 100, 400, -1], {**PLACE, "weight": -1.0}),
        ("/hint/list", ["a"], {"name": "a"}),
        ("/hint/clear", ["a"], {"name": "a"}),
    ],
)
def test_a_message_that_paints(address, message, given):
    assert COMMANDS[address].bind(message) == given


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (["a", -1, 0, 1, 0, 1, 1], "k must be at least 0"),
        (["a", 0, -1, 1, 0, 1, 1], "t0 must be at least 0"),
        (["a", 0, 0, 1, 0, 1, 2], "weight must be at most 1"),
        (["a", 0, 0, 1, 0, 1], "weight is missing"),
    ],
)
def test_a_message_that_cannot_be_painted(message, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        COMMANDS["/component/hint"].bind(message)

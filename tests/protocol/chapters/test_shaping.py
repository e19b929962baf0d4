"""Shaping components: what their commands are given."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/component/split", ["a"], {"name": "a", "k": None, "into": 2}),
        ("/component/split", ["a", 3, "into", 4], {"name": "a", "k": 3, "into": 4}),
        ("/component/merge", ["a", 1.0, 3.0], {"name": "a", "k": 1, "others": (3,)}),
        ("/component/keep", ["a", 1, 1], {"name": "a", "k": 1, "on": True, "activations": False}),
        ("/component/keep", ["a", -1, 0, 1], {"name": "a", "k": -1, "on": False, "activations": True}),
        ("/buffer/vary", ["a", 3], {"name": "a", "n": 3}),
        ("/buffer/choose", ["a", 2], {"name": "a", "i": 2}),
    ],
)
def test_a_message_that_shapes(address, message, given):
    assert COMMANDS[address].bind(message) == given


@pytest.mark.parametrize("tail", [[1], [1, 2, 2], [1, 0.5], [1, -1], ["a", 1], []])
def test_fewer_than_two_components_cannot_be_merged(tail):
    with pytest.raises(ArgumentError):
        COMMANDS["/component/merge"].bind(["a", *tail])

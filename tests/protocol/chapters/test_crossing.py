"""Crosses: what they are given."""

import pytest

from oscfactor.protocol.commands import COMMANDS

DEFAULTS = {
    "name": "x",
    "activations": "a",
    "bases": "b",
    "match": "optimal",
    "likeness": "spectral",
    "morph": 1.0,
    "by": "linear",
    "length": "keep",
    "phase": "griffinlim",
}


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/cross/make", ["x", "a", "b"], DEFAULTS),
        (
            "/cross/make",
            ["x", "a", "b", "morph", 0.5, "by", "transport"],
            {**DEFAULTS, "morph": 0.5, "by": "transport"},
        ),
    ],
)
def test_a_message_that_crosses_two_sounds(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_a_cross_waits_for_both_sounds_and_makes_a_third():
    row = COMMANDS["/cross/make"]
    assert row.uses == ("activations", "bases")
    assert set(row.makes) == {"sound", "components"}

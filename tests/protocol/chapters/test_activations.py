"""Edits of activations: what they are given, times still in seconds."""

import pytest

from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        (
            "/activation/shift",
            ["a", 0, 0.25],
            {"name": "a", "k": 0, "amount": 0.25, "unit": "s", "wrap": True},
        ),
        (
            "/activation/shift",
            ["a", 0, 5, "unit", "frames", "wrap", 0],
            {"name": "a", "k": 0, "amount": 5.0, "unit": "frames", "wrap": False},
        ),
        ("/activation/reverse", ["a", 0], {"name": "a", "k": 0}),
        ("/activation/stretch", ["a", 0, 2], {"name": "a", "k": 0, "factor": 2.0, "loop": False}),
        ("/activation/smooth", ["a", 0], {"name": "a", "k": 0, "attack": 0.0, "release": 0.1}),
        ("/activation/smooth", ["a", 0, 0.1, 0.2], {"name": "a", "k": 0, "attack": 0.1, "release": 0.2}),
        ("/activation/threshold", ["a", 0, 0.5], {"name": "a", "k": 0, "level": 0.5}),
        (
            "/activation/quantize",
            ["a", 0, 120],
            {
                "name": "a",
                "k": 0,
                "tempo": 120.0,
                "division": 4,
                "swing": 0.0,
                "strength": 1.0,
                "offset": 0.0,
            },
        ),
        (
            "/activation/random",
            ["a", 0, 0.2, 3],
            {"name": "a", "k": 0, "amount": 0.2, "seed": 3, "grid": 0.0},
        ),
        ("/activation/scale", ["a", 0, 0.5], {"name": "a", "k": 0, "gain": 0.5}),
        ("/activation/normalize", ["a", 0], {"name": "a", "k": 0, "peak": 1.0}),
        ("/activation/power", ["a", 0, 2], {"name": "a", "k": 0, "exponent": 2.0}),
        (
            "/activation/copy",
            ["a", 0, 1],
            {"name": "a", "k": 0, "source": 1, "buffer": "", "length": "truncate"},
        ),
        (
            "/activation/copy",
            ["a", 0, 1, "b", "length", "loop"],
            {"name": "a", "k": 0, "source": 1, "buffer": "b", "length": "loop"},
        ),
    ],
)
def test_a_message_that_edits_an_activation(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_values_come_one_by_one_or_as_a_blob():
    given = COMMANDS["/activation/set"].bind(["a", 0, 3, 0.5, 1])
    assert (given["offset"], list(given["values"])) == (3, [0.5, 1.0])

"""Edits of bases: what they are given, frequencies still in Hz."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/basis/transpose", ["a", 0, -5], {"name": "a", "k": 0, "semitones": -5.0}),
        ("/basis/shift", ["a", 0, 110], {"name": "a", "k": 0, "hz": 110.0}),
        ("/basis/blur", ["a", 0, 40], {"name": "a", "k": 0, "hz": 40.0}),
        ("/basis/sharpen", ["a", 0, 1.5], {"name": "a", "k": 0, "exponent": 1.5}),
        ("/basis/filter", ["a", 0, 80, 4000], {"name": "a", "k": 0, "low": 80.0, "high": 4000.0}),
        ("/basis/random", ["a", 0], {"name": "a", "k": 0, "amount": 6.0, "seed": 0}),
        ("/basis/random", ["a", 0, 12, 3], {"name": "a", "k": 0, "amount": 12.0, "seed": 3}),
        ("/basis/swap", ["a", 0, 1], {"name": "a", "k": 0, "other": 1}),
        ("/basis/copy", ["a", 0, 1], {"name": "a", "k": 0, "source": 1, "buffer": ""}),
    ],
)
def test_a_message_that_edits_a_basis(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_values_come_one_by_one_or_as_a_blob():
    given = COMMANDS["/basis/set"].bind(["a", 0, 3, 0.5, 1])
    assert (given["offset"], list(given["values"])) == (3, [0.5, 1.0])


def test_two_bases_are_exchanged_and_never_all():
    with pytest.raises(ArgumentError, match="other must be at least 0"):
        COMMANDS["/basis/swap"].bind(["a", 0, -1])

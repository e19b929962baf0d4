"""Undo and masks: what they are given."""

import pytest

from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/edit/undo", ["a"], {"name": "a"}),
        ("/edit/reset", ["a"], {"name": "a"}),
        ("/edit/masks", ["a"], {"name": "a", "exponent": 1.0, "threshold": 0.0, "residual": False}),
        (
            "/edit/masks",
            ["a", "residual", 1, "exponent", 2],
            {"name": "a", "exponent": 2.0, "threshold": 0.0, "residual": True},
        ),
    ],
)
def test_a_message_that_takes_edits_back(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_edits_of_one_sound_follow_each_other():
    for address, row in COMMANDS.items():
        if address.split("/")[1] in ("edit", "activation", "basis"):
            assert "edits" in row.makes
            assert "edits" in row.needs

"""Faders: what their commands are given."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.spec import SESSION, SOUND


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/component/gain", ["a", -1, 0.5], {"seconds": 0.0, "name": "a", "k": -1, "gain": 0.5}),
        ("/component/gain", ["*", 0, 16], {"seconds": 0.0, "name": "*", "k": 0, "gain": 16.0}),
        ("/component/mute", ["{a,b}", 0, 1], {"seconds": 0.0, "name": "{a,b}", "k": 0, "on": True}),
        ("/component/solo", ["a", 0, 0.0], {"seconds": 0.0, "name": "a", "k": 0, "on": False}),
        ("/component/pan", ["a", 0, -1], {"seconds": 0.0, "name": "a", "k": 0, "position": -1.0}),
        ("/component/gain", ["a", 0, 0.5, 4], {"seconds": 4.0, "name": "a", "k": 0, "gain": 0.5}),
        ("/player/gain", ["a", 0], {"seconds": 0.0, "name": "a", "gain": 0.0}),
    ],
)
def test_a_message_that_moves_a_fader(address, message, given):
    assert COMMANDS[address].bind(message) == given


@pytest.mark.parametrize(
    ("address", "value"),
    [("/component/gain", 16.1), ("/component/gain", -0.1), ("/component/pan", 1.1), ("/component/mute", 2)],
)
def test_a_fader_has_ends(address, value):
    with pytest.raises(ArgumentError, match="must be at"):
        COMMANDS[address].bind(["a", 0, value])


def test_a_fader_waits_for_the_sound_and_for_no_components():
    for row in (COMMANDS[a] for a in COMMANDS if a.startswith("/component/") and "gain" in a):
        assert set(row.needs) == {SOUND, SESSION}

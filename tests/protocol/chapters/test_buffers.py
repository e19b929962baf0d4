"""Sounds: what their commands are given."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.spec import SOUND


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/buffer/load", ["a", "a.wav"], {"name": "a", "path": "a.wav", "start": 0.0, "duration": 0.0}),
        (
            "/buffer/load",
            ["a", "a.wav", 1, "duration", 2],
            {"name": "a", "path": "a.wav", "start": 1.0, "duration": 2.0},
        ),
        ("/buffer/alloc", ["a", 100], {"name": "a", "n_samples": 100, "channels": 1, "sample_rate": 48000}),
        (
            "/buffer/alloc",
            ["a", 100, "sample_rate", 8000, "channels", 2],
            {"name": "a", "n_samples": 100, "channels": 2, "sample_rate": 8000},
        ),
        ("/buffer/read", ["a", 0, 5, 64], {"name": "a", "channel": 0, "offset": 5, "count": 64}),
        ("/buffer/save", ["a", "b.aiff"], {"name": "a", "path": "b.aiff"}),
        ("/buffer/list", [], {}),
    ],
)
def test_a_message_about_a_sound(address, message, given):
    assert COMMANDS[address].bind(message) == given


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/buffer/alloc", ["a", 0]),
        ("/buffer/alloc", ["a", 100, "channels", 0]),
        ("/buffer/read", ["a", -1, 0, 64]),
        ("/buffer/read", ["a", 0, 0, 0]),
        ("/buffer/write", ["a", 0, -1, 0.5]),
    ],
)
def test_a_range_that_no_sound_has(address, message):
    with pytest.raises(ArgumentError, match="must be at least"):
        COMMANDS[address].bind(message)


def test_a_load_and_a_write_come_before_what_uses_the_sound():
    for address in ("/buffer/load", "/buffer/write"):
        assert SOUND in COMMANDS[address].makes
    for address in ("/buffer/read", "/buffer/save", "/player/play"):
        assert SOUND in COMMANDS[address].needs

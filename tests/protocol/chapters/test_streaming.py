"""Streams: milliseconds become seconds, and the clocks loop unless asked otherwise."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS

DEFAULTS = {"clock": "auto", "rate": 1.0, "loop": True, "start": 0.0, "end": 0.0, "ttl": 0.0}


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        (
            "/stream/activations",
            ["a", 50],
            {
                **DEFAULTS,
                "name": "a",
                "rate_hz": 50.0,
                "component": -1,
                "scale": "raw",
                "smooth": 0.0,
                "attack": None,
                "release": None,
                "threshold": None,
            },
        ),
        (
            "/stream/activations",
            ["a", 50, "smooth", 50, "attack", 0, "loop", 0],
            {
                **DEFAULTS,
                "name": "a",
                "rate_hz": 50.0,
                "component": -1,
                "scale": "raw",
                "smooth": 0.05,
                "attack": 0.0,
                "release": None,
                "threshold": None,
                "loop": False,
            },
        ),
        (
            "/stream/activations",
            ["a", 1000, "threshold", -20, "scale", "db"],
            {
                **DEFAULTS,
                "name": "a",
                "rate_hz": 1000.0,
                "component": -1,
                "scale": "db",
                "smooth": 0.0,
                "attack": None,
                "release": None,
                "threshold": -20.0,
            },
        ),
        (
            "/stream/audio",
            ["a", -1, "clock", "player", "ttl", 5],
            {**DEFAULTS, "name": "a", "k": -1, "clock": "player", "ttl": 5.0},
        ),
        ("/stream/stop", ["*"], {"name": "*"}),
    ],
)
def test_a_message_that_begins_a_stream(address, message, given):
    assert COMMANDS[address].bind(message) == given


@pytest.mark.parametrize("rate", [0, 1001])
def test_a_rate_that_no_patch_can_take(rate):
    with pytest.raises(ArgumentError, match="rate_hz must be at"):
        COMMANDS["/stream/activations"].bind(["a", rate])

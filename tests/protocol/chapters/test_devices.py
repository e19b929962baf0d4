"""Devices: what is not given is left to the device."""

import pytest

from oscfactor.protocol.commands import COMMANDS

DEFAULTS = {"device": "", "channels": 0, "sample_rate": 0, "block": 0, "latency": None}


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/audio/devices", [], {}),
        ("/audio/device", [], DEFAULTS),
        ("/audio/device", ["silent"], {**DEFAULTS, "device": "silent"}),
        ("/audio/device", [3, "latency", 5], {**DEFAULTS, "device": "3", "latency": 0.005}),
        (
            "/audio/device",
            ["device", "card", "channels", 8, "sample_rate", 44100, "block", 64],
            {**DEFAULTS, "device": "card", "channels": 8, "sample_rate": 44100, "block": 64},
        ),
    ],
)
def test_a_message_about_devices(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_only_programs_on_this_machine_choose_the_device():
    assert COMMANDS["/audio/devices"].local
    assert COMMANDS["/audio/device"].local


def test_a_device_is_opened_before_what_plays_on_it():
    assert "player" in COMMANDS["/audio/device"].makes
    assert "player" in COMMANDS["/player/play"].needs

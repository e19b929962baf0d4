"""Live input: as a patch sends it, and who may."""

from array import array

import pytest

from oscfactor.protocol.commands import COMMANDS

DEFAULTS = {"device": "", "channels": 0, "sample_rate": 0}


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/input/devices", [], {}),
        ("/input/open", [], DEFAULTS),
        ("/input/open", ["wire", 1.0, 44100.0], {"device": "wire", "channels": 1, "sample_rate": 44100}),
        ("/input/open", ["wire", "sample_rate", 44100], {**DEFAULTS, "device": "wire", "sample_rate": 44100}),
        ("/input/open", [3], {**DEFAULTS, "device": "3"}),
        ("/input/close", [], {}),
        ("/live/capture", ["a", 8], {"name": "a", "seconds": 8.0, "ago": 0.0}),
        ("/live/capture", ["a", 8, 2], {"name": "a", "seconds": 8.0, "ago": 2.0}),
        ("/live/record", ["a"], {"name": "a", "seconds": 0.0}),
        ("/live/record", ["a", 4], {"name": "a", "seconds": 4.0}),
        ("/live/stop", ["a"], {"name": "a"}),
        ("/live/match", ["a"], {"name": "a", "rate": 50.0}),
        ("/live/match", ["a", 20], {"name": "a", "rate": 20.0}),
        (
            "/input/write",
            [0, 65535, 0.5, -0.5],
            {"channel": 0, "sequence": 65535, "samples": array("f", [0.5, -0.5])},
        ),
    ],
)
def test_a_message_about_live_input(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_strangers_never_reach_the_input():
    rows = [row for row in COMMANDS.values() if row.address.startswith(("/input/", "/live/"))]
    assert all(row.local for row in rows)


def test_a_capture_comes_after_the_opening_and_what_needs_a_sound_after_the_capture():
    assert "input" in COMMANDS["/input/open"].makes
    assert "input" in COMMANDS["/live/capture"].needs
    assert set(COMMANDS["/live/capture"].makes) & set(COMMANDS["/buffer/factorize"].needs)

"""Components given back: what their commands are given."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/component/info", ["a", -1], {"name": "a", "k": -1}),
        ("/component/file", ["a", -1], {"name": "a", "k": -1}),
        (
            "/component/audio",
            ["a", 0, 1, 512, 64],
            {"name": "a", "k": 0, "channel": 1, "offset": 512, "count": 64},
        ),
        (
            "/component/activation",
            ["a", 0, 0, 64],
            {"name": "a", "k": 0, "offset": 0, "count": 64, "channel": -1},
        ),
        (
            "/component/activation",
            ["a", 0, 0, 64, 1],
            {"name": "a", "k": 0, "offset": 0, "count": 64, "channel": 1},
        ),
        ("/component/basis", ["a", 0, 0, 64], {"name": "a", "k": 0, "offset": 0, "count": 64}),
        (
            "/component/export",
            ["a", -1, "out"],
            {"name": "a", "k": -1, "directory": "out", "format": "wav", "subtype": ""},
        ),
        (
            "/component/export",
            ["a", -1, "out", "flac", "PCM_16"],
            {"name": "a", "k": -1, "directory": "out", "format": "flac", "subtype": "PCM_16"},
        ),
        ("/component/data", ["a", -1, "a.csv"], {"name": "a", "k": -1, "path": "a.csv", "tempo": 120.0}),
        ("/component/data", ["a", 0.0, "a.mid", 96], {"name": "a", "k": 0, "path": "a.mid", "tempo": 96.0}),
    ],
)
def test_a_message_about_components(address, message, given):
    assert COMMANDS[address].bind(message) == given


@pytest.mark.parametrize("address", ["/component/audio", "/component/activation", "/component/basis"])
def test_a_pull_is_of_one_component(address):
    with pytest.raises(ArgumentError, match="k must be at least 0"):
        COMMANDS[address].bind(["a", -1, 0, 0, 64])

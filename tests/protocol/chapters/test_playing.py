"""Players: an option that is not given stays as it was."""

import pytest

from oscfactor.protocol.commands import COMMANDS

DEFAULTS = {"start": None, "end": None, "loop": None, "rate": None, "mode": None, "outputs": None}


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/player/play", ["a"], {**DEFAULTS, "name": "a"}),
        (
            "/player/play",
            ["a", 0.5, 1.5, "loop", 1],
            {**DEFAULTS, "name": "a", "start": 0.5, "end": 1.5, "loop": True},
        ),
        (
            "/player/play",
            ["a", "outputs", "components", "rate", 0],
            {**DEFAULTS, "name": "a", "rate": 0.0, "outputs": "components"},
        ),
        ("/player/rate", ["a", 4], {"name": "a", "rate": 4.0, "mode": None}),
        ("/player/rate", ["a", 0.5, "resample"], {"name": "a", "rate": 0.5, "mode": "resample"}),
        ("/player/loop", ["a", 1], {"name": "a", "on": True, "start": None, "end": None, "fade": None}),
        (
            "/player/loop",
            ["a", 1, 0.5, 1, "fade", 20],
            {"name": "a", "on": True, "start": 0.5, "end": 1.0, "fade": 0.02},
        ),
        ("/player/seek", ["*", 0.5], {"name": "*", "seconds": 0.5}),
        ("/player/record", ["a", "t.wav"], {"name": "a", "path": "t.wav"}),
        ("/player/stop", ["*"], {"name": "*"}),
    ],
)
def test_a_message_to_a_player(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_a_stop_waits_for_nothing_but_the_session():
    assert COMMANDS["/player/stop"].needs == ("session",)


def test_only_programs_on_this_machine_record():
    assert [COMMANDS[f"/player/{w}"].local for w in ("record", "record/stop", "play")] == [True, True, False]

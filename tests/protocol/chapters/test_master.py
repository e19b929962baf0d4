"""All that is heard: what its commands are given."""

import pytest

from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/master/gain", [0.5], {"gain": 0.5, "seconds": 0.0}),
        ("/master/gain", [0.5, 4], {"gain": 0.5, "seconds": 4.0}),
        ("/master/mute", [1], {"on": True, "seconds": 0.0}),
        ("/master/limiter", [1], {"on": True, "ceiling": None}),
        ("/master/limiter", [0, 0.8], {"on": False, "ceiling": 0.8}),
        ("/master/record", ["a.wav"], {"path": "a.wav"}),
        ("/cue/gain", [1], {"gain": 1.0, "seconds": 0.0}),
        ("/component/cue", ["*", 0, 1], {"name": "*", "k": 0, "on": True}),
        ("/player/cue", ["a", 0], {"name": "a", "on": False}),
        ("/panic", [], {"fade": 0.05}),
    ],
)
def test_a_message_about_all_that_is_heard(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_only_programs_on_this_machine_record_all_that_is_heard():
    assert [COMMANDS[f"/master/{w}"].local for w in ("record", "record/stop", "gain")] == [True, True, False]

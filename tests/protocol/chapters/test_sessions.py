"""Sessions: what their commands are given, and who may ask."""

import pytest

from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.spec import ALL_THINGS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/session/save", ["a.oscf"], {"path": "a.oscf", "embed": False}),
        ("/session/save", ["a.oscf", "embed", 1], {"path": "a.oscf", "embed": True}),
        ("/session/load", ["a.oscf"], {"path": "a.oscf", "search": ""}),
        ("/session/load", ["a.oscf", "/x:/y"], {"path": "a.oscf", "search": "/x:/y"}),
        ("/session/recover", [], {"search": "", "which": 0}),
        ("/session/recover", ["which", 1], {"search": "", "which": 1}),
    ],
)
def test_a_message_about_a_session(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_a_session_is_for_programs_on_this_machine_and_waits_for_all():
    for address in (a for a in COMMANDS if a.startswith("/session/")):
        assert COMMANDS[address].local
    for word in ("save", "load", "recover"):
        assert set(COMMANDS[f"/session/{word}"].needs) == set(ALL_THINGS)

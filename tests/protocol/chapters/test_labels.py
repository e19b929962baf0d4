"""Names and colours: what their commands are given."""

import pytest

from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/buffer/label", ["a", "Drums, left"], {"name": "a", "text": "Drums, left"}),
        ("/component/label", ["a", -1, "kick"], {"name": "a", "k": -1, "text": "kick"}),
    ],
)
def test_a_message_that_names_or_colours(address, message, given):
    assert COMMANDS[address].bind(message) == given

"""Watches: what their commands are given."""

import pytest

from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/watch", ["/sound//gain"], {"pattern": "/sound//gain", "rate": 20.0, "ttl": 0.0}),
        ("/watch", ["/sound/*/gain", "ttl", 5], {"pattern": "/sound/*/gain", "rate": 20.0, "ttl": 5.0}),
        ("/unwatch", ["*"], {"pattern": "*"}),
    ],
)
def test_a_message_about_watches(address, message, given):
    assert COMMANDS[address].bind(message) == given

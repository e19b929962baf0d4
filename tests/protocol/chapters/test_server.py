"""The daemon itself: what its commands are given."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


@pytest.mark.parametrize(
    ("address", "message", "given"),
    [
        ("/notify", [1], {"on": True, "port": 0, "ttl": 0.0, "stop": False}),
        ("/notify", [0], {"on": False, "port": 0, "ttl": 0.0, "stop": False}),
        ("/notify", [1, 9000, 30], {"on": True, "port": 9000, "ttl": 30.0, "stop": False}),
        ("/notify", [1, "stop", 1], {"on": True, "port": 0, "ttl": 0.0, "stop": True}),
        ("/sync", [7.0], {"id": 7}),
        ("/challenge", [4711], {"n": 4711}),
        ("/dump", [2], {"level": 2}),
        ("/help", [], {"address": ""}),
        ("/help", ["/sync"], {"address": "/sync"}),
    ],
)
def test_a_message_about_the_daemon(address, message, given):
    assert COMMANDS[address].bind(message) == given


def test_the_daemon_answers_whatever_is_under_way():
    for address in ("/status", "/version", "/notify", "/sync", "/help", "/quit"):
        assert COMMANDS[address].needs == ()


def test_others_on_the_network_neither_end_the_daemon_nor_read_its_log():
    assert [COMMANDS[a].local for a in ("/quit", "/dump", "/status")] == [True, True, False]
    assert COMMANDS["/quit"].allowed_by == "remote_quit"


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_no_computer_has_is_refused(port):
    with pytest.raises(ArgumentError, match="port must be at"):
        COMMANDS["/notify"].bind([1, port])

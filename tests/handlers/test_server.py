"""The commands about the daemon itself, with a daemon of straw."""

import time

import pytest

from oscfactor.errors import NotFoundError
from oscfactor.handlers import server
from oscfactor.machine import usage
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.leaves import LEAVES
from oscfactor.protocol.request import Request


class Straw:
    def __init__(self):
        self.clients = Clients(time.monotonic, self.to_port)
        self.heard = []

    def to_port(self, host, port):
        return lambda packet: self.heard.append((port, decode_packet(packet)[0]))

    def request(self, host="127.0.0.1", port=5000):
        client = self.clients.sender(host, port)
        if client is None:
            client = self.clients.new_sender(host, port, self.to_port(None, port))
        return Request(client, "/x", (), 1, 0, None)


def test_who_ends_a_subscription_hears_of_it_where_the_answers_went():
    straw = Straw()
    server.notify(straw, straw.request(), 1, 7400, 0.0)
    ending = straw.request()
    server.notify(straw, ending, 0, 0, 0.0)
    ending.send("/oscfactor/done", "/notify")
    straw.request().send("/later")
    assert [(port, m.address) for port, m in straw.heard] == [(7400, "/oscfactor/done"), (5000, "/later")]


def test_help_gives_every_command_and_leaf_or_the_one_that_was_named():
    straw = Straw()
    assert server.help(straw, straw.request(), "") == (len(COMMANDS) + len(LEAVES),)
    assert {m.args[0] for _, m in straw.heard} == {*COMMANDS, *LEAVES}
    assert server.help(straw, straw.request(), "/sync") == (1,)
    for address in ("/sound/{name}/{k}/gain", "/sound/drums/3/gain"):
        straw.heard.clear()
        assert server.help(straw, straw.request(), address) == (1,)
        assert straw.heard[0][1].args[:2] == ("/sound/{name}/{k}/gain", "/sound/{name}/{k}/gain gain")
    with pytest.raises(NotFoundError):
        server.help(straw, straw.request(), "/nothing")


def test_memory_is_what_a_python_process_takes():
    assert 5 < usage.memory() < 50_000


def test_a_busy_process_shows_and_two_quick_looks_agree():
    meter = usage.CpuMeter()
    end = time.monotonic() + 2 * usage.MIN_INTERVAL
    while time.monotonic() < end:
        pass
    busy = meter.share()
    assert 1 < busy < 10_000
    assert meter.share() == busy

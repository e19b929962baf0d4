"""The commands about the daemon itself, with a daemon of straw."""

import time
from types import SimpleNamespace

import pytest

from oscfactor import __version__
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
    server.notify(straw, straw.request(), True, 7400, 0.0, stop=False)
    ending = straw.request()
    server.notify(straw, ending, False, 0, 0.0, stop=False)
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


def test_a_status_is_pairs_of_names_and_numbers():
    straw = Straw()
    output = SimpleNamespace(card=None, n_underruns=2, n_late=1, seconds_worked=0.25)
    straw.started, straw.cpu = time.monotonic() - 5, SimpleNamespace(share=lambda: 12.34)
    straw.session = SimpleNamespace(
        players=SimpleNamespace(output=output, voices=["n"]),
        buffers=SimpleNamespace(by_name=["n", "m"]),
        jobs=SimpleNamespace(n_jobs=1, kernels_ready=True),
        streams=[],
        live=SimpleNamespace(state=SimpleNamespace(device="system")),
    )
    assert server.status(straw, straw.request()) == ()
    ((_, message),) = straw.heard
    told = dict(zip(message.args[::2], message.args[1::2], strict=True))
    assert told["version"] == __version__
    assert 5 <= told["uptime"] < 60
    assert (told["buffers"], told["jobs"], told["playing"], told["streams"]) == (2, 1, 1, 0)
    assert (told["sample_rate"], told["underruns"], told["late"], told["ready"]) == (0, 2, 1, 1)
    assert told["input"] == "system"
    output.card = SimpleNamespace(sample_rate=44100)
    server.status(straw, straw.request())
    told = straw.heard[-1][1].args
    assert told[told.index("sample_rate") + 1] == 44100


def test_a_dump_is_switched_and_a_number_comes_back():
    straw = Straw()
    straw.dispatcher = SimpleNamespace(dump_level=0)
    assert server.dump(straw, straw.request(), 2) == (2,)
    assert straw.dispatcher.dump_level == 2
    assert server.challenge(straw, straw.request(), 4711) == (4711,)


def test_the_version_is_three_whole_numbers():
    straw = Straw()
    assert server.version(straw, straw.request()) == ()
    ((_, message),) = straw.heard
    assert message.address == "/oscfactor/version"
    assert ".".join(map(str, message.args[:3])) == __version__
    assert message.args[3] == "oscfactor"


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

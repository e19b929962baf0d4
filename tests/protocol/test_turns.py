"""A request waits for the earlier ones of its client that it depends on, and for no others."""

import asyncio

import pytest

from oscfactor.protocol import packets
from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.client import Client
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.protocol.encoding import encode_bundle, encode_message
from oscfactor.protocol.spec import PLAYER, SESSION, Command

NAME = Arg("name", "s", "a buffer")
COMMANDS = {
    row.address: row
    for row in (
        Command("/play", "…", "play", args=(NAME,), makes=(PLAYER,), needs=(PLAYER,)),
        Command("/record", "…", "record", args=(NAME,), makes=(PLAYER,), needs=(PLAYER,)),
        Command("/stop", "…", "stop", args=(NAME,), makes=(PLAYER,), needs=()),
        Command("/device", "…", "device", makes=(PLAYER,), needs=(PLAYER,)),
        Command("/gain", "…", "gain", args=(NAME,), needs=(SESSION,)),
        Command("/status", "…", "status", needs=()),
        Command("/broken", "…", "broken", args=(NAME,), makes=(PLAYER,), needs=(PLAYER,)),
    )
}


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """Let one turn of the loop take all that a test sends."""
    monkeypatch.setattr(packets, "TURN", 60.0)


class Bench:
    """A dispatcher whose handlers tell what they do; `play` and `device` wait until they are let go on."""

    def __init__(self):
        self.did = []
        self.gates = {}
        self.loop = asyncio.get_running_loop()
        handlers = {row.handler: getattr(self, row.handler) for row in COMMANDS.values()}
        self.dispatcher = Dispatcher(handlers, loop=self.loop, commands=COMMANDS)
        self.answers = []
        self.client = self.new_client(1)

    def new_client(self, port):
        return Client("udp", "127.0.0.1", port, lambda packet: self.answers.extend(decode_packet(packet)))

    def ask(self, *requests, client=None):
        messages = [encode_message(address, args) for address, *args in requests]
        self.dispatcher.receive(encode_bundle(messages), client or self.client)

    async def _wait(self, what):
        self.gates[what] = self.loop.create_future()
        await self.gates[what]
        self.did.append(what)

    async def let_go(self, what):
        self.gates.pop(what).set_result(None)
        for _ in range(5):
            await asyncio.sleep(0)

    async def play(self, request, name):
        await self._wait(f"play {name}")
        return (name,)

    async def device(self, request):
        await self._wait("device")
        return ()

    def record(self, request, name):
        self.did.append(f"record {name}")
        return (name,)

    async def stop(self, request, name):
        self.did.append(f"stop {name}")
        await request.made(PLAYER)
        self.did.append(f"stopped {name}")
        return (name,)

    def gain(self, request, name):
        self.did.append(f"gain {name}")
        return (name,)

    def status(self, request):
        self.did.append("status")
        return ()

    def broken(self, request, name):
        raise RuntimeError("broken")


@pytest.fixture
def run():
    return asyncio.run


def test_what_depends_waits_and_what_does_not_begins_at_once(run):
    async def main():
        b = Bench()
        b.ask(("/play", "a"), ("/record", "a"), ("/record", "b"), ("/gain", "a"), ("/status",))
        assert b.did == ["record b", "gain a", "status"]
        await b.let_go("play a")
        assert b.did[3:] == ["play a", "record a"]
        assert len(b.answers) == 5
        assert not b.client.turns

    run(main())


def test_what_waits_begins_in_the_same_breath_in_which_the_other_ends(run):
    async def main():
        b = Bench()
        b.ask(("/play", "a"), ("/record", "a"))
        b.loop.call_soon(b.gates["play a"].set_result, None)
        while "play a" not in b.did:
            b.loop.call_soon(b.did.append, "later")
            await asyncio.sleep(0)
        at = b.did.index("play a")
        assert b.did[at + 1] == "record a"

    run(main())


def test_patterns_and_what_concerns_all_buffers_meet(run):
    async def main():
        b = Bench()
        b.ask(("/play", "drums"), ("/record", "v*"), ("/record", "d*"), ("/device",), ("/record", "x"))
        assert b.did == ["record v*"]
        await b.let_go("play drums")
        assert b.did[1:] == ["play drums", "record d*"]
        await b.let_go("device")
        assert b.did[3:] == ["device", "record x"]

    run(main())


def test_others_do_not_wait(run):
    async def main():
        b = Bench()
        b.ask(("/play", "a"))
        b.ask(("/record", "a"), client=b.new_client(2))
        assert b.did == ["record a"]

    run(main())


def test_a_handler_may_do_something_at_once_and_the_rest_in_its_turn(run):
    async def main():
        b = Bench()
        b.ask(("/play", "a"), ("/stop", "*"), ("/play", "a"))
        assert b.did == ["stop *"]
        await b.let_go("play a")
        assert b.did[1:] == ["play a", "stopped *"]
        await b.let_go("play a")
        assert b.did[3:] == ["play a"]

    run(main())


def test_what_fails_lets_the_next_begin_and_hundreds_may_wait(run):
    async def main():
        b = Bench()
        b.ask(("/play", "a"), ("/broken", "a"), ("/play", 1, 2, 3), *[("/record", "a")] * 900)
        await b.let_go("play a")
        while len(b.answers) < 903:
            await asyncio.sleep(0)
        assert b.did == ["play a", *["record a"] * 900]
        assert not b.client.turns

    run(main())


def test_what_waits_when_the_daemon_ends_is_cancelled_and_never_begins(run):
    async def main():
        b = Bench()
        b.ask(("/play", "a"), ("/record", "a"))
        await b.dispatcher.close()
        assert b.did == []
        assert [m.args[1] for m in b.answers] == ["cancelled", "cancelled"]

    run(main())

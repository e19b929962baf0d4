"""A dispatcher with handlers that do what tests need, and a client that keeps its answers."""

from __future__ import annotations

import asyncio
import errno
import time

from oscfactor.errors import BusyError
from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.client import Client
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.protocol.encoding import encode_message
from oscfactor.protocol.spec import Command

NUMBER = Arg("x", "f", "a number")
COMMANDS = {
    row.address: row
    for row in (
        Command("/plain", "…", "plain", args=(NUMBER,)),
        Command("/gate/one", "…", "gate", args=(NUMBER,)),
        Command("/gate/two", "…", "gate", args=(NUMBER,)),
        Command("/future", "…", "future"),
        Command("/tell", "…", "tell"),
        Command("/busy", "…", "busy"),
        Command("/broken", "…", "broken"),
        Command("/no/files", "…", "no_files"),
        Command("/broken/later", "…", "broken_later"),
        Command("/wrong", "…", "wrong"),
        Command("/quiet", "…", "quiet", args=(NUMBER,), quiet=True),
        Command("/sync", "…", "sync", args=(Arg("id", "i", "comes back"),)),
    )
}


class Bench:
    """A dispatcher with handlers that do what the tests need, and a client that keeps what it is sent."""

    def __init__(self, clock=time.time):
        self.loop = asyncio.get_running_loop()
        self.began = []
        self.gates = {}
        handlers = {row.handler: getattr(self, row.handler) for row in COMMANDS.values()}
        self.dispatcher = Dispatcher(handlers, loop=self.loop, commands=COMMANDS, clock=clock)
        self.answers = []
        self.client = self.new_client(self.answers)

    def new_client(self, answers, host="127.0.0.1", port=1):
        return Client(
            "udp",
            host,
            port,
            lambda packet: answers.extend(decode_packet(packet)),
            is_stranger=not host.startswith("127."),
        )

    def ask(self, address, *args, client=None):
        self.dispatcher.receive(encode_message(address, args), client or self.client)

    def open(self, x):
        self.gates[x].set_result(None)

    @property
    def heard(self):
        return [(m.address.removeprefix("/oscfactor/"), *m.args) for m in self.answers]

    async def worked_off(self):
        while self.client.packets:
            await asyncio.sleep(0)

    async def settle(self):
        for _ in range(10):
            await asyncio.sleep(0)

    def plain(self, request, x):
        self.began.append(x)
        return (x,)

    async def gate(self, request, x):
        self.began.append(x)
        self.gates[x] = self.loop.create_future()
        await self.gates[x]
        await asyncio.sleep(0)
        return (x,)

    def future(self, request):
        self.gates["future"] = self.loop.create_future()
        return asyncio.ensure_future(self.result_of(self.gates["future"]))

    async def result_of(self, gate):
        await gate
        return ("from a future",)

    def tell(self, request):
        request.send("/oscfactor/before", 1)
        return ()

    def busy(self, request):
        raise BusyError("the buffer is being factorized")

    def broken(self, request):
        raise ZeroDivisionError("oh")

    def no_files(self, request):
        try:
            raise OSError(errno.EMFILE, "Too many open files", "/home/anna/x.wav")
        except OSError as error:
            raise ZeroDivisionError("made of it") from error

    async def broken_later(self, request):
        await asyncio.sleep(0)
        raise ZeroDivisionError("oh")

    def quiet(self, request, x):
        if x < 0:
            raise BusyError("it is busy")
        return (x,)

    def wrong(self, request):
        return ({},)

    async def sync(self, request, id):
        await request.earlier()
        request.send("/oscfactor/synced", id)
        return (id,)


def bench(test):
    """Run a test on a loop of its own, with a bench."""

    def run(caplog):
        async def body():
            made = Bench()
            await test(made, caplog) if test.__code__.co_argcount == 2 else await test(made)
            await made.dispatcher.close()

        asyncio.run(body())

    run.__name__ = test.__name__
    return run

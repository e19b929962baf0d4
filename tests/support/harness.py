"""Real sockets around a dispatcher with fake handlers, in this process, on a loop in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator

import numpy as np

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.protocol.spec import Command
from oscfactor.transports import Transports, open_transports

COMMANDS = {
    row.address: row
    for row in (
        Command("/echo", "…", "echo", args=(Arg("x", "f", "a number"),)),
        Command("/much", "…", "much", args=(Arg("n", "i", "messages"),)),
        Command("/wait", "…", "wait"),
        Command("/go", "…", "go"),
        Command(
            "/notify",
            "…",
            "notify",
            args=(Arg("on", "i", "1 or 0"),),
            options=(Arg("port", "i", "…", 0, positional=True),),
        ),
    )
}
BLOCK = np.zeros(1000, np.float32)


class Harness:
    """A server without a session, for tests of sockets; `call` runs a function on its loop."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self._gates: list[asyncio.Future[None]] = []
        self.clients = Clients(time.monotonic)
        self.dispatcher = Dispatcher(
            {row.handler: getattr(self, row.handler) for row in COMMANDS.values()},
            loop=self.loop,
            commands=COMMANDS,
        )
        self.transports: Transports = self.call(
            open_transports, self.loop, self.dispatcher, self.clients, host, 0
        )
        self.host, self.port = self.transports.host, self.transports.port

    def call(self, function, *args):
        async def run():
            return function(*args)

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(10)

    def end(self) -> None:
        async def run():
            await self.dispatcher.close()
            await self.transports.close()
            left = asyncio.all_tasks() - {asyncio.current_task()}
            if left:  # those that were told to end do so
                _, left = await asyncio.wait(left, timeout=5)
            assert not left

        try:
            asyncio.run_coroutine_threadsafe(run(), self.loop).result(10)
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(10)
            self.loop.close()

    def broadcast(self, *args) -> None:
        self.call(self.clients.broadcast, "/oscfactor/event", *args)

    def echo(self, request, x):
        return (x,)

    def much(self, request, n):
        for _ in range(n):
            request.send("/oscfactor/block", BLOCK)
        return (n,)

    async def wait(self, request):
        gate = self.loop.create_future()
        self._gates.append(gate)
        await gate
        return ()

    def go(self, request):
        for gate in self._gates:
            gate.set_result(None)
        self._gates.clear()
        return ()

    def notify(self, request, on, port):
        if on:
            return (self.clients.subscribe(request.client, port),)
        self.clients.unsubscribe(request.client)
        return (0,)


@contextlib.contextmanager
def harness(host: str = "127.0.0.1") -> Iterator[Harness]:
    made = Harness(host)
    try:
        yield made
    finally:
        made.end()

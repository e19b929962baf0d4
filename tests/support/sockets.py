"""Real sockets around a dispatcher with fake handlers, in this process, on a loop in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator

import numpy as np

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.decoding import Message, decode_packet
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.protocol.encoding import encode_message
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


class Daemon:
    """What tests talk to; `call` runs a function on its loop."""

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

        asyncio.run_coroutine_threadsafe(run(), self.loop).result(10)
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
def daemon(host: str = "127.0.0.1") -> Iterator[Daemon]:
    made = Daemon(host)
    try:
        yield made
    finally:
        made.end()


class Udp:
    """A datagram socket of a client."""

    def __init__(self, daemon: Daemon) -> None:
        family = socket.AF_INET6 if ":" in daemon.host else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.settimeout(20)
        self.sock.bind((daemon.host, 0))
        self.daemon = daemon

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    @property
    def port(self) -> int:
        return self.sock.getsockname()[1]

    def send(self, packet: bytes) -> None:
        self.sock.sendto(packet, (self.daemon.host, self.daemon.port))

    def hear(self) -> Message:
        return decode_packet(self.sock.recv(65536))[0]

    def ask(self, address: str, *args) -> tuple:
        """Send a request and return what its done or fail says."""
        self.send(encode_message(address, args))
        while True:
            message = self.hear()
            if message.address in ("/oscfactor/done", "/oscfactor/fail"):
                return (message.address.rpartition("/")[2], *message.args)


class Tcp(Udp):
    """A connection with size prefixes."""

    def __init__(self, daemon: Daemon, **options) -> None:
        self.sock = socket.socket(socket.AF_INET6 if ":" in daemon.host else socket.AF_INET)
        self.sock.settimeout(20)
        for option, value in options.items():
            self.sock.setsockopt(socket.SOL_SOCKET, getattr(socket, option), value)
        self.sock.connect((daemon.host, daemon.port))
        self.daemon = daemon

    def send(self, packet: bytes) -> None:
        self.sock.sendall(struct.pack(">i", len(packet)) + packet)

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = self.sock.recv(size - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def hear(self) -> Message:
        return decode_packet(self.read(struct.unpack(">i", self.read(4))[0]))[0]


class SlipTcp(Tcp):
    """A connection with SLIP; its numbers here hold no byte that would be escaped."""

    def send(self, packet: bytes) -> None:
        self.sock.sendall(b"\xc0" + packet + b"\xc0")

    def hear(self) -> Message:
        packet = b""
        while True:
            byte = self.read(1)
            if byte != b"\xc0":
                packet += byte
            elif packet:
                return decode_packet(packet)[0]

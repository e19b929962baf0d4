"""A web server over a fake tree, with the real sockets of `Harness` beside it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
from collections.abc import Iterator
from typing import Any

from websockets.sync.client import ClientConnection, connect

from oscfactor.transports.sockets import bound_stream
from oscfactor.web.guard import Guard
from oscfactor.web.server import WebServer
from tests.support.faketree import FakeLeaves, drums, tree
from tests.support.harness import Harness
from tests.support.wire import Message, decode, encode

PATIENCE = 20.0


class WebHarness(Harness):
    """`leaves` are the fake state; change it by `call`, on the loop."""

    def __init__(self) -> None:
        super().__init__()
        self.leaves = FakeLeaves()
        drums(self.leaves)
        self.guard = Guard("secret")
        self.web: WebServer = self.call(self._serve)

    def _serve(self) -> WebServer:
        sock = bound_stream("127.0.0.1", 0, flag="--http-port")
        self.http_port = sock.getsockname()[1]
        return WebServer(
            self.loop,
            [sock],
            clients=self.clients,
            dispatcher=self.dispatcher,
            tree=tree(self.leaves),
            guard=self.guard,
            name="mine",
            osc_port=self.port,
            http_port=self.http_port,
        )

    def end(self) -> None:
        asyncio.run_coroutine_threadsafe(self.web.close(), self.loop).result(10)
        super().end()

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any]:
        """Return the status, and the JSON or the sentence."""
        return get(self.http_port, path, method, **headers)

    def socket(self, **options: Any) -> ClientConnection:
        return web_socket(self.http_port, **options)


def get(
    port: int, path: str, method: str = "GET", host: str = "127.0.0.1", **headers: str
) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        body = response.read().decode()
        is_json = response.getheader("Content-Type") == "application/json"
        return response.status, json.loads(body) if is_json and body else body
    finally:
        connection.close()


def web_socket(port: int, host: str = "127.0.0.1", *, query: str = "", **options: Any) -> ClientConnection:
    return connect(f"ws://{host}:{port}/{query}", open_timeout=PATIENCE, compression=None, **options)


def say(ws: ClientConnection, command: str, data: object) -> None:
    ws.send(json.dumps({"COMMAND": command, "DATA": data}))


def heard(ws: ClientConnection) -> Message | tuple[str, str]:
    """Return the next message: OSC, or the words of a command."""
    got = ws.recv(timeout=PATIENCE)
    if isinstance(got, bytes):
        return decode(got)
    message = json.loads(got)
    return message["COMMAND"], message["DATA"]


def ask(ws: ClientConnection, address: str, *args: Any) -> list[Any]:
    """Send a request and return all that comes, up to its end."""
    ws.send(encode(address, *args))
    got = [heard(ws)]
    while not (isinstance(got[-1], Message) and got[-1].args[:1] == (address,)):
        got.append(heard(ws))
    return got


def synced(ws: ClientConnection) -> list[Any]:
    """Return what has been told, up to now."""
    return ask(ws, "/echo", 1.0)[:-1]


@contextlib.contextmanager
def web_harness() -> Iterator[WebHarness]:
    made = WebHarness()
    try:
        yield made
    finally:
        made.end()

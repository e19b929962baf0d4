"""Streams: connections in either framing, none of which can harm the others by being slow."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from typing import Any, Final

from oscfactor.protocol.client import Client
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.connection import FAREWELL, Connection
from oscfactor.transports.places import Places

ACCEPT_AGAIN: Final = 1.0  # seconds, when the system has no more file descriptors
NO_FILES: Final = (errno.EMFILE, errno.ENFILE)
KEEP_ALIVE: Final = {
    "TCP_KEEPIDLE": 60,
    "TCP_KEEPALIVE": 60,
    "TCP_KEEPINTVL": 15,
    "TCP_KEEPCNT": 4,
}  # seconds

log = logging.getLogger(__name__)


class TcpTransport:
    """The daemon's listening socket and its connections; takes over `sock`, which listens."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sock: socket.socket,
        dispatcher: Dispatcher,
        clients: Clients,
        places: Places,
    ) -> None:
        self.loop = loop
        self.dispatcher = dispatcher
        self.clients = clients
        self.places = places
        self.connections: set[Connection] = set()
        self._n_turned_away = 0
        self._sock = sock
        self._tasks: set[asyncio.Task[Any]] = set()
        loop.add_reader(sock, self._accept)

    async def close(self) -> None:
        """Close all connections, those that still read only after the last answer has left."""
        self.loop.remove_reader(self._sock)
        self._sock.close()
        for connection in list(self.connections):
            connection.close()
        ended = [connection.ended for connection in self.connections]
        if ended:
            await asyncio.wait(ended, timeout=FAREWELL)
        for connection in list(self.connections):
            connection.abort()

    def _accept(self) -> None:
        try:
            sock, address = self._sock.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno in NO_FILES and self.places.close_one(self.places.taken):
                return  # called again at once: there is room now
            log.warning("no more connections now: %s", error.strerror)
            self.loop.remove_reader(self._sock)
            self.loop.call_later(ACCEPT_AGAIN, self._accept_again)
            return
        connection = Connection(self, *address[:2])
        if not self.places.make_room(connection.client):
            self._turn_away(connection.client)
            sock.close()
            return
        sock.setblocking(False)
        # asyncio would do this only for a socket that was made with the protocol's number. Without it an
        # answer's `done` waits 40 ms for the client's system to acknowledge what came before it.
        with contextlib.suppress(OSError):  # macOS: the other side has gone already
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _keep_alive(sock)
        self.connections.add(connection)
        self.places.taken.add(connection)
        task = self.loop.create_task(self._connect(connection, sock))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self, connection: Connection) -> None:
        """Give the place of a connection that has ended to others."""
        self.connections.discard(connection)
        self.places.taken.discard(connection)

    def _turn_away(self, client: Client) -> None:
        self._n_turned_away += 1
        # At 1, 2, 4, 8 …: a log that is flooded tells nothing.
        if self._n_turned_away & (self._n_turned_away - 1) == 0:
            n = self._n_turned_away
            log.warning("%s turned away, the %dth so far: all connections are in use", client, n)

    def _accept_again(self) -> None:
        if self._sock.fileno() >= 0:
            self.loop.add_reader(self._sock, self._accept)

    async def _connect(self, connection: Connection, sock: socket.socket) -> None:
        try:
            await self.loop.connect_accepted_socket(lambda: connection, sock)
        except OSError as error:
            log.info("%s went away: %s", connection.client, error)
            sock.close()
            self.forget(connection)


def _keep_alive(sock: socket.socket) -> None:
    """Let the system find out when the other side has gone without a word, in minutes instead of hours."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEP_ALIVE.items():
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

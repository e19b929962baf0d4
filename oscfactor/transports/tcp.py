"""Streams: connections in either framing, none of which can harm the others by being slow."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.accepting import Acceptor
from oscfactor.transports.connection import FAREWELL, Connection
from oscfactor.transports.places import Places

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
        self._tasks: set[asyncio.Task[Any]] = set()
        self._acceptor = Acceptor(loop, sock, places, self._take)

    async def close(self) -> None:
        """Close all connections, each after its last answer has left if its client still reads."""
        self._acceptor.close()
        for connection in list(self.connections):
            connection.close()
        ended = [connection.ended for connection in self.connections]
        if ended:
            await asyncio.wait(ended, timeout=FAREWELL)
        for connection in list(self.connections):
            connection.abort()

    def forget(self, connection: Connection) -> None:
        """Give the place of a connection that has ended to others."""
        self.connections.discard(connection)
        self.places.taken.discard(connection)

    def _take(self, sock: socket.socket, host: str, port: int) -> None:
        connection = Connection(self, host, port)
        if not self.places.make_room(connection.client):
            self._acceptor.turn_away(sock, connection.client)
            return
        self.connections.add(connection)
        self.places.taken.add(connection)
        task = self.loop.create_task(self._connect(connection, sock))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, connection: Connection, sock: socket.socket) -> None:
        try:
            await self.loop.connect_accepted_socket(lambda: connection, sock)
        except OSError as error:
            log.info("%s went away: %s", connection.client, error)
            sock.close()
            self.forget(connection)

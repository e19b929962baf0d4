"""Streams: connections in either framing, none of which can harm the others by being slow."""

from __future__ import annotations

import asyncio
import logging
import math
import socket
from collections import deque
from typing import Any, Final

from oscfactor.errors import MalformedError
from oscfactor.protocol.clients import Client, Clients
from oscfactor.protocol.commands import FAIL
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.framing import Framing, framing_for

MAX_CONNECTIONS: Final = 64
HIGH_WATER: Final = 2**20  # bytes of answers that wait to be read: then no more is read from the client
MAX_UNREAD: Final = 16 * 2**20  # bytes; a client that leaves so much unread is dropped
READ_SIZE: Final = 2**16
GUST: Final = 64  # packets taken in a row before others have their turn
ACCEPT_AGAIN: Final = 1.0  # seconds, when the system has no more file descriptors
FAREWELL: Final = 1.0  # seconds in which the last answers may leave

log = logging.getLogger(__name__)


class TcpTransport:
    """The daemon's listening socket and its connections; takes over `sock`, which listens."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, sock: socket.socket, dispatcher: Dispatcher, clients: Clients
    ) -> None:
        self.loop = loop
        self.dispatcher = dispatcher
        self.clients = clients
        self.connections: set[Connection] = set()
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
            log.warning("no more connections now: %s", error.strerror)
            self.loop.remove_reader(self._sock)
            self.loop.call_later(ACCEPT_AGAIN, self._accept_again)
            return
        if len(self.connections) >= MAX_CONNECTIONS:
            log.warning("%s:%s turned away: %d connections are open", *address[:2], MAX_CONNECTIONS)
            sock.close()
            return
        sock.setblocking(False)
        # asyncio would do this only for a socket that was made with the protocol's number. Without it an
        # answer's `done` waits 40 ms for the client's system to acknowledge what came before it.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self, *address[:2])
        self.connections.add(connection)
        task = self.loop.create_task(self._connect(connection, sock))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _accept_again(self) -> None:
        if self._sock.fileno() >= 0:
            self.loop.add_reader(self._sock, self._accept)

    async def _connect(self, connection: Connection, sock: socket.socket) -> None:
        try:
            await self.loop.connect_accepted_socket(lambda: connection, sock)
        except OSError as error:
            log.info("%s went away: %s", connection.client, error)
            sock.close()
            self.connections.discard(connection)


class Connection(asyncio.BufferedProtocol):
    """One client's stream: packets in, answers out in the framing that it began with."""

    def __init__(self, server: TcpTransport, host: str, port: int) -> None:
        self.client = Client("tcp", host, port, self._deliver)
        self.ended: asyncio.Future[None] = server.loop.create_future()
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._framing: Framing | None = None
        self._buffer = bytearray(READ_SIZE)
        self._packets: deque[bytes | MalformedError] = deque()
        self._may_write = True
        self._at_end = False
        self._given_up = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=HIGH_WATER)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """End; what is still under way is answered to nobody."""
        self._server.clients.unsubscribe(self.client)
        self._server.connections.discard(self)
        self._packets.clear()
        if not self.ended.done():
            self.ended.set_result(None)

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002
        """Return where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take the bytes that have come."""
        if self._given_up:
            return
        data = bytes(memoryview(self._buffer)[:nbytes])
        if self._framing is None:
            self._framing = framing_for(data[0])
        self._packets += self._framing.feed(data)
        self._take()

    def eof_received(self) -> bool:
        """Answer what has been asked, then close: a script may shut its side at once."""
        self._at_end = True
        self._take()
        return True

    def pause_writing(self) -> None:
        """Read no more from a client that does not read its answers."""
        self._may_write = False
        self._pause_reading()

    def resume_writing(self) -> None:
        """Go on."""
        self._may_write = True
        self._take()

    def close(self) -> None:
        """Close when the last answer has left."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def _take(self) -> None:
        """Carry out the packets that wait, some at a time, as long as the answers leave."""
        if self._transport is None or self._transport.is_closing():
            return
        for _ in range(GUST):
            if not self._packets or not self._may_write or self.client.packets:
                break
            packet = self._packets.popleft()
            if isinstance(packet, MalformedError):
                self.client.send(FAIL, "/", packet.code, str(packet))
            else:
                self._server.dispatcher.receive(packet, self.client)
        if self._packets or self.client.packets:
            self._pause_reading()
            if self._may_write:
                self._server.loop.call_soon(self._take)
        elif self._framing is not None and self._framing.broken:
            self._give_up()
        elif self._at_end:
            self._close_when_answered()
        elif self._may_write and not self._transport.is_closing():
            self._transport.resume_reading()

    def _pause_reading(self) -> None:
        if self._transport is not None and not self._at_end:
            self._transport.pause_reading()

    def _give_up(self) -> None:
        """End a stream that makes no sense any more; what still comes is read, lest the answer be lost."""
        if self._transport is not None and not self._given_up:
            self._given_up = True
            self._transport.write_eof()
            self._server.loop.call_later(FAREWELL, self.abort)

    def _close_when_answered(self) -> None:
        if not self.client.pending:
            self.close()
            return
        answered: asyncio.Future[None] = self._server.loop.create_future()
        answered.add_done_callback(lambda _: self.close())
        self.client.waiting.append((math.inf, answered))

    def _deliver(self, packet: bytes) -> None:
        if self._transport is None or self._framing is None or self._transport.is_closing() or self._given_up:
            return
        self._transport.write(self._framing.encode(packet))
        if self._transport.get_write_buffer_size() > MAX_UNREAD:
            log.warning("%s dropped: it does not read what it asked for", self.client)
            self._transport.abort()

"""Streams: connections in either framing, none of which can harm the others by being slow."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import math
import socket
from collections import deque
from typing import Any, Final

from oscfactor.errors import MalformedError
from oscfactor.protocol.clients import Client, Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.framing import MAX_PACKET, Framing, framing_for
from oscfactor.transports.places import Places
from oscfactor.wire import FAIL

HIGH_WATER: Final = 2**20  # bytes of answers that wait to be read: then no more is read from the client
MAX_UNREAD: Final = 16 * 2**20  # bytes; a client that leaves so much unread is dropped
STRANGER_UNREAD: Final = 2 * HIGH_WATER  # bytes, the same for one on another computer
STRANGER_PACKET: Final = 2**20  # bytes of its longest packet
READ_SIZE: Final = 2**16
GUST: Final = 64  # packets taken in a row before others have their turn
ACCEPT_AGAIN: Final = 1.0  # seconds, when the system has no more file descriptors
NO_FILES: Final = (errno.EMFILE, errno.ENFILE)
KEEP_ALIVE: Final = {
    "TCP_KEEPIDLE": 60,
    "TCP_KEEPALIVE": 60,
    "TCP_KEEPINTVL": 15,
    "TCP_KEEPCNT": 4,
}  # seconds
FAREWELL: Final = 1.0  # seconds in which the last answers may leave

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


class Connection(asyncio.BufferedProtocol):
    """One client's stream: packets in, answers out in the framing that it began with."""

    def __init__(self, server: TcpTransport, host: str, port: int) -> None:
        self.client = server.clients.connected("tcp", host, port, self._deliver)
        self.active_at = server.loop.time()
        self.ended: asyncio.Future[None] = server.loop.create_future()
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._framing: Framing | None = None
        self._buffer = bytearray(READ_SIZE)
        self._packets: deque[bytes | MalformedError] = deque()
        self._may_write = True
        self._at_end = False
        self._given_up = False
        self._is_over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=HIGH_WATER)
        if self._is_over:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """End; what is still under way is answered to nobody."""
        self._server.clients.unsubscribe(self.client)
        self._server.forget(self)
        self._packets.clear()
        if not self.ended.done():
            self.ended.set_result(None)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, and it waits for no events."""
        client = self.client
        unread = 0 if self._transport is None else self._transport.get_write_buffer_size()
        return not (client.pending or client.packets or client.id or self._packets or unread)

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002
        """Return where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take the bytes that have come."""
        self.active_at = self._server.loop.time()
        if self._given_up:
            return
        data = bytes(memoryview(self._buffer)[:nbytes])
        if self._framing is None:
            self._framing = framing_for(data[0], STRANGER_PACKET if self.client.is_stranger else MAX_PACKET)
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
        self._is_over = True
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
        self.active_at = self._server.loop.time()
        self._transport.write(self._framing.encode(packet))
        if self._transport.get_write_buffer_size() > (
            STRANGER_UNREAD if self.client.is_stranger else MAX_UNREAD
        ):
            log.warning("%s dropped: it does not read what it asked for", self.client)
            self._transport.abort()


def _keep_alive(sock: socket.socket) -> None:
    """Let the system find out when the other side has gone without a word, in minutes instead of hours."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEP_ALIVE.items():
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

"""One TCP connection, which cannot harm the others by being slow."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from typing import TYPE_CHECKING, Final

from oscfactor.errors import MalformedError
from oscfactor.protocol.wire import FAIL
from oscfactor.transports.framing import MAX_PACKET, Framing, framing_for

if TYPE_CHECKING:
    from oscfactor.transports.tcp import TcpTransport

log = logging.getLogger(__name__)


HIGH_WATER: Final = 2**20  # bytes of answers that wait to be read: then no more is read from the client
MAX_UNREAD: Final = 16 * 2**20  # bytes; a client that leaves so much unread is dropped
STRANGER_UNREAD: Final = 2 * HIGH_WATER  # bytes, the same for one on another computer
STRANGER_PACKET: Final = 2**20  # bytes of its longest packet
READ_SIZE: Final = 2**16
GUST: Final = 64  # packets taken in a row before others have their turn
FAREWELL: Final = 1.0  # seconds in which the last answers may leave


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
        """Keep the transport of the connection that was made."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=HIGH_WATER)
        if self._is_over:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """End; requests that are still under way are answered to nobody."""
        self._server.clients.vanished(self.client)
        self._server.forget(self)
        self._packets.clear()
        if not self.ended.done():
            self.ended.set_result(None)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, and it waits for no events."""
        client = self.client
        unread = 0 if self._transport is None else self._transport.get_write_buffer_size()
        waits = client.pending or client.packets or client.id or client.watches
        return not (waits or self._packets or unread)

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
        """Answer all requests that have come, then close: a script may shut its side at once."""
        self._at_end = True
        self._take()
        return True

    def pause_writing(self) -> None:
        """Read no more from a client that does not read its answers."""
        self._may_write = False
        self._pause_reading()

    def resume_writing(self) -> None:
        """Write again, and carry out the packets that waited."""
        self._may_write = True
        self._take()

    def close(self) -> None:
        """Close the connection when the last answer has left."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close the connection at once."""
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
        """End a stream that makes no sense any more; later bytes are still read, lest the answer be lost."""
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

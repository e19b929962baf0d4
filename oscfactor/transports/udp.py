"""Datagrams: one socket, read in gusts by the event loop, and never waited for when it is full.

It is read with `loop.add_reader`, so on Windows the daemon runs on the selector event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import struct
from collections import deque
from functools import partial
from typing import Any, Final

from oscfactor.protocol.client import Deliver
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.sockets import widen_buffers

MAX_DATAGRAM: Final = 65536
GUST: Final = 8  # datagrams read in a row, which takes less than a millisecond: streams must not wait longer
MAX_QUEUED: Final = 1024  # answers that wait for room in the kernel
N_TRIES: Final = 4  # to send, when the socket first tells of an older refusal
# Linux names the address that refused, on a queue of its own; Python learnt these numbers in 3.14.
IP_RECVERR: Final = 11
IPV6_RECVERR: Final = 25
MSG_ERRQUEUE: Final = getattr(socket, "MSG_ERRQUEUE", None)
FULL: Final = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS)

log = logging.getLogger(__name__)


class UdpTransport:
    """The daemon's datagram socket; takes over `sock`, which is bound and does not block."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, sock: socket.socket, dispatcher: Dispatcher, clients: Clients
    ) -> None:
        self._loop = loop
        self._sock = sock
        self._dispatcher = dispatcher
        self._clients = clients
        self._queue: deque[tuple[tuple[str, int], bytes]] = deque()
        self._n_lost = 0
        widen_buffers(sock)
        self._tells_refusals = _ask_for_refusals(sock)
        loop.add_reader(sock, self._read)

    def send(self, address: tuple[str, int], packet: bytes) -> None:
        """Send a datagram; when the kernel has no room, it waits in a short queue."""
        if self._sock.fileno() < 0:
            return  # closed: the daemon ends, and a stream or a job has not heard of it yet
        if self._queue or not self._sent(address, packet):
            if len(self._queue) >= MAX_QUEUED:
                self._lose(f"{address[0]}:{address[1]} and others take them too slowly")
                return
            if not self._queue:
                self._loop.add_writer(self._sock, self._flush)
            self._queue.append((address, packet))

    def close(self) -> None:
        """Send the packets that still wait, as far as there is room, and close the socket."""
        self._flush()
        self._loop.remove_reader(self._sock)
        self._loop.remove_writer(self._sock)
        self._sock.close()

    def to_port(self, host: str, port: int) -> Deliver:
        """Return the function that sends a packet to a port of a host."""
        return partial(self.send, (host, port))

    def _read(self) -> None:
        for i in range(GUST):
            try:
                data, address = self._sock.recvfrom(MAX_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                if i == 0:
                    self._read_refusals()  # woken, but not by a datagram
                return
            except OSError:
                # An answer of ours was refused: Windows and Linux tell it to the reader, which goes on.
                self._read_refusals()
                continue
            host, port = address[:2]
            client = self._clients.sender(host, port)
            if client is None:
                client = self._clients.new_sender(host, port, partial(self.send, (host, port)), data)
            if client is not None:
                self._dispatcher.receive(data, client)

    def _sent(self, address: tuple[str, int], packet: bytes) -> bool:
        """Try to send; return False only if there is no room now."""
        for _ in range(N_TRIES):
            try:
                self._sock.sendto(packet, address)
            except (ConnectionRefusedError, ConnectionResetError):
                # An earlier datagram, perhaps to another client, was refused; this one has not been sent.
                self._read_refusals()
                continue
            except OSError as error:
                if error.errno in FULL:
                    return False
                self._lose(f"{address[0]}:{address[1]}, {error.strerror}")
            return True
        self._lose(f"{address[0]}:{address[1]} refuses")
        return True

    def _flush(self) -> None:
        while self._queue:
            if not self._sent(*self._queue[0]):
                return
            self._queue.popleft()
        self._loop.remove_writer(self._sock)

    def _lose(self, why: str) -> None:
        self._n_lost += 1
        # At 1, 2, 4, 8 …: a log that is flooded tells nothing.
        if self._n_lost & (self._n_lost - 1) == 0:
            log.warning("%d datagrams could not be sent so far: %s", self._n_lost, why)

    def _read_refusals(self) -> None:
        """End the subscriptions of clients that no longer listen."""
        if not self._tells_refusals or MSG_ERRQUEUE is None:
            return
        for _ in range(GUST):
            try:
                _, ancillary, _, address = self._sock.recvmsg(0, 512, MSG_ERRQUEUE)
            except OSError:
                return
            if any(_error_number(item) == errno.ECONNREFUSED for item in ancillary):
                self._clients.refused(*address[:2])


def _ask_for_refusals(sock: socket.socket) -> bool:
    if MSG_ERRQUEUE is None:
        return False
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
        return True
    return False


def _error_number(item: tuple[int, int, Any]) -> int:
    level, kind, data = item
    if (level, kind) in ((socket.IPPROTO_IP, IP_RECVERR), (socket.IPPROTO_IPV6, IPV6_RECVERR)):
        return int(struct.unpack_from("=I", data)[0])
    return 0

"""A listening socket whose connections are taken as they come, also when the system has no more files."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import Callable
from typing import Final

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


class Acceptor:
    """Takes over `sock`, which listens.

    Parameters
    ----------
    places : of the connections; one that is idle gives way where the system has no more files
    take : is given a new connection's socket, which does not block, and the other side's host and port
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sock: socket.socket,
        places: Places,
        take: Callable[[socket.socket, str, int], None],
    ) -> None:
        self._loop = loop
        self._sock = sock
        self._places = places
        self._take = take
        self._n_turned_away = 0
        loop.add_reader(sock, self._accept)

    def close(self) -> None:
        """Listen no more."""
        self._loop.remove_reader(self._sock)
        self._sock.close()

    def turn_away(self, sock: socket.socket, who: object) -> None:
        """Close a connection for which there is no place."""
        self._n_turned_away += 1
        # At 1, 2, 4, 8 …: a log that is flooded tells nothing.
        if self._n_turned_away & (self._n_turned_away - 1) == 0:
            n = self._n_turned_away
            log.warning("%s turned away, the %dth so far: all connections are in use", who, n)
        sock.close()

    def _accept(self) -> None:
        try:
            sock, address = self._sock.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno in NO_FILES and self._places.close_one(self._places.taken):
                return  # called again at once: there is room now
            log.warning("no more connections now: %s", error.strerror)
            self._loop.remove_reader(self._sock)
            self._loop.call_later(ACCEPT_AGAIN, self._accept_again)
            return
        sock.setblocking(False)
        # asyncio would do this only for a socket that was made with the protocol's number. Without it an
        # answer's `done` waits 40 ms for the client's system to acknowledge what came before it.
        with contextlib.suppress(OSError):  # it has gone already
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _keep_alive(sock)
        self._take(sock, *address[:2])

    def _accept_again(self) -> None:
        if self._sock.fileno() >= 0:
            self._loop.add_reader(self._sock, self._accept)


def _keep_alive(sock: socket.socket) -> None:
    """Let the system find out when the other side has gone without a word, in minutes instead of hours."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEP_ALIVE.items():
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

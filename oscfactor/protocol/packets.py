"""Packets in their turn: a large one is worked off a little at a time, so that it holds up nobody else.

One datagram holds five thousand messages, and some commands answer with a hundred: done in one go, that would
stop the daemon for seconds.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections import Counter, deque
from collections.abc import Callable
from typing import Final

from oscfactor.errors import LimitError
from oscfactor.protocol.client import Client
from oscfactor.protocol.decoding import Message

TURN: Final = 0.004  # seconds for one client before the others have their turn
MAX_WAITING: Final = 16 * 2**20  # bytes, of all clients together
MAX_WAITING_OF_ONE: Final = MAX_WAITING // 2  # bytes, of one client, or of another computer
MAX_MATCHES: Final = 1024  # commands that the patterns of one packet may reach
MAX_HINTS: Final = 16  # unknown addresses of one packet for which near ones are sought: that is slow


class Packet:
    """A packet on its way: the messages that are left, and the work that they may still cost."""

    __slots__ = ("hints_left", "matches_left", "messages", "n_bytes")

    def __init__(self, messages: list[Message], n_bytes: int) -> None:
        self.messages = deque(messages)
        self.n_bytes = n_bytes // max(1, len(messages)) + 256  # that each message keeps in memory, about
        self.matches_left = MAX_MATCHES
        self.hints_left = MAX_HINTS


class Packets:
    """Works off packets, those of one client in the order in which they came.

    Parameters
    ----------
    loop : tells the time, and calls again when the others have had their turn
    read : makes a packet of bytes, or answers them itself and returns None
    take : carries out one message of a packet; neither raises
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        *,
        read: Callable[[bytes, Client], Packet | None],
        take: Callable[[Message, Packet, Client], None],
    ) -> None:
        self._loop = loop
        self._read = read
        self._take = take
        self._n_waiting: Counter[object] = Counter()  # bytes, by whom
        self._closed = False

    def add(self, data: bytes, client: Client) -> None:
        """Begin with a packet now, or put it behind those of its client that are not done yet.

        Raises
        ------
        LimitError
            If too much waits already.
        """
        if self._closed:
            return
        if client.packets:
            n_mine = self._n_waiting[client.party] + len(data)
            if n_mine > MAX_WAITING_OF_ONE or self._n_waiting.total() + len(data) > MAX_WAITING:
                raise LimitError("more comes in than can be done; wait for the answers")
            self._n_waiting[client.party] = n_mine
            client.packets.append(data)
            return
        packet = self._read(data, client)
        if packet is not None and not self._is_done(packet, client):
            client.packets.append(packet)
            self._loop.call_soon(self._go_on, client)

    def close(self) -> None:
        """Drop the packets that wait, and take no more."""
        self._closed = True

    def _go_on(self, client: Client) -> None:
        if self._closed:
            return
        packet = client.packets[0]
        if isinstance(packet, bytes):
            # The packet stays in its place meanwhile: its requests may not be overtaken.
            self._n_waiting[client.party] -= len(packet)
            if not self._n_waiting[client.party]:
                del self._n_waiting[client.party]
            packet = client.packets[0] = self._read(packet, client) or Packet([], 0)
        if self._is_done(packet, client):
            client.packets.popleft()
        if client.packets:
            self._loop.call_soon(self._go_on, client)

    def _is_done(self, packet: Packet, client: Client) -> bool:
        end = self._loop.time() + TURN
        while packet.messages:
            self._take(packet.messages.popleft(), packet, client)
            if packet.messages and self._loop.time() > end:
                return False
        return True

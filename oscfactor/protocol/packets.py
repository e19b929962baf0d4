"""Packets in their turn: a large packet is worked off a little at a time, so that it holds up nobody.

One datagram holds five thousand messages, and some commands answer with a hundred: done in one go, that would
stop the daemon for seconds.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from oscfactor.errors import LimitError, MalformedError
from oscfactor.protocol.client import Client
from oscfactor.protocol.decoding import Message, decoding

TURN: Final = 0.003  # seconds for packets, before sockets, jobs and streams have their turn
LARGE: Final = 2**18  # bytes: to put such a packet together from the network took a turn already
MAX_WAITING: Final = 16 * 2**20  # bytes, of all clients together
MAX_WAITING_OF_ONE: Final = MAX_WAITING // 2  # bytes, of one client, or of another computer
MAX_MATCHES: Final = 1024  # commands that the patterns of one packet may reach
MAX_HINTS: Final = 16  # unknown addresses of one packet for which near ones are sought: that is slow


class Packet:
    """A packet on its way: bytes that are not decoded yet, messages that are left, and their allowances."""

    __slots__ = ("_messages", "decoding", "hints_left", "matches_left", "messages", "n_bytes")

    def __init__(self, data: bytes) -> None:
        self._messages: list[Message] = []
        self.messages: deque[Message] = deque()
        self.decoding: Iterator[None] | None = decoding(data, self._messages)
        self.n_bytes = len(data)
        self.matches_left = MAX_MATCHES
        self.hints_left = MAX_HINTS

    def decode_on(self) -> bool:
        """Decode a little, and return whether that was all; raises `MalformedError` as `decoding` does."""
        if self.decoding is not None and next(self.decoding, self) is self:
            self.decoding = None
            self.messages.extend(self._messages)
            # That each message keeps in memory, about.
            self.n_bytes = self.n_bytes // max(1, len(self.messages)) + 256
        return self.decoding is None

    def put_back(self, messages: Iterable[Message]) -> None:
        """Put messages before those that are left."""
        self.messages.extendleft(reversed(list(messages)))


class Packets:
    """Works off packets: each client's packets in the order in which they came, one client after the other.

    Parameters
    ----------
    loop : tells the time, and calls again when the others have had their turn
    read : makes a packet of bytes
    take : carries out one message of a packet; neither raises
    refuse : answers a packet that is no OSC
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        *,
        read: Callable[[bytes, Client], Packet],
        take: Callable[[Message, Packet, Client], None],
        refuse: Callable[[MalformedError, Client], None],
    ) -> None:
        self._loop = loop
        self._read = read
        self._take = take
        self._refuse = refuse
        self._n_waiting: Counter[object] = Counter()  # bytes, by whom
        self._ring: deque[Client] = deque()  # clients with packets that wait, the next client first
        self._turn_ends: float | None = None  # when the others have theirs; None before anything was done
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
        is_late = self._turn_ends is not None and self._loop.time() > self._turn_ends
        if client.packets or is_late or len(data) > LARGE:
            self._let_wait(data, client)
        else:
            client.packets.append(self._read(data, client))
            self._work(client, self._begin_turn())

    def close(self) -> None:
        """Drop the packets that wait, and take no more."""
        self._closed = True

    def _let_wait(self, data: bytes, client: Client) -> None:
        n_mine = self._n_waiting[client.party] + len(data)
        is_first = n_mine == len(data) and not client.packets  # which is taken, however much others send
        if not is_first and (
            n_mine > MAX_WAITING_OF_ONE or self._n_waiting.total() + len(data) > MAX_WAITING
        ):
            raise LimitError("more comes in than can be done; wait for the answers")
        self._n_waiting[client.party] = n_mine
        if not client.packets:
            self._ring.append(client)
            self._begin_turn()
        client.packets.append(data)

    def _begin_turn(self) -> float:
        """Return when the turn ends that has begun, or begins now; the next comes when others had theirs."""
        if self._turn_ends is None:
            self._turn_ends = self._loop.time() + TURN
            self._loop.call_soon(self._go_on)
        return self._turn_ends

    def _go_on(self) -> None:
        """Do one packet of each client in the ring, or a part of it, until the turn ends."""
        self._turn_ends = None
        if self._closed or not self._ring:
            return
        end = self._begin_turn()
        while self._ring:
            self._work(self._ring.popleft(), end)
            if self._loop.time() > end:
                return

    def _work(self, client: Client, end: float) -> None:
        """Go on with a client's first packet until `end`; while any is left, the client is in the ring."""
        packet = client.packets[0]
        if isinstance(packet, bytes):
            self._n_waiting[client.party] -= len(packet)
            if not self._n_waiting[client.party]:
                del self._n_waiting[client.party]
            # The packet stays in its place meanwhile: its requests may not be overtaken.
            packet = client.packets[0] = self._read(packet, client)
        try:
            done = self._is_done(packet, client, end)
        except MalformedError as error:
            self._refuse(error, client)
            done = True
        if done:
            client.packets.popleft()
        if client.packets:
            self._ring.append(client)
            self._begin_turn()

    def _is_done(self, packet: Packet, client: Client, end: float) -> bool:
        while not packet.decode_on():
            if self._loop.time() > end:
                return False
        while packet.messages:
            self._take(packet.messages.popleft(), packet, client)
            if packet.messages and self._loop.time() > end:
                return False
        return True

"""Sockets on asyncio: packets go to the dispatcher, and its answers to the clients."""

from __future__ import annotations

import asyncio

from oscfactor.protocol.client import Deliver
from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.places import Places
from oscfactor.transports.sockets import at_or_after, beside, bound_pair
from oscfactor.transports.tcp import TcpTransport
from oscfactor.transports.udp import UdpTransport


class Transports:
    """UDP and TCP on one port number; on 127.0.0.1, and then on ::1 too.

    Attributes
    ----------
    host, port : where they listen; the port is the true one also if 0 was asked for
    """

    def __init__(self, host: str, port: int, pairs: list[tuple[UdpTransport, TcpTransport]]) -> None:
        self.host = host
        self.port = port
        self._pairs = pairs

    async def close(self) -> None:
        """Close the sockets, when the last answers have left."""
        await asyncio.gather(*(tcp.close() for _, tcp in self._pairs))
        for udp, _ in self._pairs:
            udp.close()


def open_transports(
    loop: asyncio.AbstractEventLoop,
    dispatcher: Dispatcher,
    clients: Clients,
    host: str,
    port: int,
    *,
    or_next: bool = False,
) -> Transports:
    """Listen on UDP and TCP, on one port number; on Windows `loop` must be a selector event loop.

    Parameters
    ----------
    or_next : whether the next free port will do where this one is in use

    Raises
    ------
    ConfigError
        If the port is in use or not allowed, or the host is no address of this machine.
    """
    first = at_or_after(bound_pair, host, port) if or_next and port else bound_pair(host, port)
    host, port = first[0].getsockname()[:2]
    second = beside(bound_pair, host, port)
    places = Places()
    pairs = [
        (UdpTransport(loop, udp, dispatcher, clients), TcpTransport(loop, tcp, dispatcher, clients, places))
        for udp, tcp in ([first] if second is None else [first, second])
    ]

    def to_port(host: str, port: int) -> Deliver:
        # A datagram to an IPv6 address leaves by a socket of that kind.
        udp, _ = pairs[-1] if ":" in host else pairs[0]
        return udp.to_port(host, port)

    clients.to_port = to_port
    return Transports(host, port, pairs)

"""Sockets on asyncio: they hand packets to the dispatcher and take its answers, and know nothing else."""

from __future__ import annotations

import asyncio

from oscfactor.protocol.clients import Clients
from oscfactor.protocol.dispatch import Dispatcher
from oscfactor.transports.sockets import bound_pair
from oscfactor.transports.tcp import TcpTransport
from oscfactor.transports.udp import UdpTransport


class Transports:
    """Both transports on one port.

    Attributes
    ----------
    host, port : where they listen; the port is the true one also if 0 was asked for
    """

    def __init__(self, host: str, port: int, udp: UdpTransport, tcp: TcpTransport) -> None:
        self.host = host
        self.port = port
        self._udp = udp
        self._tcp = tcp

    async def close(self) -> None:
        """Close the sockets, when the last answers have left."""
        await self._tcp.close()
        self._udp.close()


def open_transports(
    loop: asyncio.AbstractEventLoop, dispatcher: Dispatcher, clients: Clients, host: str, port: int
) -> Transports:
    """Listen on UDP and TCP, on one port number; on Windows `loop` must be a selector event loop.

    Raises
    ------
    ConfigError
        If the port is in use or not allowed, or the host is no address of this machine.
    """
    udp, tcp = bound_pair(host, port)
    host, port = udp.getsockname()[:2]
    return Transports(
        host, port, UdpTransport(loop, udp, dispatcher, clients), TcpTransport(loop, tcp, dispatcher, clients)
    )

"""A UDP and a TCP socket on one port number, or one sentence that says why not."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
import sys
from collections.abc import Callable
from typing import Final, TypeVar

from oscfactor.errors import ConfigError

N_TRIES: Final = 64  # for a port that is free for both
N_NEXT: Final = 32  # ports that are tried in place of one that is in use
BUFFER_SIZE: Final = 4 * 2**20  # bytes, as many as scsynth asks for

_ELSEWHERE: Final = {
    # The way to the internet, then the ways to networks such as people have at home and on stage.
    "0.0.0.0": ("192.0.2.1", "192.168.0.1", "10.0.0.1", "172.16.0.1", "169.254.0.1"),
    "::": ("2001:db8::1", "fd00::1", "192.0.2.1", "192.168.0.1", "10.0.0.1", "172.16.0.1", "169.254.0.1"),
}
"""Hosts that mean "listen everywhere", and addresses elsewhere."""

log = logging.getLogger(__name__)

Sockets = TypeVar("Sockets")


class PortInUseError(ConfigError):
    """Another program has the port."""

    exit_code = 1  # the setting is right, and may serve the next time


def bound_pair(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """Return a datagram and a stream socket bound to `host` and `port`; 0 is a port that is free for both.

    Raises
    ------
    ConfigError
        If the port is in use or not allowed, or the host is no address of this machine.
    """
    family = _family(host)
    for _ in range(N_TRIES):
        udp = _bound(family, socket.SOCK_DGRAM, host, port)
        try:
            return udp, _bound(family, socket.SOCK_STREAM, host, udp.getsockname()[1])
        except ConfigError:
            udp.close()
            if port:
                raise
    raise ConfigError(f"no port is free for both UDP and TCP on {host}; give one with --port")


def bound_stream(host: str, port: int, *, flag: str) -> socket.socket:
    """Return a stream socket that listens on `host` and `port`; 0 is a free port.

    Parameters
    ----------
    flag : what says which port, for the sentence of an error

    Raises
    ------
    ConfigError
        As of `bound_pair`.
    """
    return _bound(_family(host), socket.SOCK_STREAM, host, port, flag)


def at_or_after(bind: Callable[[str, int], Sockets], host: str, port: int) -> Sockets:
    """Bind at a port or, where it is in use, at the next one that is free.

    Parameters
    ----------
    bind : `bound_pair` or `bound_stream`

    Raises
    ------
    ConfigError
        As of `bind`; also if the next ports are all in use.
    """
    for other in range(port, min(port + N_NEXT, 65536)):
        try:
            return bind(host, other)
        except PortInUseError as error:
            in_use = error
    raise in_use


def widen_buffers(sock: socket.socket) -> None:
    """Ask for large kernel buffers: the usual ones of macOS and Windows hold few bursts."""
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        size = BUFFER_SIZE
        while size >= 2**16:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, option, size)
                break
            size //= 2


def beside(bind: Callable[[str, int], Sockets], host: str, port: int) -> Sockets | None:
    """Bind at ::1, the other address of `localhost`, if `host` is 127.0.0.1 and there is IPv6."""
    if host != "127.0.0.1" or not socket.has_ipv6:
        return None
    try:
        return bind("::1", port)
    except ConfigError as error:
        log.debug("not on ::1: %s", error)
        return None


def is_own_address(host: str) -> bool:
    """Whether `host` is an address of this machine: a packet that is sent there comes from there."""
    return _comes_from(host) == host.partition("%")[0]


def reachable_at(host: str) -> list[str]:
    """Return the addresses at which other computers reach a daemon that listens on `host`, if that is all."""
    found = (_comes_from(place) for place in _ELSEWHERE.get(host, ()))
    return list(dict.fromkeys(address for address in found if address and address != host))


def _comes_from(host: str) -> str:
    """Return which address of this machine a packet to `host` comes from; empty if there is no way there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((host, 9))  # a datagram socket sends nothing by that
        return str(probe.getsockname()[0]).partition("%")[0]
    return ""


def _family(host: str) -> int:
    try:
        return socket.getaddrinfo(host, 0, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE)[0][0]
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"no address {host!r}; the host is this machine's, such as 127.0.0.1, or 0.0.0.0 for all"
        ) from error


def _bound(family: int, kind: int, host: str, port: int, flag: str = "--port") -> socket.socket:
    sock = socket.socket(family, kind)
    try:
        if sys.platform == "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif kind == socket.SOCK_STREAM:
            # Else the port of a daemon that has just ended stays taken for a minute.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            with contextlib.suppress(OSError):
                # Where `::` is listened on, IPv4 is too; ::1 stands beside 127.0.0.1.
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host == "::1")
        sock.setblocking(False)
        sock.bind((host, port))
        if kind == socket.SOCK_STREAM:
            sock.listen(64)
    except OSError as error:
        sock.close()
        raise _explained(error, host, port, flag) from error
    return sock


def _explained(error: OSError, host: str, port: int, flag: str) -> ConfigError:
    if error.errno == errno.EADDRINUSE or (sys.platform == "win32" and error.errno == errno.WSAEACCES):
        return PortInUseError(
            f"port {port} on {host} is in use, perhaps by another oscfactor; end it, or give a free {flag}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return ConfigError(f"{host} is no address of this machine; give another --host, such as 127.0.0.1")
    if error.errno == errno.EACCES:
        return ConfigError(f"port {port} is reserved by the system; give a {flag} above 1023")
    return ConfigError(
        f"cannot listen on {host} port {port}: {error.strerror}; give another --host or {flag}"
    )

"""Hosts by their addresses: which are this machine's, and which the setting `trusted` names."""

from __future__ import annotations

import ipaddress

from oscfactor.errors import ConfigError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def is_loopback(host: str) -> bool:
    """Whether an address reaches no other machine; no system takes it from a wire."""
    return address_of(host).is_loopback


def address_of(host: str) -> Address:
    """Return the address of a host; an IPv4 address in the form of IPv6 is returned as IPv4."""
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks that a text names, apart by commas; an address is a network of one.

    Raises
    ------
    ConfigError
        A part of the text is no address.
    """
    try:
        return tuple(
            ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()
        )
    except ValueError as error:
        raise ConfigError(
            f"trusted must be addresses or networks, such as 192.168.1.20 or 192.168.1.0/24: {error}"
        ) from None

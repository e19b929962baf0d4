"""Hosts by their addresses."""

import pytest

from oscfactor.errors import ConfigError
from oscfactor.protocol.hosts import address_of, is_loopback, networks


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_a_loopback_is_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.168.1.20", "0.0.0.0", "fe80::1%eth0", "::ffff:10.0.0.1"])
def test_another_address_is_not(host):
    assert not is_loopback(host)


def test_an_address_is_a_network_of_one_and_bits_of_hosts_are_forgiven():
    one, many = networks("192.168.1.20, 10.1.2.3/8,")
    assert address_of("192.168.1.20") in one
    assert address_of("192.168.1.21") not in one
    assert address_of("::ffff:10.200.0.1") in many


def test_a_name_is_no_network():
    with pytest.raises(ConfigError, match="trusted must be addresses or networks"):
        networks("localhost")

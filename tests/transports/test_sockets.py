"""What a musician reads when the port cannot be had."""

import os
import socket
import sys

import pytest

from oscfactor.errors import ConfigError
from oscfactor.transports.sockets import at_or_after, bound_pair, bound_stream, is_own_address, reachable_at


def close(pair):
    for sock in pair:
        sock.close()


def test_port_0_is_one_port_for_both():
    udp, tcp = bound_pair("127.0.0.1", 0)
    assert udp.getsockname()[1] == tcp.getsockname()[1] > 0
    close((udp, tcp))


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_a_port_in_use_says_so_and_leaves_nothing_open(kind):
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} on 127.0.0.1 is in use.*--port"):
            bound_pair("127.0.0.1", port)
    close(bound_pair("127.0.0.1", port))


def test_a_port_is_free_again_as_soon_as_its_daemon_has_ended():
    udp, tcp = bound_pair("127.0.0.1", 0)
    port = udp.getsockname()[1]
    client = socket.create_connection(("127.0.0.1", port))
    served, _ = _accepted(tcp)
    served.close()
    close((udp, tcp))
    close(bound_pair("127.0.0.1", port))
    client.close()


def _accepted(sock):
    sock.setblocking(True)
    return sock.accept()


def test_another_machines_address_says_so():
    with pytest.raises(ConfigError, match=r"192\.0\.2\.1 is no address of this machine"):
        bound_pair("192.0.2.1", 0)


def test_no_address_at_all_says_so():
    with pytest.raises(ConfigError, match="no address 'not an address'"):
        bound_pair("not an address", 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_daemon_for_all_is_reached_at_our_own_addresses(host):
    found = reachable_at(host)
    assert all(is_own_address(address) for address in found)
    assert len(set(found)) == len(found)
    assert not {"0.0.0.0", "::", "127.0.0.1", "::1", ""} & set(found)


def test_a_daemon_at_one_address_is_reached_there():
    assert reachable_at("127.0.0.1") == []
    assert is_own_address("127.0.0.1")
    assert not is_own_address("192.0.2.77")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() == 0, reason="root may take any port")
def test_a_reserved_port_says_so():
    with pytest.raises(ConfigError, match="above 1023"):
        bound_pair("127.0.0.1", 80)


def test_the_next_free_port_is_taken_in_place_of_one_in_use():
    first = bound_pair("127.0.0.1", 0)
    port = first[0].getsockname()[1]
    second = at_or_after(bound_pair, "127.0.0.1", port)
    assert port < second[0].getsockname()[1] == second[1].getsockname()[1]
    close(first)
    close(second)


def test_no_next_port_is_sought_where_the_host_is_wrong():
    with pytest.raises(ConfigError, match="no address of this machine"):
        at_or_after(bound_pair, "192.0.2.1", 57130)


def test_a_stream_alone_names_its_own_flag():
    sock = bound_stream("127.0.0.1", 0, flag="--http-port")
    with pytest.raises(ConfigError, match="give a free --http-port"):
        bound_stream("127.0.0.1", sock.getsockname()[1], flag="--http-port")
    sock.close()

"""The challenge that strangers meet before they are served."""

from oscfactor.protocol import challenge
from tests.protocol.conftest import Stranger


def test_nothing_is_kept_of_a_stranger_until_it_has_sent_the_number_back(network):
    stranger = Stranger(network)
    assert stranger.send("/status") is None
    assert [m.address for m in stranger.heard] == ["/oscfactor/challenge", "/oscfactor/fail"]
    assert stranger.heard[1].args[:2] == ("/status", "limit")
    assert stranger.send("/challenge", stranger.heard[0].args[0] + 1) is None
    assert network.clients.sender(stranger.host, stranger.port) is None
    client = stranger.send("/challenge", stranger.heard[0].args[0])
    assert client.is_stranger
    assert stranger.send("/status") is client


def test_the_number_is_good_for_its_host_and_port_and_for_a_while(network):
    stranger = Stranger(network)
    stranger.send("/status")
    number = stranger.heard[0].args[0]
    for other in (Stranger(network, 2), Stranger(network, 1, "10.0.0.2")):
        assert other.send("/challenge", number) is None
    network.now += 3 * challenge.LIFE
    assert stranger.send("/challenge", number) is None
    assert stranger.send("/challenge", stranger.heard[-2].args[0]) is not None


def test_what_strangers_are_told_before_that_is_bounded_a_second(network):
    many = [Stranger(network, 1, f"10.0.{i}.1") for i in range(200)]
    for _ in range(50):
        for stranger in many:
            stranger.send("/status")
            stranger.send("/challenge", 1)
    assert max(len(s.heard) for s in many) <= 2 * challenge.MAX_ANSWERS_PER_HOST
    assert sum(len(s.heard) for s in many) <= 2 * challenge.MAX_ANSWERS
    network.now += 1
    assert Stranger(network, 9).proven() is not None

"""The challenge that strangers meet before they are served."""

import pytest

from oscfactor.protocol import challenge
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.encoding import encode_message
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


@pytest.mark.parametrize(
    ("args", "port"),
    [
        ((1, 9000), 9000),
        ((1, 9000, 30), 9000),
        ((1,), 1),
        ((0, 9000), 1),
        ((1, 0), 1),
        ((1, "x"), 1),
        ((1, 70000), 1),
    ],
)
def test_who_listens_at_another_port_is_asked_there(network, args, port):
    challenges = network.clients.strangers.challenges
    asked = []

    def deliver(to):
        return lambda packet: asked.append((to, decode_packet(packet)[0].address))

    assert not challenges.is_met(encode_message("/notify", args), "10.0.0.1", 1, deliver)
    assert asked == [(port, "/oscfactor/challenge"), (port, "/oscfactor/fail")]


def test_an_answer_is_never_answered_and_rubbish_gets_the_number_too(network):
    stranger = Stranger(network)
    stranger.send("/oscfactor/done", "/status")
    assert stranger.heard == []
    asked = []
    challenges = network.clients.strangers.challenges
    assert not challenges.is_met(b"rubbish", "10.0.0.1", 1, lambda _port: asked.append)
    assert [decode_packet(packet)[0].args[:1] for packet in asked][1] == ("/",)


def test_the_number_is_good_for_its_host_for_its_host_and_port_and_for_a_while(network):
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

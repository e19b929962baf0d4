"""Where answers and events go, and when subscriptions end."""

import pytest

from oscfactor.errors import LimitError
from oscfactor.protocol import clients
from oscfactor.protocol.strangers import Strangers
from tests.protocol.conftest import Stranger


def test_a_sender_is_remembered(network):
    assert network.sender(1) is network.sender(1)
    assert network.sender(1) is not network.sender(2)
    assert network.sender(1) is not network.sender(1, "127.0.0.2")


def test_answers_go_to_the_port_that_notify_named_until_it_ends(network):
    client = network.sender(5000)
    client.send("/a")
    network.clients.subscribe(client, 7400)
    client.send("/b")
    network.clients.unsubscribe(client)
    client.send("/c")
    assert network.heard == [
        (("127.0.0.1", 5000), "/a"),
        (("127.0.0.1", 7400), "/b"),
        (("127.0.0.1", 5000), "/c"),
    ]


def test_a_subscription_keeps_its_id_and_a_new_one_gets_another(network):
    first = network.clients.subscribe(network.sender(1))
    assert network.clients.subscribe(network.sender(2)) != first
    assert network.clients.subscribe(network.sender(1), 7400) == first
    assert len(network.clients) == 2


def test_events_reach_every_place_once_but_not_who_heard_already(network):
    for port, target in ((1, 0), (2, 7400), (3, 7400)):
        network.clients.subscribe(network.sender(port), target)
    network.sender(4)
    assert sorted(network.event()) == [("127.0.0.1", 1), ("127.0.0.1", 7400)]
    assert network.event(but_not=network.sender(2)) == [("127.0.0.1", 1)]


def test_a_subscription_ends_with_its_time_to_live_unless_renewed(network):
    client = network.sender(1)
    network.clients.subscribe(client, 7400, 10.0)
    network.now = 9
    network.clients.subscribe(client, 7400, 10.0)
    network.now = 18
    assert network.event() == [("127.0.0.1", 7400)]
    network.now = 19
    network.heard.clear()
    network.sender(1).send("/answer")
    assert network.heard == [(("127.0.0.1", 1), "/answer")]
    assert network.event() == []


def test_a_refused_port_ends_the_subscriptions_that_go_there_and_no_others(network):
    for port, target in ((1, 0), (2, 7400), (3, 7400), (4, 7401)):
        network.clients.subscribe(network.sender(port), target)
    network.clients.refused("127.0.0.1", 7400)
    network.clients.refused("127.0.0.2", 7401)
    network.clients.refused("127.0.0.1", 1)
    assert network.event() == [("127.0.0.1", 7401)]


def test_subscribers_are_bounded_but_a_patch_that_is_opened_again_finds_room(network, monkeypatch):
    monkeypatch.setattr(clients, "MAX_SUBSCRIBERS", 3)
    for port in range(1, 10):
        network.clients.subscribe(network.sender(port), 7400)
    assert len(network.clients) == 3
    assert network.event() == [("127.0.0.1", 7400)]
    with pytest.raises(LimitError):
        network.clients.subscribe(network.sender(50))


def test_senders_are_bounded_and_those_with_something_under_way_stay(network, monkeypatch):
    monkeypatch.setattr(clients, "MAX_CLIENTS", 10)
    asking, listening = network.sender(1), network.sender(2)
    asking.pending[0] = object()
    network.clients.subscribe(listening)
    for port in range(3, 100):
        network.sender(port)
    assert network.sender(1) is asking
    assert network.sender(2) is listening
    assert len(network.clients._senders) <= 11


def test_a_sender_that_was_forgotten_is_still_the_same(network, monkeypatch):
    monkeypatch.setattr(clients, "MAX_CLIENTS", 2)
    first = network.sender(1)
    for port in range(2, 5):
        network.sender(port)
    again = network.sender(1)
    assert again is not first
    assert {first: "its stream"}[again] == "its stream"


def test_a_silent_stranger_is_asked_again_and_then_sent_nothing_more(network):
    gone = []
    network.clients.on_end = gone.append
    stranger = Stranger(network)
    client = stranger.proven()
    here = network.sender(5)
    network.clients.subscribe(client)
    network.clients.subscribe(here)
    stranger.heard.clear()
    network.now += clients.ASK_AGAIN + 1
    network.clients.look_after_strangers()
    assert [m.address for m in stranger.heard] == ["/oscfactor/challenge"]
    stranger.send("/challenge", stranger.heard[0].args[0])
    network.now += clients.FORGET - 1
    network.clients.look_after_strangers()
    assert gone == []
    network.now += 2
    network.clients.look_after_strangers()
    assert gone == [client]
    assert network.event() == [("127.0.0.1", 5)]


def test_a_trusted_computer_that_speaks_now_and_then_is_not_forgotten(network):
    network.clients.strangers = Strangers(trusted="10.0.0.1", clock=lambda: network.now)
    friend = Stranger(network)
    client = friend.proven()
    assert not client.is_stranger
    for _ in range(20):
        network.now += clients.ASK_AGAIN - 1
        assert friend.send("/status") is client
        network.clients.look_after_strangers()
    assert [m.address for m in friend.heard] == ["/oscfactor/challenge", "/oscfactor/fail"]


def test_one_computer_does_not_take_all_subscriptions(network, monkeypatch):
    monkeypatch.setattr(clients, "MAX_SUBSCRIBERS_PER_HOST", 3)
    for port in range(1, 4):
        network.clients.subscribe(Stranger(network, port).proven())
    with pytest.raises(LimitError, match="of your computer"):
        network.clients.subscribe(Stranger(network, 4).proven())
    network.clients.subscribe(Stranger(network, 4, "10.0.0.2").proven())
    network.clients.subscribe(network.sender(1))

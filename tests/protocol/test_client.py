"""One asker: where its answers go."""

from oscfactor.protocol.client import Client


def test_answers_go_where_notify_says_and_back():
    here, there = [], []
    client = Client("udp", "127.0.0.1", 5000, here.append)
    client.send("/a")
    client.redirect(6000, there.append)
    client.send("/b")
    assert client.target == ("udp", "127.0.0.1", 6000)
    client.redirect(None, None)
    client.send("/c")
    assert client.target == ("udp", "127.0.0.1", 5000)
    assert (len(here), len(there)) == (2, 1)


def test_a_sender_that_comes_back_is_the_same_client():
    one, again = (Client("udp", "10.0.0.1", 5000, lambda _: None) for _ in range(2))
    assert one == again
    assert len({one, again, Client("tcp", "10.0.0.1", 5000, lambda _: None)}) == 2


def test_another_computer_shares_one_room_and_programs_of_this_one_have_their_own():
    def parties(host, stranger):
        return {Client("udp", host, port, lambda _: None, is_stranger=stranger).party for port in (1, 2)}

    assert len(parties("10.0.0.1", True)) == 1
    assert len(parties("127.0.0.1", False)) == 2

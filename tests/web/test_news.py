"""What the WebSockets hear: values that are listened for, and which paths come, go and change."""

from __future__ import annotations

import asyncio

from oscfactor.web.news import MAX_TOLD, News
from tests.support.faketree import GAIN, FakeLeaves, drums, tree
from tests.support.webharness import ask, heard, say, synced

GAIN_0 = "/sound/drums/0/gain"


class Ear:
    """A WebSocket that writes down what it is told."""

    client = "one"

    def __init__(self):
        self.told = []
        self.quiet = asyncio.Event()

    def tell_value(self, address, values):
        self.told.append((address, values))

    def tell(self, command, data):
        self.told.append((command, data))
        if command == "PATH_CHANGED":
            self.quiet.set()


def test_of_a_leaf_that_comes_and_goes_in_one_moment_the_end_is_told():
    async def scenario():
        leaves, ear = FakeLeaves(), Ear()
        drums(leaves)
        news = News(tree(leaves))
        news.join(ear)
        leaves.add("/sound/drums/9/gain", GAIN, 1.0)
        leaves.remove("/sound/drums/9/gain")
        leaves.remove(GAIN_0)
        leaves.add(GAIN_0, GAIN, 1.0)
        for _ in range(2):
            leaves.remove("/sound/drums/1/gain")
            leaves.add("/sound/drums/1/gain", GAIN, 1.0)
        leaves.remove("/sound/drums/1/gain")
        leaves.add("/sound/drums/2/gain", GAIN, 1.0)
        await ear.quiet.wait()
        return ear.told

    told = asyncio.run(scenario())
    assert ("PATH_ADDED", "/sound/drums/2/gain") in told
    assert ("PATH_ADDED", "/sound/drums/9/gain") not in told
    assert ("PATH_REMOVED", "/sound/drums/9/gain") not in told, "nobody knew that it was there"
    assert ("PATH_REMOVED", "/sound/drums/1/gain") in told
    assert ("PATH_REMOVED", GAIN_0) not in told


def test_of_many_leaves_only_the_thing_is_named():
    async def scenario():
        leaves, ear = FakeLeaves(), Ear()
        drums(leaves)
        news = News(tree(leaves))
        news.join(ear)
        for i in range(MAX_TOLD + 1):
            leaves.add(f"/sound/drums/matrix/{i}/0", GAIN, 1.0)
        await ear.quiet.wait()
        return ear.told

    assert asyncio.run(scenario()) == [("PATH_CHANGED", "/sound/drums")]


def test_who_has_left_hears_nothing_more_and_the_last_one_frees_the_state():
    async def scenario():
        leaves, one, other = FakeLeaves(), Ear(), Ear()
        drums(leaves)
        news = News(tree(leaves))
        for ear in (one, other):
            news.join(ear)
            assert news.listen(GAIN_0, ear) == (GAIN_0, (0.5,))
        news.leave(one, [GAIN_0])
        leaves.set(GAIN_0, 0.25)
        leaves.add("/sound/voice/gain", GAIN, 1.0)
        await other.quiet.wait()
        assert one.told == []
        assert other.told[0] == (GAIN_0, (0.25,))
        assert leaves.listeners == [news]
        news.leave(other, [GAIN_0])
        assert leaves.listeners == []

    asyncio.run(scenario())


def test_a_sound_that_comes_and_goes_is_told_once(server, ws):
    synced(ws)
    server.call(drums, server.leaves, "voice", 40)
    assert [heard(ws), heard(ws)] == [("PATH_ADDED", "/sound/voice"), ("PATH_CHANGED", "/sound")]

    def remove():
        for address in list(server.leaves.rows):
            if address.startswith("/sound/voice/"):
                server.leaves.remove(address)

    server.call(remove)
    assert [heard(ws), heard(ws)] == [("PATH_REMOVED", "/sound/voice"), ("PATH_CHANGED", "/sound")]
    assert synced(ws) == []


def test_leaves_of_a_sound_that_stays_are_told_one_by_one_and_many_as_a_change(server, ws):
    synced(ws)
    server.call(server.leaves.add, "/sound/drums/2/gain", GAIN, 1.0)
    assert [heard(ws), heard(ws)] == [("PATH_ADDED", "/sound/drums/2/gain"), ("PATH_CHANGED", "/sound/drums")]
    server.call(server.leaves.remove, "/sound/drums/2/gain")
    assert [heard(ws), heard(ws)] == [
        ("PATH_REMOVED", "/sound/drums/2/gain"),
        ("PATH_CHANGED", "/sound/drums"),
    ]

    def many():
        for i in range(100):
            server.leaves.add(f"/sound/drums/matrix/{i}/0", GAIN, 1.0)
        for i in range(100):
            server.leaves.remove(f"/sound/drums/matrix/{i}/0")
        for i in range(100):
            server.leaves.add(f"/sound/other/{i}/gain", GAIN, 1.0)
        for i in range(99):
            server.leaves.remove(f"/sound/other/{i}/gain")
        for i in range(100):
            server.leaves.add(f"/sound/drums/{i + 2}/gain", GAIN, 1.0)

    server.call(many)
    told = {heard(ws) for _ in range(3)}
    assert ("PATH_CHANGED", "/sound/drums") in told
    assert ("PATH_ADDED", "/sound/other") in told


def test_a_leaf_that_comes_again_is_still_listened_to(server, ws):
    say(ws, "LISTEN", GAIN_0)
    assert heard(ws) == (GAIN_0, (0.5,))

    def again():
        server.leaves.remove(GAIN_0)
        server.leaves.add(GAIN_0, GAIN, 0.75)

    server.call(again)
    assert (GAIN_0, (0.75,)) in [heard(ws) for _ in range(3)]


def test_a_leaf_that_comes_and_goes_at_once_harms_nobody(server, ws):
    say(ws, "LISTEN", GAIN_0)
    assert heard(ws) == (GAIN_0, (0.5,))

    def told_too_late():
        del server.leaves.rows[GAIN_0], server.leaves.values[GAIN_0]
        for listener in server.leaves.listeners:
            listener.added(GAIN_0)

    server.call(told_too_late)
    assert ask(ws, "/echo", 1.0)[-1].args == ("/echo", 1.0)


def test_who_sets_a_leaf_is_not_told_but_others_are(server, ws):
    with server.socket() as other:
        for each in (ws, other):
            say(each, "LISTEN", GAIN_0)
            heard(each)

        def set_by_one():
            one = next(iter(server.web._news._listening[GAIN_0]))
            server.leaves.set(GAIN_0, 0.125, by=one.client)

        server.call(set_by_one)
        told = [x for each in (ws, other) for x in synced(each)]
        while not told:
            told = [x for each in (ws, other) for x in synced(each)]
        assert told == [(GAIN_0, (0.125,))]

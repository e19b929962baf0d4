"""Changes, told in their order and each to all who listen."""

import pytest

from oscfactor.session import changes as module
from oscfactor.session.changes import NOBODY, Asked, Change, Changes, Source

GAIN = "/sound/{name}/gain"
SOURCE = Source("gain", lambda _name: None, {GAIN: lambda value: value})


class Loop:
    """An event loop whose time stands unless it is told, and which does one thing at a time."""

    def __init__(self):
        self.soon, self.now, self.step = [], 0.0, 0.0

    def call_soon(self, call):
        self.soon.append(call)

    def time(self):
        self.now += self.step
        return self.now

    def turn(self):
        self.soon.pop(0)()


class Listener:
    def __init__(self):
        self.heard = []

    def changed(self, address, values, by):
        self.heard.append((address, *values, by))

    def added(self, address):
        self.heard.append(("added", address))

    def removed(self, address):
        self.heard.append(("removed", address))


@pytest.fixture
def loop():
    return Loop()


@pytest.fixture
def changes(loop):
    made = Changes(loop)
    made.listeners += [Listener(), Listener()]
    return made


def test_all_who_listen_hear_of_changes_in_their_order(loop, changes):
    for before, after in ((None, 1), (1, 2), (2, None)):
        changes.add(Change(SOURCE, "a", before, after, NOBODY))
    loop.turn()
    told = [("added", "/sound/a/gain"), ("/sound/a/gain", 2, None), ("removed", "/sound/a/gain")]
    assert [listener.heard for listener in changes.listeners] == [told, told]
    assert loop.soon == []


def test_others_have_their_turn_between_many_changes_and_none_is_lost(loop, changes):
    loop.step = 2 * module.TURN
    for n in range(3):
        changes.add(Change(SOURCE, "a", n, n + 1, NOBODY))
    loop.turn()
    assert len(changes.listeners[0].heard) == 1
    while loop.soon:
        assert len(loop.soon) == 1
        loop.turn()
    assert [value for _, value, _ in changes.listeners[0].heard] == [1, 2, 3]


def test_only_the_client_that_set_a_leaf_to_these_very_values_need_not_be_told():
    asked = Asked("me", "/sound/a/gain", (0.1,))
    (as_float32,) = map(module.plain, (0.1,))
    assert asked.setter("/sound/a/gain", (as_float32,)) == "me"
    assert asked.setter("/sound/a/gain", (0.5,)) is None
    assert asked.setter("/sound/b/gain", (as_float32,)) is None


def test_what_changed_before_a_session_was_replaced_is_told_no_more(loop, changes):
    changes.add(Change(SOURCE, "a", 1, 2, NOBODY))
    changes.clear()
    loop.turn()
    assert changes.listeners[0].heard == []

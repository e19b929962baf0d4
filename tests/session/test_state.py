"""The state: addresses, values, patterns, and that who listens hears each change and last what is."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest

from oscfactor.errors import NotFoundError
from oscfactor.protocol.patterns import Pattern
from oscfactor.session.changes import Asked, Source
from oscfactor.session.state import State

GAIN, CELL, MASTER = "/sound/{name}/{k}/gain", "/sound/{name}/matrix/{i}/{j}", "/master/gain"


class Hearing:
    """A listener that keeps what it hears."""

    def __init__(self):
        self.heard = []

    def changed(self, address, values, by):
        self.heard.append((address, *values, by))

    def added(self, address):
        self.heard.append(("added", address))

    def removed(self, address):
        self.heard.append(("removed", address))


class Instrument:
    """Two sources of sounds and one of its own, on a loop that turns when it is told to."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.gains, self.cells, self.master = {}, {}, SimpleNamespace(gain=1.0)
        self.asked = Asked()
        self.state = State(self.loop, lambda: self.gains, lambda: self.asked)
        self.state.provide(Source("gains", lambda name: self.gains.get(name), {GAIN: lambda x: x}))
        self.state.provide(Source("cells", lambda name: self.cells.get(name), {CELL: lambda x: x}))
        self.state.provide(Source("master", lambda _: self.master, {MASTER: lambda m: m.gain}))

    def put(self, name, *gains):
        if gains:
            self.gains[name] = np.array(gains, np.float32)
            self.cells[name] = np.eye(len(gains), dtype=np.float32)
        else:
            del self.gains[name], self.cells[name]
        self.state.touch_all(name)

    def turn(self):
        self.loop.run_until_complete(asyncio.sleep(0.01))

    def hear(self, hearing):
        self.turn()
        heard, hearing.heard = hearing.heard, []
        return heard


@pytest.fixture
def instrument():
    made = Instrument()
    made.put("a", 1.0, 0.5)
    yield made
    made.loop.close()


def test_all_addresses_and_their_values(instrument):
    assert set(instrument.state.addresses()) == {
        *("/master/gain", "/sound/a/0/gain", "/sound/a/1/gain"),
        *(f"/sound/a/matrix/{i}/{j}" for i in range(2) for j in range(2)),
    }
    assert instrument.state.value("/sound/a/1/gain") == (0.5,)
    assert instrument.state.value("/master/gain") == (1.0,)
    assert instrument.state.find("/sound/a/1/gain").template == GAIN
    for gone in ("/sound/a/2/gain", "/sound/b/0/gain", "/sound/a/matrix/0/2", "/other"):
        assert instrument.state.find(gone) is None
        with pytest.raises(NotFoundError):
            instrument.state.value(gone)


def test_a_pattern_finds_what_it_matches(instrument):
    instrument.put("b c", 1.0)
    for text in (
        "/sound/*/*/gain",
        "//gain",
        "/sound/a//",
        "//matrix/?/1",
        "/{master,x}/gain",
        "/sound/b%20c/0/*",
    ):
        pattern = Pattern(text)
        expected = [a for a in instrument.state.addresses() if pattern.matches(a)]
        assert expected
        assert list(filter(None, instrument.state.matching(pattern))) == expected


def test_a_change_is_told_once_with_who_need_not_hear_of_it(instrument):
    hearing = Hearing()
    instrument.state.listen(hearing)
    instrument.asked = Asked("me", "/sound/a/0/gain", (0.1,))
    instrument.gains["a"] = np.array([0.1, 0.2], np.float32)
    instrument.state.touch("gains", "a")
    instrument.asked = Asked()
    instrument.state.touch("gains", "a")
    assert instrument.hear(hearing) == [
        ("/sound/a/0/gain", float(np.float32(0.1)), "me"),
        ("/sound/a/1/gain", float(np.float32(0.2)), None),
    ]


def test_who_sets_what_is_not_taken_is_told(instrument):
    hearing = Hearing()
    instrument.state.listen(hearing)
    assert instrument.state.taken("/sound/a/1/gain", (0.5,)) == (0.5,)
    assert instrument.state.taken("/sound/a/1/gain", (9,)) == (0.5,)
    assert instrument.hear(hearing) == [("/sound/a/1/gain", 0.5, None)]


def test_leaves_come_and_go_with_sounds_and_components(instrument):
    hearing = Hearing()
    instrument.state.listen(hearing)
    instrument.put("b", 1.0)
    assert instrument.hear(hearing) == [("added", "/sound/b/0/gain"), ("added", "/sound/b/matrix/0/0")]
    instrument.put("b", 0.5, 1.0)
    assert instrument.hear(hearing) == [
        ("/sound/b/0/gain", 0.5, None),
        ("added", "/sound/b/1/gain"),
        *(("added", f"/sound/b/matrix/{cell}") for cell in ("0/1", "1/0", "1/1")),
    ]
    instrument.put("b")
    assert len(instrument.hear(hearing)) == 6
    instrument.state.forget(hearing)
    instrument.put("c", 1.0)
    assert instrument.hear(hearing) == []


def test_many_changes_do_not_hold_the_loop(instrument):
    hearing = Hearing()
    instrument.state.listen(hearing)
    n = 120
    instrument.put("big", *range(n))
    longest = 0.0
    handle_run = asyncio.Handle._run

    def timed(handle):
        nonlocal longest
        before = instrument.loop.time()
        handle_run(handle)
        longest = max(longest, instrument.loop.time() - before)

    asyncio.Handle._run = timed
    try:
        while len(hearing.heard) < n + n * n:
            instrument.turn()
    finally:
        asyncio.Handle._run = handle_run
    assert len(set(hearing.heard)) == n + n * n
    assert longest < 0.05

"""Watches on a state without a network."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import LimitError
from oscfactor.protocol.patterns import Pattern
from oscfactor.session.changes import Asked, Source
from oscfactor.session.state import State
from oscfactor.session.watches import MAX_WATCHES_OF_ONE, QUIET, Watches

GAIN = "/sound/{name}/{k}/gain"


class Instrument:
    """One sound with faders, and who watches them."""

    def __init__(self, n=2):
        self.loop = asyncio.new_event_loop()
        self.gains = np.ones(n, np.float32)
        self.asked = Asked()
        self.state = State(self.loop, lambda: ["a"], lambda: self.asked)
        self.state.provide(Source("gains", lambda _: self.gains, {GAIN: lambda x: x}))
        self.watches = Watches(self.loop, self.state)
        self.sent = []

    def watch(self, owner="me", text="//", **options):
        send = lambda address, values: self.sent.append((owner, address, values))  # noqa: E731
        job = self.watches.add(owner, text, Pattern(text), send=send, **{"rate": 1000.0, **options})
        return self.loop.run_until_complete(job)

    def set(self, k, gain, by=None):
        self.gains = self.gains.copy()
        self.gains[k] = gain
        self.asked = Asked(by, f"/sound/a/{k}/gain", (gain,))
        self.state.touch("gains", "a")

    def hear(self, seconds=0.02):
        self.loop.run_until_complete(asyncio.sleep(seconds))
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def instrument():
    made = Instrument()
    yield made
    made.loop.close()


def test_all_who_watch_are_told_but_not_who_set_it(instrument):
    assert instrument.watch("me") == instrument.watch("you", "/sound/a/1/*") + 1 == 2
    instrument.hear()
    instrument.set(1, 0.5, by="me")
    assert instrument.hear() == [("you", "/sound/a/1/gain", (0.5,))]
    instrument.set(0, 0.25)
    assert instrument.hear() == [("me", "/sound/a/0/gain", (0.25,))]


def test_the_last_value_is_told_and_no_more_than_so_many(instrument):
    instrument.watch(rate=20.0)
    instrument.hear()
    for i in range(50):
        instrument.set(0, i / 64)
        instrument.loop.run_until_complete(asyncio.sleep(0.002))
    sent = instrument.hear(0.1)
    assert sent[-1] == ("me", "/sound/a/0/gain", (49 / 64,))
    assert len(sent) < 25


def test_who_was_told_another_value_just_before_is_told_the_outcome_when_quiet(instrument):
    instrument.watch()
    instrument.hear()
    instrument.set(0, 0.25, by="you")
    assert len(instrument.hear()) == 1
    for gain in (0.5, 0.75):
        instrument.set(0, gain, by="me")
        assert instrument.hear() == []
    assert instrument.hear(QUIET + 0.1) == [("me", "/sound/a/0/gain", (0.75,))]


def test_a_watch_ends(instrument):
    instrument.watch("me", "//gain")
    instrument.watch("me", "/sound//")
    instrument.watch("you")
    assert instrument.watches.owners == {"me", "you"}
    assert instrument.watches.remove("me", "//gain") == 1
    assert instrument.watches.remove("me", "*") == 1
    instrument.watches.drop("you")
    assert len(instrument.watches) == 0
    instrument.hear()
    instrument.set(0, 0.5)
    assert instrument.hear() == []


def test_a_watch_ends_in_time(instrument):
    instrument.watch(ttl=0.05)
    instrument.hear(0.1)
    instrument.set(0, 0.5)
    assert instrument.hear() == []
    assert instrument.watches.owners == set()


def test_a_watch_that_is_asked_for_again_is_one(instrument):
    for _ in range(3):
        instrument.watch()
    instrument.hear()
    instrument.set(0, 0.5)
    assert len(instrument.hear()) == 1


def test_there_is_a_bound(instrument):
    for i in range(MAX_WATCHES_OF_ONE):
        instrument.watch("me", f"/{i}")
    with pytest.raises(LimitError):
        instrument.watch("me", "/more")
    instrument.watch("you", "/more")

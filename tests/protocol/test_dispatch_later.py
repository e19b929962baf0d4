"""Bundles for later: at their time, in order, bounded, and in nobody's way."""

import asyncio
import time
from functools import partial

import pytest

from oscfactor.protocol import packets, schedule, underway
from oscfactor.protocol.client import Client
from oscfactor.protocol.encoding import encode_bundle, encode_message
from tests.support.dispatching import Bench


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """Let one turn of the loop take all that a test sends."""
    monkeypatch.setattr(packets, "TURN", 60.0)


class Clock:
    now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def later():
    """A wall clock that stands, and a function that runs a test with it."""
    clock = Clock()

    def run(test):
        async def body():
            b = Bench(clock)
            await test(b, partial(_set, b, clock))
            await b.dispatcher.close()

        asyncio.run(body())

    return run


async def _set(b, clock, now):
    clock.now = now
    b.dispatcher._schedule.run_due()
    await b.settle()


def bundle(x, when):
    return encode_bundle([encode_message("/plain", [x])], when)


def test_bundles_run_at_their_time_in_order_and_hold_up_nothing(later):
    async def body(b, wait_until):
        start = Clock.now
        b.dispatcher.receive(bundle(3, start + 3), b.client)
        b.dispatcher.receive(bundle(1, start + 1), b.client)
        b.dispatcher.receive(bundle(2, start + 1), b.client)
        b.dispatcher.receive(bundle(0, start - 9), b.client)
        b.ask("/sync", 7)
        assert b.began == [0]
        await wait_until(start + 1)
        assert b.began == [0, 1, 2]
        assert ("synced", 7) not in b.heard
        await wait_until(start + 3)
        assert b.began == [0, 1, 2, 3]
        assert b.heard[-1] == ("done", "/sync", 7)

    later(body)


def test_a_pattern_in_a_bundle_waits_for_its_time(later):
    async def body(b, wait_until):
        b.dispatcher.receive(encode_bundle([encode_message("/pl*", [4])], Clock.now + 1), b.client)
        assert b.heard == []
        await wait_until(Clock.now + 1)
        assert b.heard == [("done", "/plain", 4.0)]

    later(body)


def test_what_is_due_too_late_or_is_too_much_is_refused(later, monkeypatch):
    monkeypatch.setattr(schedule, "MAX_ENTRIES", 50)

    async def body(b, wait_until):
        b.dispatcher.receive(bundle(1, Clock.now + 10 * 24 * 3600), b.client)
        assert b.heard[0][:3] == ("fail", "/plain", "limit")
        for i in range(51):
            b.dispatcher.receive(bundle(i, Clock.now + 5), b.client)
        assert [m[2] for m in b.heard[1:]] == ["limit"]

    later(body)


def test_who_has_filled_the_schedule_makes_room_for_others_and_hears_of_it(later, monkeypatch):
    monkeypatch.setattr(schedule, "MAX_ENTRIES", 50)

    async def body(b, wait_until):
        for i in range(50):
            b.dispatcher.receive(bundle(i, Clock.now + 3600 + i), b.client)
        others = []
        other = b.new_client(others, port=2)
        for i in range(25):
            b.dispatcher.receive(bundle(100 + i, Clock.now + 1), other)
        assert others == []
        assert [m[2:5:2] for m in b.heard] == [("limit", float(i)) for i in range(49, 24, -1)]
        b.dispatcher.receive(bundle(125, Clock.now + 1), other)
        assert len(others) == 1, "the room is shared evenly now"
        await wait_until(Clock.now + 1)
        assert b.began == list(range(100, 125))
        await wait_until(Clock.now + 5000)
        assert b.began[25:] == list(range(25))

    later(body)


def test_what_is_due_later_does_not_bar_the_way_of_what_is_wanted_now(later, monkeypatch):
    monkeypatch.setattr(underway, "MAX_UNDER_WAY", 20)

    async def body(b, wait_until):
        for i in range(underway.MAX_UNDER_WAY_PER_CLIENT + 1):
            b.dispatcher.receive(bundle(i, Clock.now + 3600), b.client)
        for i in range(20):
            b.ask("/gate/one", i)
        assert b.heard == []
        b.ask("/gate/one", 20)
        assert [m[:3] for m in b.heard] == [("fail", "/gate/one", "limit")]
        for i in range(20):
            b.open(i)
        await b.settle()
        b.ask("/gate/one", 21)
        assert 21.0 in b.began

    later(body)


def test_a_bundle_runs_by_the_loops_own_timer():
    async def body():
        b = Bench()
        done = asyncio.Event()
        client = Client("udp", "127.0.0.1", 1, lambda _: done.set())
        sent = time.time()
        b.dispatcher.receive(bundle(1, sent + 0.05), client)
        await asyncio.wait_for(done.wait(), 10)
        assert time.time() >= sent + 0.05
        await b.dispatcher.close()

    asyncio.run(body())

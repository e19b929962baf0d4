"""A request as its handler sees it: where its answers go, and what it may wait for."""

import asyncio
from types import SimpleNamespace

import pytest

from oscfactor.protocol.client import Client
from oscfactor.protocol.decoding import decode_packet
from oscfactor.protocol.request import Request, resumed


class Bench:
    """A client whose answers are kept, with the name of where they arrive."""

    def __init__(self):
        self.heard = []
        self.client = Client("udp", "127.0.0.1", 5000, self.at("here"))

    def at(self, place):
        return lambda packet: self.heard.append((place, *decode_packet(packet)[0][:2]))

    def request(self, number=1, **options):
        return Request(self.client, "/x", (), number, 0, asyncio.get_running_loop(), **options)


def in_loop(test):
    def run():
        asyncio.run(test(Bench()))

    run.__name__ = test.__name__
    return run


@in_loop
async def test_answers_go_where_the_subscription_says_by_now(b):
    request = b.request()
    request.send("/a", 1)
    b.client.redirect(7400, b.at("there"))
    request.send("/b", "two")
    assert b.heard == [("here", "/a", (1,)), ("there", "/b", ("two",))]


@in_loop
async def test_a_pinned_request_is_answered_where_answers_went(b):
    b.client.redirect(7400, b.at("there"))
    request = b.request()
    request.pin()
    b.client.redirect(None, None)
    request.send("/a")
    b.request().send("/b")
    assert b.heard == [("there", "/a", ()), ("here", "/b", ())]


@in_loop
async def test_what_the_asker_may_not_read_is_taken_out(b):
    request = b.request(hide=lambda address, args: (*args[:-1], f"bare {address}"))
    request.send("/oscfactor/file", "n", "/home/anna/n.wav")
    assert b.heard == [("here", "/oscfactor/file", ("n", "bare /oscfactor/file"))]


@in_loop
async def test_it_waits_for_earlier_requests_and_for_no_later_ones(b):
    b.client.pending = {1: object(), 2: object(), 3: object()}
    waiting = asyncio.ensure_future(b.request(number=2).earlier())
    await asyncio.sleep(0)
    ((number, ended),) = b.client.waiting
    assert number == 2
    assert not waiting.done()
    ended.set_result(None)
    await waiting
    b.client.pending = {2: object(), 3: object()}
    await asyncio.wait_for(b.request(number=2).earlier(), 10)
    b.client.pending = {}
    await asyncio.wait_for(b.request(number=2).earlier(), 10)


@in_loop
async def test_it_waits_in_the_midst_for_a_thing_that_others_make(b):
    request, asked = b.request(), []

    async def wait(turn, thing):
        asked.append((turn, thing))

    await request.made("player")
    assert asked == [], "it has no turn: it depends on nothing"
    request.turn, request.turns = "its turn", SimpleNamespace(wait=wait)
    await request.made("player")
    assert asked == [("its turn", "player")]


async def _two_waits(first, second):
    try:
        return await first, await second
    except ValueError as error:
        return "mended", str(error)


def _begun():
    """Return a coroutine whose first step has been made by hand, with what it waits for and its futures."""
    loop = asyncio.get_running_loop()
    futures = loop.create_future(), loop.create_future()
    coroutine = _two_waits(*futures)
    return coroutine, coroutine.send(None), futures


@in_loop
async def test_a_coroutine_that_was_begun_by_hand_goes_on_to_its_result(b):
    coroutine, waits_for, (first, second) = _begun()
    first.set_result(1)
    second.set_result(2)
    assert await resumed(coroutine, waits_for) == (1, 2)


@in_loop
async def test_an_error_reaches_the_coroutine_which_may_mend_it(b):
    coroutine, waits_for, (first, _) = _begun()
    first.set_exception(ValueError("no"))
    assert await resumed(coroutine, waits_for) == ("mended", "no")


@in_loop
async def test_a_cancelled_wait_ends_the_coroutine(b):
    coroutine, waits_for, _ = _begun()
    task = asyncio.ensure_future(resumed(coroutine, waits_for))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert coroutine.cr_frame is None, "it has ended"

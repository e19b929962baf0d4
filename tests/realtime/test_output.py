"""The output opens, watches, loses and reopens its device; cards and the renderer are stand-ins here."""

import asyncio
import threading
from types import SimpleNamespace
from typing import ClassVar

import pytest

from oscfactor.errors import DeviceError
from oscfactor.realtime import output as module
from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.output import NONE, Output
from oscfactor.realtime.ring import Reading
from oscfactor.realtime.sharedring import RingShape
from tests.support.wire import PATIENCE

RATE = 1000


class Card:
    """A sound card that works until a test says otherwise."""

    made: ClassVar[list["Card"]] = []
    refused = False
    n_refused = 0
    may_open = threading.Event()

    def __init__(self, wanted, latency):
        Card.may_open.wait(PATIENCE)
        if Card.refused or Card.n_refused > 0:
            Card.n_refused -= 1
            raise DeviceError("no such device")
        self.wanted, self.name, self.n_channels, self.sample_rate = wanted, wanted.device, 2, RATE
        self.latency, self.alive, self.closed = 0.0, True, threading.Event()
        shape = RingShape("ring", 4096, 2)
        self.ring = SimpleNamespace(
            shape=shape,
            n_underruns=0,
            n_late=0,
            largest_block=0,
            largest_drain=0,
            n_written=10**9,
            seconds_worked=0.0,
        )
        self.ring.reading = lambda: Reading(0, 0.0, 1)
        Card.made.append(self)

    def is_alive(self):
        return self.alive

    def close(self):
        self.closed.set()

    async def is_closed(self):
        return await asyncio.to_thread(self.closed.wait, 5)


class Renderer:
    """A renderer's process that writes down what it is asked for."""

    def __init__(self, loop, kernels, *, on_finished, on_limited, on_lost):
        self.on_lost, self.calls, self.fails = on_lost, [], False

    async def start(self):
        self.calls.append("start")
        await asyncio.sleep(0)
        if self.fails:
            raise DeviceError("the renderer has ended")

    def open(self, shape, sample_rate, n_latency):
        self.calls.append(("open", sample_rate, n_latency))

    def leave(self):
        self.calls.append("leave")

    def close(self, timeout):
        self.calls.append("close")


class Stand:
    """An output, and the changes that it tells."""

    def __init__(self, device="first"):
        self.changes = asyncio.Queue()
        self.output = Output(
            asyncio.get_running_loop(),
            Wanted(device),
            0.02,
            lambda: asyncio.sleep(0),
            on_change=lambda state, text: self.changes.put_nowait((state, text)),
            on_finished=lambda *_: None,
            on_limited=lambda *_: None,
        )

    async def next(self):
        async with asyncio.timeout(PATIENCE):
            return await self.changes.get()


@pytest.fixture
def run(monkeypatch):
    """A function that runs a test on an event loop, with stand-ins and short waits."""
    monkeypatch.setattr(module, "SoundCard", Card)
    monkeypatch.setattr(module, "RendererProcess", Renderer)
    monkeypatch.setattr(module, "WATCH_INTERVAL", 0.001)
    monkeypatch.setattr(module, "RETRY_INTERVALS", (0.001, 0.002))
    monkeypatch.setattr(Card, "made", [])
    monkeypatch.setattr(Card, "refused", False)
    monkeypatch.setattr(Card, "n_refused", 0)
    monkeypatch.setattr(Card, "may_open", threading.Event())
    Card.may_open.set()
    return asyncio.run


def test_whoever_wants_the_card_at_once_gets_the_same_one(run):
    async def main():
        stand = Stand()
        cards = await asyncio.gather(*(stand.output.opened() for _ in range(3)))
        assert len(Card.made) == 1
        assert set(cards) == {Card.made[0]}
        assert stand.output.renderer.calls == ["start", "start", ("open", RATE, 20)]
        assert await stand.next() == ("open", "first, 2 channels, 1000 Hz")
        stand.output.close()

    run(main())


def test_no_device_is_opened_where_silence_is_wanted(run):
    async def main():
        stand = Stand(NONE)
        with pytest.raises(DeviceError, match="setting device is none; send /audio/device"):
            await stand.output.opened()
        assert Card.made == []
        assert (await stand.output.reopen(Wanted("second"), 0.05)).name == "second"
        assert await stand.output.reopen(Wanted(NONE), 0.05) is None
        assert stand.output.card is None
        assert stand.output.seconds_ahead == 0.0
        assert await Card.made[0].is_closed()

    run(main())


def test_a_card_that_vanishes_is_told_and_tried_until_it_is_back(run):
    async def main():
        stand = Stand()
        card = await stand.output.opened()
        await stand.next()
        card.ring.n_underruns, card.ring.n_late = 3, 1
        Card.refused, card.alive = True, False
        state, text = await stand.next()
        assert state == "lost"
        assert text.startswith("first has vanished")
        assert stand.output.card is None
        assert stand.output.renderer.calls[-1] == "leave"
        Card.refused = False
        assert (await stand.next())[0] == "open"
        assert len(Card.made) == 2
        Card.made[1].ring.n_underruns = 2
        assert (stand.output.n_underruns, stand.output.n_late) == (5, 1)
        stand.output.close()

    run(main())


def test_when_the_renderer_ends_card_and_renderer_begin_again(run):
    async def main():
        stand = Stand()
        await stand.output.opened()
        await stand.next()
        stand.output.renderer.on_lost()
        state, text = await stand.next()
        assert (state, text) == ("lost", "the program that renders sound has ended; it is started again")
        assert (await stand.next())[0] == "open"
        assert stand.output.renderer.calls.count("start") == 4
        stand.output.close()

    run(main())


def test_another_device_replaces_the_open_one(run):
    async def main():
        stand = Stand()
        await stand.output.opened()
        second = await stand.output.reopen(Wanted("second"), 0.1)
        assert [(await stand.next())[0] for _ in range(3)] == ["open", "closed", "open"]
        assert second is stand.output.card
        assert stand.output.renderer.calls[-3:] == ["start", "start", ("open", RATE, 100)]
        assert stand.output.seconds_ahead == 0.512  # two blocks of 256 samples: more than the latency
        stand.output.close()

    run(main())


def test_the_place_that_was_heard_last_is_kept(run):
    async def main():
        stand = Stand()
        await stand.output.opened()
        await stand.output.reopen(Wanted(NONE), 0.02)
        # The card's clock began at 0 of `time.perf_counter`, at 1000 samples a second.
        assert stand.output.last_index > 0
        assert stand.output.clock is None

    run(main())


def test_a_device_that_opens_after_the_end_is_closed_again(run):
    async def main():
        stand = Stand()
        opening = asyncio.ensure_future(stand.output.opened())
        await asyncio.sleep(0)
        stand.output.close()
        with pytest.raises(DeviceError, match="the daemon ends"):
            await opening
        assert await Card.made[0].is_closed()
        assert stand.output.card is None

    run(main())


def test_a_renderer_that_ends_while_the_card_opens_is_started_for_that_card(run):
    async def main():
        stand = Stand()
        Card.may_open.clear()
        opening = asyncio.ensure_future(stand.output.opened())
        while "start" not in stand.output.renderer.calls:
            await asyncio.sleep(0)
        stand.output.renderer.on_lost()
        Card.may_open.set()
        card = await opening
        assert stand.output.renderer.calls == ["start", "start", ("open", RATE, 20)]
        for _ in range(20):  # longer than until a retry
            await asyncio.sleep(0.001)
        assert Card.made == [card]
        assert stand.output.card is card
        card.alive = False  # it is still watched
        assert [(await stand.next())[0] for _ in range(3)] == ["open", "lost", "open"]
        stand.output.close()

    run(main())


def test_a_card_that_opens_for_nobody_is_closed_even_if_the_loop_ends_before(run):
    async def fail():
        stand = Stand()
        stand.output.renderer.fails = True
        Card.may_open.clear()
        asyncio.get_running_loop().call_later(0.05, Card.may_open.set)
        opening = asyncio.ensure_future(stand.output.opened())
        await asyncio.sleep(0.01)  # it waits for the card to close; and all tasks are cancelled
        assert not opening.done()

    run(fail())
    (card,) = Card.made
    assert card.closed.is_set()


def test_a_device_is_tried_on_when_somebody_has_asked_for_it_in_vain(run):
    async def main():
        stand = Stand()
        card = await stand.output.opened()
        await stand.next()
        Card.refused, card.alive = True, False
        assert (await stand.next())[0] == "lost"
        with pytest.raises(DeviceError):
            await stand.output.opened()
        Card.refused = False
        assert (await stand.next())[0] == "open"
        stand.output.close()

    run(main())


def test_whoever_asks_while_another_device_is_chosen_opens_no_second_card(run):
    async def main():
        stand = Stand()
        Card.n_refused = 1
        Card.may_open.clear()
        first = asyncio.ensure_future(stand.output.opened())
        await asyncio.sleep(0)
        asked = []

        def ask(_opening):
            asked.append(asyncio.ensure_future(stand.output.opened()))

        # Asked in the very moment between the end of one opening and the beginning of the next.
        stand.output._opening.add_done_callback(ask)
        chosen = asyncio.ensure_future(stand.output.reopen(Wanted("second"), 0.02))
        await asyncio.sleep(0)
        Card.may_open.set()
        with pytest.raises(DeviceError):
            await first
        current = await chosen
        await asked[0]
        assert stand.output.card is current
        assert current.name == "second"
        assert all([await card.is_closed() for card in Card.made if card is not current])
        stand.output.close()

    run(main())

"""The input opens, watches, loses and reopens its device; cards are stand-ins, the listener is real."""

import asyncio
import threading
from typing import ClassVar

import numpy as np
import pytest

from oscfactor.errors import ArgumentError, DeviceError, LimitError
from oscfactor.realtime import input as module
from oscfactor.realtime.card.ringwriter import RingWriter
from oscfactor.realtime.card_process import Wanted
from oscfactor.realtime.input import Input
from oscfactor.realtime.inputring import InputRing
from tests.support.wire import PATIENCE


class Card:
    """A sound card that is alive until a test says otherwise."""

    made: ClassVar[list["Card"]] = []
    refused = False
    rate = 1000

    def __init__(self, wanted):
        if Card.refused:
            raise DeviceError("no such device")
        self.name, self.n_channels, self.sample_rate = wanted.device, wanted.n_channels or 2, Card.rate
        self.ring, self.alive, self.closed = InputRing(4096, self.n_channels), True, threading.Event()
        Card.made.append(self)

    def hears(self, samples):
        writer = RingWriter(self.ring.shape.name, 4096, self.n_channels)
        writer.write(memoryview(samples.T.tobytes()), samples.shape[1], 0, False)
        writer.close()

    def is_alive(self):
        return self.alive

    def close(self):
        self.ring.close()
        self.closed.set()


class Stand:
    """An input on a loop of its own, and what it told."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.told, self.changed, self.full = [], asyncio.Event(), False
        self.input = Input(
            self.loop, 1.0, check=self.check, on_change=self.change, on_level=lambda _levels: None
        )

    def check(self, _format):
        if self.full:
            raise LimitError("no room")

    def change(self, state, _text):
        self.told.append(state)
        self.changed.set()

    def run(self, awaitable):
        return self.loop.run_until_complete(asyncio.wait_for(awaitable, PATIENCE))

    def until(self, state):
        async def wait():
            while self.told[-1:] != [state]:
                self.changed.clear()
                await self.changed.wait()

        self.run(wait())

    def captured(self, n):
        return self.run(self.input.listener.captured(n, 0))


@pytest.fixture
def stand(monkeypatch):
    monkeypatch.setattr(module, "InputCard", Card)
    monkeypatch.setattr(module, "WATCH_INTERVAL", 0.01)
    monkeypatch.setattr(module, "RETRY_INTERVALS", (0.01,))
    Card.made, Card.refused, Card.rate = [], False, 1000
    stand = Stand()
    yield stand
    stand.input.end()
    stand.run(stand.loop.shutdown_default_executor())
    stand.loop.close()
    assert all(card.closed.is_set() for card in Card.made)


SOUND = np.random.default_rng(1).uniform(-1, 1, (2, 100)).astype(np.float32)


def test_a_device_is_heard_from_its_opening_to_its_closing(stand):
    assert stand.run(stand.input.open(Wanted("mic"))) == ("mic", 2, 1000)
    Card.made[0].hears(SOUND)
    assert np.array_equal(stand.captured(100), SOUND)
    stand.run(stand.input.close())
    assert (stand.told, stand.input.format, stand.input.listener.runs) == (["open", "closed"], None, False)
    assert Card.made[0].closed.is_set()


def test_another_device_is_heard_in_its_place_without_what_was_heard_before(stand):
    stand.run(stand.input.open(Wanted("mic")))
    Card.made[0].hears(SOUND)
    assert np.array_equal(stand.captured(100), SOUND)
    stand.run(stand.input.open(Wanted("other")))
    assert stand.captured(1) == 0
    assert stand.told == ["open", "closed", "open"]


def test_a_vanished_device_comes_back_and_what_was_heard_is_still_there(stand):
    stand.run(stand.input.open(Wanted("mic")))
    Card.made[0].hears(SOUND[:, :60])
    Card.refused = True
    Card.made[0].alive = False
    stand.until("lost")
    assert np.array_equal(stand.captured(60), SOUND[:, :60])
    Card.refused = False
    stand.until("open")
    Card.made[1].hears(SOUND[:, 60:])
    assert np.array_equal(stand.captured(100), SOUND)


def test_a_device_that_comes_back_at_another_rate_begins_anew(stand):
    stand.run(stand.input.open(Wanted("mic")))
    Card.made[0].hears(SOUND)
    assert np.array_equal(stand.captured(100), SOUND)
    Card.rate = 2000
    Card.made[0].alive = False
    stand.until("lost")
    stand.until("open")
    assert stand.input.format.sample_rate == 2000
    assert stand.captured(1) == 0


def test_a_vanished_device_may_be_closed_and_is_not_tried_again(stand):
    stand.run(stand.input.open(Wanted("mic")))
    Card.refused = True
    Card.made[0].alive = False
    stand.until("lost")
    stand.run(stand.input.close())
    Card.refused = False
    stand.run(asyncio.sleep(0.05))
    assert stand.told == ["open", "lost", "closed"]


def test_a_listener_that_ends_is_told_and_started_again(stand):
    stand.run(stand.input.open(Wanted("mic")))
    stand.input.listener._link.kill()
    stand.until("lost")
    stand.until("open")
    Card.made[-1].hears(SOUND)
    assert np.array_equal(stand.captured(100), SOUND)


@pytest.mark.parametrize("fault", ["refused", "full"])
def test_what_cannot_be_opened_leaves_nothing_open(stand, fault):
    Card.refused, stand.full = fault == "refused", fault == "full"
    with pytest.raises((DeviceError, LimitError)):
        stand.run(stand.input.open(Wanted("mic")))
    assert stand.input.format is None
    assert not stand.input.listener.runs
    assert stand.told == []


def test_the_wire_needs_a_rate_and_no_card(stand):
    with pytest.raises(ArgumentError, match="/input/open wire 1 48000"):
        stand.run(stand.input.open(Wanted("wire")))
    assert stand.run(stand.input.open(Wanted("wire", 0, 500))) == ("wire", 1, 500)
    stand.input.listener.tell("hear", SOUND[:1])
    assert np.array_equal(stand.captured(100), SOUND[:1])
    assert Card.made == []

"""Who may write the input over the wire, and what is told of it."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import BusyError, DeviceError
from oscfactor.session import wire as module
from oscfactor.session.wire import Wire
from tests.support.wire import PATIENCE


class Stand:
    """A wire on a loop of its own, what is heard over it, and what is told."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.heard, self.told, self.answers = [], [], []
        self.wire = Wire(self.loop, self.heard.append, self.tell, lambda: None)

    def tell(self, *event, but_not=None):
        self.told.append((*event[1:], but_not))

    def write(self, client, number, n=10):
        self.wire.write(
            client, lambda *message: self.answers.append((client, *message[1:])), 0, number, np.ones(n)
        )

    def until(self, count):
        async def wait():
            while len(self.told) < count:
                await asyncio.sleep(0.001)

        self.loop.run_until_complete(asyncio.wait_for(wait(), PATIENCE))


@pytest.fixture
def stand():
    stand = Stand()
    stand.wire.open(1, 1000, 1000)
    yield stand
    stand.wire.close()
    stand.loop.close()


def test_blocks_are_heard_as_they_come(stand):
    stand.write("a", 7)
    stand.write("a", 8, 5)
    assert [block.shape for block in stand.heard] == [(1, 10), (1, 5)]


def test_it_must_be_open(stand):
    stand.wire.close()
    with pytest.raises(DeviceError, match="/input/open wire"):
        stand.write("a", 0)


def test_one_client_writes_until_it_has_been_silent(stand, monkeypatch):
    monkeypatch.setattr(module, "TELL_INTERVAL", 0.02)
    stand.write("a", 7)
    with pytest.raises(BusyError, match="a writes the input"):
        stand.write("b", 0)
    stand.until(1)
    (told,) = stand.told
    assert told == ("waiting", "nothing was written for a second; 1 blocks came, 0 were missed", "a")
    assert stand.answers == [("a", *told[:2])]
    stand.write("b", 0)
    assert len(stand.heard) == 2


def test_what_came_and_what_was_missed_is_told_while_it_comes(stand, monkeypatch):
    monkeypatch.setattr(module, "TELL_INTERVAL", 0.02)
    for number in (0, 2, 3, 4, 5, 6):
        stand.write("a", number)
    stand.wire._written_at += 60.0  # it writes on
    stand.until(2)
    assert [event[:2] for event in stand.told] == [("written", "6 blocks came, 1 were missed")] * 2
    assert sum(block.shape[1] for block in stand.heard) == 70


def test_the_last_blocks_behind_a_gap_are_heard_when_no_more_come(stand, monkeypatch):
    monkeypatch.setattr(module, "TELL_INTERVAL", 0.02)
    stand.write("a", 0)
    stand.write("a", 2)
    assert len(stand.heard) == 1
    stand.until(1)
    assert sum(block.shape[1] for block in stand.heard) == 30

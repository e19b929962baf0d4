"""The listener's process from its start to its end, with the real program."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import DeviceError
from oscfactor.realtime.listener_process import ListenerProcess
from tests.support.programs import children
from tests.support.wire import PATIENCE


class Stand:
    """A listener on a loop of its own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.levels, self.lost = [], asyncio.Event()
        self.process = ListenerProcess(self.loop, on_level=self.levels.append, on_lost=self.lost.set)

    def run(self, awaitable):
        return self.loop.run_until_complete(asyncio.wait_for(awaitable, PATIENCE))

    def opened(self):
        self.run(self.process.start())
        self.process.tell("open", 1, 1000, 1.0)
        return self.process


@pytest.fixture
def stand():
    stand = Stand()
    yield stand
    stand.run(stand.process.close())
    stand.run(stand.loop.shutdown_default_executor())
    stand.loop.close()


def victim():
    (found,) = children("oscfactor.realtime.listener")
    return found


def test_sound_goes_there_and_what_is_captured_comes_back_with_levels(stand):
    process = stand.opened()
    sound = np.linspace(0, 1, 500, dtype=np.float32)[None]
    process.tell("hear", sound)
    assert np.array_equal(stand.run(process.captured(500, 0)), sound)
    assert stand.run(process.captured(501, 0)) == 500
    assert stand.levels[0][1].tolist() == [1.0]


def test_closing_ends_the_process_and_tells_its_recordings_before(stand):
    process = stand.opened()
    _, future = process.expect("record", 10**6)
    process.tell("hear", np.ones((1, 30), np.float32))
    stand.run(process.close())
    assert stand.run(future).shape == (1, 30)
    assert not process.runs
    assert not children("oscfactor.realtime.listener")
    assert not stand.lost.is_set()
    with pytest.raises(DeviceError, match="has ended"):
        stand.run(process.captured(1, 0))


def test_a_process_that_is_killed_fails_all_that_was_asked_of_it_and_may_be_started_again(stand):
    process = stand.opened()
    _, future = process.expect("record", 10**6)
    victim().kill()
    stand.run(stand.lost.wait())
    with pytest.raises(DeviceError, match="has ended"):
        stand.run(future)
    stand.opened().tell("hear", np.ones((1, 3), np.float32))
    assert stand.run(process.captured(3, 0)).tolist() == [[1.0, 1.0, 1.0]]

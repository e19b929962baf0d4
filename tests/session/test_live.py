"""Live input in a session: the wire, the real listener, and what is caught."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import ArgumentError, BusyError, DeviceError, LimitError, NotFoundError
from oscfactor.limits import Limits
from oscfactor.session.session import Session
from tests.support.wire import PATIENCE

RATE = 1000


class Stand:
    """A session on a loop of its own, whose input is the wire."""

    def __init__(self, **limits):
        self.loop = asyncio.new_event_loop()
        self.events = []
        self.session = Session(self.loop, Limits(**limits), self.broadcast, live_seconds=2.0)
        self.live, self.number = self.session.live, 0

    def broadcast(self, *event, but_not=None):
        self.events.append(event)

    def run(self, awaitable):
        return self.loop.run_until_complete(asyncio.wait_for(awaitable, PATIENCE))

    def opened(self, channels=1):
        self.run(self.live.open("wire", channels, RATE))
        return self

    def write(self, samples):
        """Write a sound, one channel, in blocks of 100."""
        for block in np.split(samples, range(100, len(samples), 100)):
            self.live.wire.write("me", lambda *_: None, 0, self.number, block)
            self.number += 1
        return samples

    def event(self, address):
        return [event[1:] for event in self.events if event[0] == address]

    def close(self):
        self.session.close()
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()


@pytest.fixture
def stand():
    stand = Stand()
    yield stand
    stand.close()


def noise(n, seed=1):
    return np.random.default_rng(seed).uniform(-1, 1, n).astype(np.float32)


def test_what_was_just_heard_becomes_a_buffer(stand):
    sound = stand.opened().write(noise(1500))
    buffer = stand.run(stand.live.capture("a", 1.0, 0.0))
    assert stand.session.buffers.existing("a") is buffer
    assert (buffer.sample_rate, buffer.samples.flags.writeable) == (RATE, False)
    assert np.array_equal(buffer.samples[0], sound[-1000:])
    earlier = stand.run(stand.live.capture("a", 0.25, 1.25))
    assert np.array_equal(earlier.samples[0], sound[:250])
    assert stand.event("/oscfactor/captured") == [("a", 1, 1000, RATE), ("a", 1, 250, RATE)]
    assert stand.session.buffers.saved("a")[1]  # no file holds it: a session embeds it


@pytest.mark.parametrize(
    ("seconds", "ago", "sentence"),
    [
        (1.0, 0.0, "0.500 s have been heard so far, 1 s are asked for"),
        (0.2, 0.4, "0.500 s have been heard so far, 0.6 s are asked for"),
        (3.0, 0.0, "the last 2 s are kept, 3 s are asked for"),
    ],
)
def test_more_than_was_heard_is_a_sentence(stand, seconds, ago, sentence):
    stand.opened().write(noise(500))
    with pytest.raises(ArgumentError, match=sentence):
        stand.run(stand.live.capture("a", seconds, ago))
    assert "a" not in stand.session.buffers.by_name


def test_nothing_is_caught_while_no_input_is_open(stand):
    for act in (
        lambda: stand.run(stand.live.capture("a", 1.0, 0.0)),
        lambda: stand.live.record("a", 1.0),
    ):
        with pytest.raises(DeviceError, match="no input is open; send /input/open first"):
            act()


def test_a_recording_is_what_comes_until_it_is_stopped(stand):
    stand.opened().write(noise(500))
    assert stand.live.record("a", 0.0) > 100
    sound = stand.write(noise(3000, 2))  # longer than what is kept
    buffer = stand.run(stand.live.stop("a"))
    assert np.array_equal(buffer.samples[0], sound)
    with pytest.raises(NotFoundError, match="recordings: none"):
        stand.run(stand.live.stop("a"))


def test_a_recording_of_so_many_seconds_ends_by_itself(stand):
    stand.opened()
    assert stand.live.record("a", 0.75) == 0.75
    with pytest.raises(BusyError, match="'a' is being recorded already"):
        stand.live.record("a", 0.75)
    sound = stand.write(noise(1000))
    while "a" not in stand.session.buffers.by_name:
        stand.run(asyncio.sleep(0.001))
    assert stand.event("/oscfactor/captured") == [("a", 1, 750, RATE)]
    assert np.array_equal(stand.session.buffers.existing("a").samples[0], sound[:750])


def test_closing_ends_recordings_with_what_was_heard_and_forgets_the_rest(stand):
    stand.opened()
    stand.live.record("a", 0.0)
    sound = stand.write(noise(300))
    stand.run(stand.live.close())
    while "a" not in stand.session.buffers.by_name:
        stand.run(asyncio.sleep(0.001))
    assert np.array_equal(stand.session.buffers.existing("a").samples[0], sound)
    assert (stand.live.n_bytes, stand.live.state.state) == (0, "closed")
    stand.opened()
    with pytest.raises(ArgumentError, match=r"0\.000 s have been heard"):
        stand.run(stand.live.capture("b", 0.1, 0.0))


def test_a_recording_that_is_lost_is_told(stand):
    stand.opened()
    stand.live.record("a", 0.0)
    stand.live.input.listener._link.kill()
    with pytest.raises(DeviceError, match="has ended"):
        stand.run(stand.live.stop("a"))
    ((name, text),) = stand.event("/oscfactor/notice")
    assert (name, "the recording is lost" in text) == ("a", True)


def test_what_is_kept_counts_as_memory_and_must_fit():
    stand = Stand(max_bytes=10_000)
    try:
        stand.opened()
        assert stand.session.memory.n_bytes == 4 * 2 * RATE
        with pytest.raises(LimitError, match="this takes"):
            stand.run(stand.live.capture("a", 1.0, 0.0))
        with pytest.raises(LimitError, match="this takes"):
            stand.live.record("a", 1.0)
        with pytest.raises(LimitError, match="open fewer channels"):
            stand.opened(2)
        assert stand.live.state.state == "closed"
    finally:
        stand.close()


def test_leaves_tell_of_the_input_and_how_loud_it_is(stand):
    state = stand.session.state
    assert state.value("/input/state") == ("closed",)
    stand.opened(2)
    assert [state.value(f"/input/{leaf}") for leaf in ("state", "device", "channels", "sample_rate")] == [
        ("open",),
        ("wire",),
        (2,),
        (RATE,),
    ]
    for number in range(10):
        for channel, value in enumerate((0.5, -0.25)):
            stand.live.wire.write("me", lambda *_: None, channel, number, np.full(10, value))
    stand.run(stand.live.capture("a", 0.1, 0.0))
    assert state.value("/input/level") == (0.5, 0.5)
    assert state.value("/input/1/level") == (0.25,)
    stand.run(stand.live.close())
    assert state.value("/input/level") == (0.0, 0.0)
    assert state.find("/input/1/level") is None


def test_every_change_of_the_input_is_told_and_logged(stand, caplog):
    with caplog.at_level("INFO"):
        stand.opened()
        stand.run(stand.live.close())
    assert [event[0] for event in stand.event("/oscfactor/input")] == ["open", "closed"]
    assert [text.partition(":")[0] for text in caplog.messages if text.startswith("input")] == [
        "input open",
        "input closed",
    ]


def test_what_was_caught_goes_ahead_until_another_sound_stands_in_its_place(stand):
    stand.opened().write(noise(1500))
    stand.run(stand.live.capture("a", 1.0, 0.0))
    buffers = stand.session.buffers
    assert stand.session.jobs.goes_ahead("a")
    buffers.put("a", buffers.existing("a"))
    assert not stand.session.jobs.goes_ahead("a")

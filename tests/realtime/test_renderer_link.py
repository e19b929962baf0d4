"""Talking with the renderer's program, with small programs in its place."""

import weakref
from functools import partial

import numpy as np
import pytest

from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime import renderer_link
from oscfactor.realtime.orders import Orders, Playable, Region
from oscfactor.realtime.program_link import ENDED
from oscfactor.realtime.renderer_link import RendererLink

ECHO = """
import io, pickle, sys
from oscfactor.realtime.parcels import Unpacker
for message in Unpacker(io.BufferedReader(io.FileIO(0))).messages():
    name, *args = message
    if name == "order":
        args = [args[0], args[1].jump, float(args[1].sound.buffer.samples[0, 0])]
    if name == "order_together":
        args = [{number: one.jump for number, one in args[0].items()}]
    if name == "quit":
        sys.exit()
    pickle.dump((name, *args), sys.stdout.buffer)
    sys.stdout.flush()
"""
SAMPLES = np.zeros((1, 5000), np.float32)
SOUND = Playable(Buffer(SAMPLES, 1000))


def orders(jump, sound=SOUND):
    return Orders(sound, Mix.neutral(1), Region(0, 5000), jump=jump)


@pytest.fixture
def linked_to(links):
    """A function that starts a program, by its source."""
    return partial(links, RendererLink)


def test_messages_arrive_in_their_order_and_of_waiting_orders_only_the_last(linked_to, monkeypatch):
    monkeypatch.setattr(renderer_link, "PACE", 60.0)  # what is said after the first message waits
    linked = linked_to(ECHO)
    linked.link.tell(("first",))
    assert linked.next() == ("first",)
    for jump in range(100):
        linked.link.order(1, orders(jump))
        if jump == 50:
            linked.link.tell(("record", 1, True))
            linked.link.order(2, orders(0))
    monkeypatch.setattr(renderer_link, "PACE", 0.0)
    linked.link.close(20)
    got = [linked.next() for _ in range(4)]
    assert got == [("order", 1, 99, 0.0), ("record", 1, True), ("order", 2, 0, 0.0), (ENDED,)]


def test_orders_for_several_players_take_the_place_of_those_that_wait(linked_to, monkeypatch):
    linked = linked_to(ECHO)
    for number in (1, 2):
        linked.link.order(number, orders(0))
        assert linked.next() == ("order", number, 0, 0.0)
    monkeypatch.setattr(renderer_link, "PACE", 60.0)
    linked.link.tell(("first",))
    assert linked.next() == ("first",)
    linked.link.order(1, orders(1))
    linked.link.order(3, orders(1))
    linked.link.order_together({1: orders(2), 2: orders(2), 3: orders(2)})
    linked.link.order(1, orders(3))
    monkeypatch.setattr(renderer_link, "PACE", 0.0)
    linked.link.close(20)
    got = [linked.next() for _ in range(4)]
    assert got[:2] == [("order", 3, 2, 0.0), ("order_together", {1: 2, 2: 2})]
    assert got[2:] == [("order", 1, 3, 0.0), (ENDED,)]


def test_samples_written_into_a_sound_cross_by_its_number(linked_to):
    linked = linked_to(ECHO)
    linked.link.order(1, orders(0))
    assert linked.next() == ("order", 1, 0, 0.0)
    linked.link.write(SAMPLES, 0, 7, np.ones(2, np.float32))
    name, number, channel, offset, samples = linked.next()
    assert (name, channel, offset, samples.tolist()) == ("write", 0, 7, [1.0, 1.0])
    assert isinstance(number, int)
    linked.link.tell(("forget",))
    linked.link.write(SAMPLES, 0, 7, np.ones(2, np.float32))
    assert linked.next()[0] == "forget"
    assert linked.next()[1] is None  # the other side has let go of the sound


def test_an_end_is_told_whoever_brought_it_about(linked_to):
    linked = linked_to(ECHO)
    linked.link.tell(("quit",))
    assert linked.next() == (ENDED,)
    linked.link.tell(("more",))  # nobody reads it, and nobody is hurt
    linked.link.close(20)


def test_of_a_player_that_is_removed_before_the_program_heard_of_it_nothing_is_sent(linked_to, monkeypatch):
    monkeypatch.setattr(renderer_link, "PACE", 60.0)  # what is said after the first message waits
    linked = linked_to(ECHO)
    linked.link.tell(("first",))
    assert linked.next() == ("first",)
    sounds = [Playable(Buffer(np.zeros((1, 5000), np.float32), 1000)) for _ in range(20)]
    held = [weakref.ref(sound) for sound in sounds]
    for number, sound in enumerate(sounds):
        linked.link.tell(("record", number, True))
        linked.link.order(number, orders(0, sound))
        linked.link.write(sound.buffer.samples, 0, 0, np.ones(2, np.float32))
        assert linked.link.withdraw(number)
        assert not linked.link.withdraw(number)
    del sounds, sound
    assert [ref() for ref in held] == [None] * 20
    monkeypatch.setattr(renderer_link, "PACE", 0.0)
    linked.link.close(20)
    got = [linked.next() for _ in range(21)]
    assert got[-1] == (ENDED,)
    assert {message[:2] for message in got[:-1]} == {("write", None)}


def test_a_program_that_does_not_read_is_ended_before_the_samples_for_it_take_much_memory(
    linked_to, monkeypatch
):
    monkeypatch.setattr(renderer_link, "MAX_WAITING", 4_000_000)
    linked = linked_to("import time; time.sleep(60)")
    samples = np.zeros(250_000, np.float32)
    for _ in range(12):
        linked.link.write(SAMPLES, 0, 0, samples)
    assert linked.next() == (ENDED,)

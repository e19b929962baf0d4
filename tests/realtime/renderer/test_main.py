"""The renderer's messages, carried out in this process with a ring that a test empties."""

import contextlib
import queue
import threading
import time
from dataclasses import asdict, replace

import numpy as np
import pytest

from oscfactor.dsp.render.frames import SoundFrames
from oscfactor.dsp.transform.stft import Stft, frozen
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.orders import BLOCK, SUM, MasterOrders, Orders, Playable, Region
from oscfactor.realtime.renderer import __main__ as program
from oscfactor.realtime.renderer.__main__ import Renderer
from oscfactor.realtime.ring import Ring
from oscfactor.realtime.sharedring import RingShape
from tests.support.wire import PATIENCE

RATE = 48000
N = 8 * BLOCK
SAMPLES = np.random.default_rng(0).uniform(-0.5, 0.5, (2, N)).astype(np.float32)
ORDERS = Orders(Playable(Buffer(SAMPLES, RATE)), Mix.neutral(1), Region(0, N))


class Messages:
    """The daemon's messages, as a test sends them."""

    def __init__(self):
        self._queue = queue.SimpleQueue()

    def put(self, *message):
        self._queue.put(message)

    def messages(self):
        yield from iter(self._queue.get, ("end",))


class Rig:
    """A renderer on a thread of its own, its ring, and what it tells."""

    def __init__(self):
        self.sent, self.told, self.levels = Messages(), queue.SimpleQueue(), queue.SimpleQueue()
        self.renderer = Renderer(self.sent, self.tell)
        self.thread = threading.Thread(target=self.renderer.run)
        self.thread.start()
        self.ring = Ring(16384, 2)
        self.reader = RingReader(*asdict(self.ring.shape).values())

    def tell(self, *message):
        (self.levels if message[0] == "level" else self.told).put(message)

    def open(self):
        self.sent.put("open", self.ring.shape, RATE, 4 * BLOCK)

    def read(self, n_blocks):
        """Return the next blocks as soon as they are rendered, (2, n_samples)."""
        out = np.zeros((n_blocks * BLOCK, 2), np.float32)
        for block in np.split(out, n_blocks):
            n_read = self.ring.n_read
            while self.ring.n_read == n_read:  # a ring that rests gives nothing
                assert self.thread.is_alive()
                if self.ring.n_waiting >= BLOCK:
                    self.reader.read(memoryview(block).cast("B"), BLOCK, 0, False)
        return out.T

    def until(self, name, number):
        """Read blocks until a message of this name about a player comes, and return the rest of it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                got = self.told.get(timeout=0.005)
                if got[:2] == (name, number):
                    return got[2:]
                continue
            if self.ring.n_waiting >= BLOCK:
                self.reader.read(memoryview(bytearray(8 * BLOCK)), BLOCK, 0, False)
        raise AssertionError(f"no {name} of {number}")

    def close(self):
        self.sent.put("end")
        self.thread.join(20)
        self.reader.close()
        self.ring.close()


@pytest.fixture
def rig():
    rig = Rig()
    yield rig
    rig.close()


def test_orders_are_played_told_and_end(rig):
    rig.open()
    rig.sent.put("order", 1, ORDERS)
    assert np.array_equal(rig.read(8), SAMPLES)
    assert rig.until("piece", 1) == ((0.0, 0.0, 1.0),)
    assert rig.until("finished", 1) == (0, "")


def test_orders_without_a_ring_are_left_alone(rig):
    rig.sent.put("order", 1, ORDERS)
    rig.sent.put("open", RingShape("no such memory", 64, 2), RATE, 64)
    rig.sent.put("order", 2, ORDERS)
    rig.open()
    rig.sent.put("order", 3, ORDERS)
    assert np.array_equal(rig.read(8), SAMPLES)
    assert rig.until("finished", 3) == (0, "")


def test_a_player_that_has_ended_begins_again_where_it_is_told_to_jump(rig):
    rig.open()
    rig.sent.put("order", 1, ORDERS)
    rig.read(8)
    rig.until("finished", 1)
    rig.sent.put("order", 1, ORDERS.jumping(float(4 * BLOCK)))
    assert rig.until("piece", 1)[0][1:] == (4.0 * BLOCK, 1.0)
    assert rig.until("finished", 1) == (1, "")


def test_components_wait_for_the_rehearsal_and_plain_sounds_do_not(rig, monkeypatch):
    rehearsing, go_on = threading.Event(), threading.Event()

    def rehearse():
        rehearsing.set()
        assert go_on.wait(PATIENCE)

    monkeypatch.setattr(program, "rehearse", rehearse)
    rig.open()
    rig.sent.put("order", 1, replace(ORDERS, sound=factorized()))
    rig.sent.put("rehearse")
    assert rehearsing.wait(PATIENCE)
    rig.sent.put("order", 2, ORDERS)
    assert np.array_equal(rig.read(8), SAMPLES)
    told = [rig.told.get(timeout=PATIENCE) for _ in range(3)]
    assert [message[:2] for message in told] == [("piece", 2), ("piece", 2), ("finished", 2)]
    go_on.set()
    assert rig.until("piece", 1)[0][1:] == (0.0, 1.0)


def test_what_is_stopped_before_the_rehearsal_is_over_ends_at_once(rig):
    rig.open()
    waiting = replace(ORDERS, sound=factorized())
    rig.sent.put("order", 1, waiting)
    rig.sent.put("order", 1, replace(waiting, stopping=True))
    assert rig.until("finished", 1) == (0, "")


def factorized():
    """Return the sound with two components."""
    random, stft = np.random.default_rng(0), Stft(window=256, hop=64, fft=256)
    W = frozen(random.random((2, stft.n_bins)))
    H = frozen(random.random((2, stft.n_frames(N), 2)))
    return Playable(Buffer(SAMPLES, RATE), SoundFrames(SAMPLES, stft, W, H, None), 2)


def test_blocks_of_a_player_that_is_recorded_come_back(rig):
    rig.open()
    rig.sent.put("record", 1, True)
    rig.sent.put("order", 1, ORDERS)
    rig.read(8)
    recorded = np.concatenate([rig.until("recorded", 1)[0] for _ in range(8)], axis=1)
    assert np.array_equal(recorded, SAMPLES)


def test_a_player_that_is_removed_ends_without_a_word(rig):
    rig.open()
    rig.sent.put("order", 1, replace(ORDERS, region=Region(0, N, loop=True)))
    rig.sent.put("order", 2, replace(ORDERS, stopping=True))
    rig.sent.put("remove", 1)
    rig.read(1)
    assert rig.until("finished", 2) == (0, "")
    rig.sent.put("order", 3, ORDERS)
    assert rig.until("piece", 3)


def test_orders_for_several_players_begin_with_the_same_sample(rig):
    """One goes as far down as the other goes up: in step, their sum stays what it was."""
    rig.open()
    still = Playable(Buffer(np.full((1, N), 0.25, np.float32), RATE))
    looped = replace(ORDERS, sound=still, region=Region(0, N, loop=True))
    for number in (1, 2):
        rig.sent.put("order", number, looped)
    while rig.read(1).max() < 0.5:
        pass
    rig.sent.put(
        "order_together",
        {
            1: replace(looped, mix=looped.mix.with_gain(0, 0.0, 0.1)),
            2: replace(looped, mix=looped.mix.with_gain(0, 2.0, 0.1)),
        },
    )
    assert np.abs(rig.read(60) - 0.5).max() < 1e-6
    rig.sent.put("remove", 1)
    while rig.read(1).max() != 0.5:  # the second has arrived
        pass


def test_the_sum_of_all_is_recorded_and_changed_also_where_nothing_plays(rig):
    rig.open()
    rig.sent.put("record", SUM, True)
    assert not rig.until("recorded", SUM)[0].any()
    rig.sent.put("master", MasterOrders(gain=0.5))
    rig.sent.put("order", 1, replace(ORDERS, region=Region(0, N, loop=True)))
    deadline = time.monotonic() + 20
    while not rig.until("recorded", SUM)[0].any():
        assert time.monotonic() < deadline
    assert 0.2 < np.abs(rig.until("recorded", SUM)[0]).max() <= 0.25
    rig.sent.put("record", SUM, False)
    rms, peak = rig.levels.get(timeout=20)[1]
    assert 0.0 <= rms <= peak <= 0.5

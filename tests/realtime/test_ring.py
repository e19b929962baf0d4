"""A ring between a writer and a reader: samples in their order, counters, and shared memory."""

import threading
import time
from dataclasses import asdict

import numpy as np
import pytest

from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.orders import BLOCK
from oscfactor.realtime.ring import CAPACITY, Ring, capacity_for, length_ahead
from tests.support.rings import numbers, read


def test_samples_come_out_as_they_went_in_across_the_seam(ring, reader):
    ring.set_active(True)
    for start in range(0, 400, 40):
        ring.write(numbers(start, start + 40))
        assert np.array_equal(read(reader, 40), numbers(start, start + 40))
    assert (ring.n_underruns, ring.n_calls, ring.largest_block) == (0, 10, 40)


def test_what_does_not_fit_is_refused_whole(ring):
    ring.write(numbers(0, 60))
    with pytest.raises(ValueError, match="do not fit"):
        ring.write(numbers(0, 5))
    assert ring.n_written == 60


def test_two_threads_pass_a_long_run_unharmed(ring, reader):
    ring.set_active(True)
    n = 50_000
    got = []

    def consume():
        while sum(part.shape[1] for part in got) < n:
            if ring.n_waiting >= 16:
                got.append(read(reader, 16))
            else:
                time.sleep(0)  # the other thread's turn

    thread = threading.Thread(target=consume)
    thread.start()
    at = 0
    while at < n:
        if ring.shape.capacity - ring.n_waiting >= 20:
            ring.write(numbers(at, at + 20))
            at += 20
        else:
            time.sleep(0)
    thread.join()
    assert np.array_equal(np.concatenate(got, 1), numbers(0, n))
    assert ring.n_underruns == 0


@pytest.fixture
def wide():
    """A ring of a usual size, and its reader."""
    ring = Ring(CAPACITY, 2)
    reader = RingReader(*asdict(ring.shape).values())
    yield ring, reader
    reader.close()
    ring.close()


@pytest.mark.parametrize(
    ("n_latency", "ahead"), [(0, 40 + 2 * BLOCK), (2048, 2048), (CAPACITY + 1, CAPACITY)]
)
def test_it_is_kept_as_full_as_the_latency_or_the_device_wants_or_as_it_can_be(wide, n_latency, ahead):
    ring, reader = wide
    for n in (8, 40, 8):
        read(reader, n)
    assert length_ahead(ring, n_latency) == ahead


def test_blocks_that_are_asked_for_at_once_are_one_drain(wide):
    ring, reader = wide
    for _ in range(5):
        read(reader, 100, now_ns=7_000_000)
    assert (ring.largest_block, ring.largest_drain) == (100, 300)
    read(reader, 200, now_ns=17_000_000)
    assert ring.largest_drain == 300


@pytest.mark.parametrize(("n_latency", "n_block"), [(960, 0), (19200, 256), (48_000, 8192), (0, 8192)])
def test_there_is_room_for_the_latency_and_for_blocks_at_once(n_latency, n_block):
    assert capacity_for(n_latency, n_block) >= max(n_latency, 3 * n_block + 2 * BLOCK)


def test_a_ring_that_is_joined_is_the_same_memory(ring, reader):
    ring.set_active(True)
    joined = Ring(ring.shape.capacity, ring.shape.n_channels, ring.shape.name)
    joined.write(numbers(3, 9))
    joined.set_worked(2_000_000_000)
    assert np.array_equal(read(reader, 6), numbers(3, 9))
    assert (joined.n_read, ring.n_written, ring.seconds_worked) == (6, 6, 2.0)
    joined.close()
    ring.write(numbers(0, 4))
    assert np.array_equal(read(reader, 4), numbers(0, 4))  # the memory stays until its maker removes it

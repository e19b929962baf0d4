"""The writer's end of a ring of input: it copies, loses what does not fit, and counts; without NumPy."""

import subprocess
import sys

import numpy as np
import pytest

from oscfactor.realtime.card.ringwriter import RingWriter
from oscfactor.realtime.inputring import InputRing
from tests.support.rings import numbers


@pytest.fixture
def ring():
    ring = InputRing(64, 2)
    yield ring
    ring.close()


@pytest.fixture
def writer(ring):
    writer = RingWriter(ring.shape.name, 64, 2)
    yield writer
    writer.close()


def write(writer, samples, late=False):
    writer.write(memoryview(samples.T.tobytes()), samples.shape[1], 5, late)


def test_blocks_of_any_length_come_out_as_they_went_in(ring, writer):
    n = 0
    for length in (1, 40, 64, 17, 33, 64, 2):
        write(writer, numbers(n, n + length))
        assert np.array_equal(ring.taken(), numbers(n, n + length))
        n += length
    assert (ring.n_written, ring.n_calls, ring.largest_block, ring.n_lost) == (n, 7, 64, 0)
    assert ring.taken().shape == (2, 0)


def test_what_does_not_fit_is_lost_and_counted(ring, writer):
    write(writer, numbers(0, 50))
    write(writer, numbers(50, 100), late=True)
    write(writer, numbers(100, 150))
    assert np.array_equal(ring.taken(), numbers(0, 64))
    assert (ring.n_lost, ring.n_late) == (36 + 50, 1)


def test_another_process_writes_it_and_leaves_the_memory_there(ring):
    code = (
        "from oscfactor.realtime.card.ringwriter import RingWriter\n"
        f"writer = RingWriter({ring.shape.name!r}, 64, 2)\n"
        f"writer.write(memoryview(bytes.fromhex({numbers(3, 7).T.tobytes().hex()!r})), 4, 7, False)\n"
        "writer.close()\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stderr == ""
    assert np.array_equal(ring.taken(), numbers(3, 7))

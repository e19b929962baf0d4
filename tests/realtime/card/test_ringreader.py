"""The reader's end of the ring: it copies, fills up with silence, and counts; without NumPy."""

import subprocess
import sys

import numpy as np

from tests.support.rings import numbers, read


def test_too_few_samples_are_followed_by_silence_and_counted(ring, reader):
    ring.set_active(True)
    ring.write(numbers(0, 10))
    out = read(reader, 16)
    assert np.array_equal(out[:, :10], numbers(0, 10))
    assert not out[:, 10:].any()
    assert (ring.n_underruns, ring.n_read) == (1, 10)


def test_what_the_sound_system_itself_is_late_with_is_counted_apart(ring, reader):
    ring.set_active(True)
    ring.write(numbers(0, 10))
    read(reader, 10, late=True)
    assert (ring.n_underruns, ring.n_late) == (0, 1)


def test_a_resting_ring_plays_silence_and_counts_nothing(ring, reader):
    ring.write(numbers(0, 10))
    assert not read(reader, 16).any()
    assert (ring.n_underruns, ring.n_read, ring.n_waiting) == (0, 0, 10)


def test_another_process_reads_it_and_leaves_the_memory_there(ring):
    ring.set_active(True)
    ring.write(numbers(1, 5))
    code = (
        "from oscfactor.realtime.card.ringreader import RingReader\n"
        f"reader = RingReader({ring.shape.name!r}, 64, 2)\n"
        "out = bytearray(32)\n"
        "reader.read(memoryview(out), 4, 7_000_000_000, False)\n"
        "print(out.hex())\n"
        "reader.close()\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stderr == ""
    got = np.frombuffer(bytes.fromhex(out.stdout.strip()), np.float32).reshape(4, 2).T
    assert np.array_equal(got, numbers(1, 5))
    assert ring.reading() == (4, 7.0, 1)
    ring.write(numbers(0, 3))

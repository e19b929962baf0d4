"""A ring of input as its maker sees it; `card/test_ringwriter.py` fills one."""

from multiprocessing.shared_memory import SharedMemory

import pytest

from oscfactor.realtime.inputring import MAX_BYTES, InputRing, input_capacity


def test_closing_removes_the_memory_but_not_by_who_has_joined():
    ring = InputRing(32, 3)
    joined = InputRing(32, 3, ring.shape.name)
    assert joined.shape == ring.shape
    joined.close()
    InputRing(32, 3, ring.shape.name).close()
    ring.close()
    with pytest.raises(FileNotFoundError):
        SharedMemory(ring.shape.name)


def test_it_holds_two_seconds_or_what_shared_memory_has_room_for():
    assert input_capacity(2, 48000) == 96000
    assert 4 * 128 * input_capacity(128, 192000) <= MAX_BYTES
    assert input_capacity(128, 192000) > 8192

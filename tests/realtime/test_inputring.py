"""A ring of input as its maker sees it; `card/test_ringwriter.py` fills one."""

from oscfactor.realtime.inputring import MAX_BYTES, input_capacity


def test_it_holds_two_seconds_or_what_shared_memory_has_room_for():
    assert input_capacity(2, 48000) == 96000
    assert 4 * 128 * input_capacity(128, 192000) <= MAX_BYTES
    assert input_capacity(128, 192000) > 8192

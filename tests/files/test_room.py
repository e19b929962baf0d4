"""The memory for what is read from a file."""

import pytest

from oscfactor.errors import LimitError
from oscfactor.files.room import Room


def test_what_is_taken_is_gone_and_what_was_beside_it_is_free_again():
    room = Room("the file", 10)
    room.take(4, beside=6)
    assert room.n_left == 6
    room.take(6)
    with pytest.raises(LimitError):
        room.take(1)


def test_a_refusal_takes_nothing_and_tells_all_that_the_file_needs():
    room = Room("the file", 5e6)
    room.take(3_000_000)
    with pytest.raises(LimitError, match=r"^the file takes 7 MB or more and 5 MB are free: free a buffer"):
        room.take(2_000_000, beside=2_000_000)
    room.take(2_000_000)
    assert room.n_left == 0

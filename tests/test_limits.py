"""How much a session may take."""

import pytest

from oscfactor.errors import ArgumentError, LimitError
from oscfactor.limits import Limits, check_index, check_offset, factorization_bytes


def test_what_is_free_is_never_less_than_nothing():
    limits = Limits(max_bytes=100)
    assert [limits.free(used) for used in (0, 40, 100, 120)] == [100, 60, 0, 0]


def test_what_fits_to_the_last_byte_is_let_in():
    limits = Limits(max_bytes=100)
    limits.check_bytes(60, 40)
    with pytest.raises(LimitError, match="max_memory"):
        limits.check_bytes(61, 40)


def test_a_factorisation_takes_the_spectrogram_and_half_as_much():
    assert factorization_bytes(2, 100, 1025) == 1.5 * 4 * 2 * 100 * 1025


def test_a_range_begins_at_the_end_at_the_latest():
    check_offset(5, 5)
    with pytest.raises(ArgumentError):
        check_offset(6, 5)
    check_index("channel", 1, 2)
    for index in (-1, 2):
        with pytest.raises(ArgumentError, match="counted from 0"):
            check_index("channel", index, 2)

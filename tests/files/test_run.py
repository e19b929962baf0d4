"""The numbers of a session file, taken out of it array by array."""

import io

import numpy as np
import pytest

from oscfactor.errors import LimitError
from oscfactor.files.room import Room
from oscfactor.files.run import BadNumbersError, Run
from tests.support.numbers import run_of


def test_an_array_is_taken_from_its_place_read_only():
    run = run_of(np.arange(10))
    array = run.array({"at": 4, "shape": [2, 3]}, "activation", (2, 3))
    assert array.tolist() == [[4, 5, 6], [7, 8, 9]]
    assert not array.flags.writeable


@pytest.mark.parametrize(
    "place",
    [{"at": 5, "shape": [2, 3]}, {"at": -1, "shape": [2, 3]}, {"at": 0, "shape": [3, 2]}, {"at": 0}, None],
)
def test_an_array_that_is_not_there_is_refused(place):
    with pytest.raises((TypeError, ValueError)) as refusal:
        run_of(np.arange(10)).array(place, "activation", (2, 3))
    assert not isinstance(refusal.value, BadNumbersError)


def test_arrays_may_not_take_more_numbers_than_the_file_has():
    run = run_of(np.zeros(10))
    run.array({"at": 0, "shape": [8]}, "activation", (8,))
    with pytest.raises(ValueError, match="more numbers than it has"):
        run.array({"at": 0, "shape": [8]}, "activation", (8,))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_bad_numbers_are_told_apart_from_a_bad_document(bad):
    run = run_of([0, bad, 1])
    with pytest.raises(BadNumbersError):
        run.array({"at": 0, "shape": [3]}, "activation", (3,))


def test_an_array_is_refused_before_memory_is_taken_for_it():
    run = run_of(np.zeros(10), room=40)
    run.array({"at": 0, "shape": [4]}, "activation", (4,))
    with pytest.raises(LimitError, match=r"the file takes .* or more"):
        run.array({"at": 4, "shape": [6]}, "activation", (6,), turned=True)
    assert run.array({"at": 4, "shape": [6]}, "activation", (6,)).size == 6


def test_what_lies_between_arrays_is_passed_over():
    run = run_of(np.arange(10))
    assert run.array({"at": 1, "shape": [2]}, "activation", (2,)).tolist() == [1, 2]
    assert run.array({"at": 8, "shape": [2]}, "activation", (2,)).tolist() == [8, 9]
    run.finish()


def test_numbers_that_end_too_soon_are_no_array():
    run = Run(io.BytesIO(np.zeros(6, "<f4").tobytes()), 10, Room("the file", 1e9))
    with pytest.raises(EOFError, match="end before they should"):
        run.array({"at": 0, "shape": [10]}, "activation", (10,))

"""Values of a document: each as it should be, or refused."""

import numpy as np
import pytest

from oscfactor.errors import OscFactorError
from oscfactor.files.fields import (
    BadNumbersError,
    Run,
    by_index,
    choice,
    listed,
    number,
    record,
    shape_of,
    switch,
    text,
    whole,
)

REFUSALS = (LookupError, TypeError, ValueError, AttributeError, OverflowError, OscFactorError)


def test_values_in_their_range_come_back():
    assert whole(3, "a count", 3, 3) == 3
    assert number(1, "a gain", 0, 1) == 1.0
    assert text("drums", "a name", longest=5) == "drums"
    assert switch(True, "a mute") is True
    assert choice("b", "a phase", ("a", "b")) == "b"
    assert listed([1, 2], "pairs", most=2) == [1, 2]
    assert record({"a": 1, "b": 2}, "a", "b") == {"a": 1, "b": 2}
    assert by_index({"0": "x", "2": "y"}, "bases", 3) == {0: "x", 2: "y"}
    assert shape_of({"at": 0, "shape": [2, 3]}) == (2, 3)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: whole(2, "a count", 3, 4),
        lambda: whole(5, "a count", 3, 4),
        lambda: whole(True, "a count", 0, 4),
        lambda: whole(3.0, "a count", 0, 4),
        lambda: number(1.1, "a gain", 0, 1),
        lambda: number(-0.1, "a gain", 0, 1),
        lambda: number(float("nan"), "a gain", 0, 1),
        lambda: number(True, "a gain", 0, 1),
        lambda: text("drums", "a name", longest=4),
        lambda: text("", "a name", longest=4, empty=False),
        lambda: text(7, "a name", longest=4),
        lambda: switch(1, "a mute"),
        lambda: choice("c", "a phase", ("a", "b")),
        lambda: listed([1, 2, 3], "pairs", most=2),
        lambda: listed("ab", "pairs"),
        lambda: record({"a": 1}, "a", "b"),
        lambda: record({"a": 1, "b": 2}, "a"),
        lambda: by_index({"3": "x"}, "bases", 3),
        lambda: by_index({"-1": "x"}, "bases", 3),
    ],
)
def test_others_are_refused(refused):
    with pytest.raises(REFUSALS):
        refused()


def test_an_array_is_taken_from_its_place_read_only():
    run = Run(np.arange(10, dtype=np.float32))
    array = run.array({"at": 4, "shape": [2, 3]}, "activation", (2, 3))
    assert array.tolist() == [[4, 5, 6], [7, 8, 9]]
    assert not array.flags.writeable


@pytest.mark.parametrize(
    "place",
    [{"at": 5, "shape": [2, 3]}, {"at": -1, "shape": [2, 3]}, {"at": 0, "shape": [3, 2]}, {"at": 0}, None],
)
def test_an_array_that_is_not_there_is_refused(place):
    with pytest.raises(REFUSALS) as refusal:
        Run(np.arange(10, dtype=np.float32)).array(place, "activation", (2, 3))
    assert not isinstance(refusal.value, BadNumbersError)


def test_arrays_may_not_take_more_numbers_than_the_file_has():
    run = Run(np.zeros(10, np.float32))
    run.array({"at": 0, "shape": [8]}, "activation", (8,))
    with pytest.raises(REFUSALS, match="more numbers than it has"):
        run.array({"at": 0, "shape": [8]}, "activation", (8,))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_bad_numbers_are_told_apart_from_a_bad_document(bad):
    run = Run(np.array([0, bad, 1], np.float32))
    with pytest.raises(BadNumbersError):
        run.array({"at": 0, "shape": [3]}, "activation", (3,))

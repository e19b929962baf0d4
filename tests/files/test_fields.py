"""Values of a document: each as it should be, or refused."""

import pytest

from oscfactor.errors import OscFactorError
from oscfactor.files.fields import by_index, choice, listed, number, record, switch, text, whole

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
        lambda: text("a\0b", "a path", longest=4),
        lambda: text("a\ud800", "a path", longest=4),
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

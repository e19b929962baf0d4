"""The values of a message become arguments, or a sentence that says what would be right."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


def test_an_option_stands_by_place_or_by_name_in_any_order():
    row = COMMANDS["/buffer/load"]
    expected = {"name": "a", "path": "b", "start": 1.0, "duration": 2.0}
    assert row.bind(["a", "b", 1, 2]) == expected
    assert row.bind(["a", "b", "duration", 2, "start", 1]) == expected
    assert row.bind(["a", "b", 1, "duration", 2.0]) == expected


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "name is missing"),
        ([7.5, "b"], "name must be text"),
        (["a", "b", "begin", 1], "no option 'begin'"),
        (["a", "b", "start"], "option start has no value"),
        (["a", "b", "start", 1, "start", 2], "given twice"),
        (["a", "b", "start", float("nan")], "finite"),
        (["a", "b", "start", float("inf")], "finite"),
        (["a", "b", "start", -1], "at least 0"),
        (["a", "b", 1, 2, 3], "name must stand before 3"),
        (["a/b", "b"], "holds '/'"),
        (["a\nb", "b"], "holds"),
        (["", "b"], "must not be empty"),
        (["a" * 65, "b"], "65 characters"),
    ],
)
def test_what_does_not_bind_says_what_would_be_right(args, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        COMMANDS["/buffer/load"].bind(args)


@pytest.mark.parametrize("number", [7, 7.0])  # as from `[clone]`, or from `b.bufnum`
def test_a_buffer_may_be_named_by_a_whole_number(number):
    assert COMMANDS["/buffer/info"].bind([number]) == {"name": "7"}
    assert COMMANDS["/player/stop"].bind([number])["name"] == "7"
    bound = COMMANDS["/buffer/factorize"].bind(["a", 2, "bases", number])
    assert bound["bases"] == "7"

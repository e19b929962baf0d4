"""What OSCQuery tells of leaves, commands and containers."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leaves import LEAVES
from oscfactor.web.nodes import ATTRIBUTES, UNITS, of_command, of_container, of_leaf
from tests.support.faketree import GAIN, LEVEL, NAME, Row


def test_a_leaf_that_can_be_set():
    assert of_leaf(GAIN) == {
        "ACCESS": 3,
        "DESCRIPTION": "A gain.",
        "TAGS": ["leaf"],
        "TYPE": "f",
        "RANGE": [{"MIN": 0.0, "MAX": 16.0}],
        "EXTENDED_TYPE": ["gain"],
    }


def test_a_leaf_that_is_only_read_with_a_unit_for_one_of_two_values():
    told = of_leaf(LEVEL)
    assert (told["ACCESS"], told["TYPE"]) == (1, "ff")
    assert told["UNIT"] == ["gain.db", None]
    assert "RANGE" not in told


def test_choices_are_a_range_of_values():
    assert of_leaf(NAME)["RANGE"] == [{"VALS": ["a", "b"]}]


def test_the_range_of_a_whole_number_is_whole():
    row = Row((Arg("mute", "i", "…", 0, minimum=0, maximum=1),), "A mute.", True)
    limits = of_leaf(row)["RANGE"][0]
    assert {name: type(limit) for name, limit in limits.items()} == {"MIN": int, "MAX": int}


def test_a_unit_that_the_proposal_does_not_know_is_told_as_it_is():
    (unit,) = of_leaf(Row((Arg("speed", "f", "…", 1.0, unit="bananas"),), "A speed.", True))["UNIT"]
    assert "bananas" not in UNITS
    assert unit == "bananas"


def test_a_command_is_a_method_that_can_only_be_written():
    told = of_command(COMMANDS["/buffer/load"])
    assert (told["ACCESS"], told["TYPE"], told["CRITICAL"]) == (2, "ss", True)
    assert told["EXTENDED_TYPE"] == ["name", "filepath"]
    assert "/buffer/load name path" in told["DESCRIPTION"]


def test_a_command_without_arguments_is_a_button():
    assert of_command(COMMANDS["/status"])["TYPE"] == "I"


def test_a_container_has_no_value():
    assert of_container() == {"ACCESS": 0}
    assert of_container("the sounds") == {"ACCESS": 0, "DESCRIPTION": "the sounds"}


def test_whatever_stands_in_the_tables_is_told_in_the_words_that_host_info_lists():
    for told in (*map(of_leaf, LEAVES.values()), *map(of_command, COMMANDS.values())):
        assert told.keys() <= ATTRIBUTES
        for name in told.keys() & {"RANGE", "UNIT", "EXTENDED_TYPE"}:
            assert len(told[name]) == len(told["TYPE"]), told  # an entry for each value

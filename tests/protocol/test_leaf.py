"""What one row of the table of leaves says of itself."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.leaf import Leaf

GAIN = Leaf("/sound/{name}/{k}/gain", (Arg("gain", "f", "the gain"),), "How loud.", "/component/gain")
LEVEL = Leaf("/master/level", (Arg("rms", "f", "mean"), Arg("peak", "f", "highest")), "How loud it is.")


def test_a_row_tells_places_types_and_how_it_is_written():
    assert (GAIN.places, GAIN.types) == (("name", "k"), "f")
    assert GAIN.signature == "/sound/{name}/{k}/gain gain"
    assert (LEVEL.places, LEVEL.types, LEVEL.signature) == ((), "ff", "/master/level rms peak")


def test_a_row_says_how_it_is_set_or_that_it_is_only_read():
    assert GAIN.text == "How loud. Set by /component/gain too."
    assert LEVEL.text == "How loud it is. It can only be read."


def test_an_address_holds_any_name_and_stays_one_leafs():
    assert GAIN.address({"name": "a/{k} 1", "k": 3}) == "/sound/a%2F%7Bk%7D%201/3/gain"

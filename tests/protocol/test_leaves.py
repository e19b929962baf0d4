"""The table of leaves is well formed, and agrees with that of commands; what an address of a leaf means."""

import re

import pytest

from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leaf import Leaf
from oscfactor.protocol.leaves import HEADS, LEAVES, find, reaches_leaves, set_by
from oscfactor.protocol.patterns import Pattern
from oscfactor.protocol.wire import quoted, unquoted

ROWS = list(LEAVES.values())
rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.template)


@rows
def test_a_row_is_well_formed(row: Leaf):
    assert re.fullmatch(r"(/[a-z_]+|/\{[a-z]+\}){2,5}", row.template)
    assert row.doc.endswith(".")
    assert row.values
    for arg in row.values:
        assert not arg.required
        assert arg.default in (None, "") or arg.coerce(arg.default) == arg.default


@rows
def test_a_row_takes_what_its_command_takes(row: Leaf):
    if not row.settable:
        assert not row.off
        return
    n = len(row.places)
    taken = [arg.name for arg in COMMANDS[row.command].args]
    if row.off:
        assert [list(row.places)] * 2 == [taken, [arg.name for arg in COMMANDS[row.off].args]]
        return
    assert taken == [*row.places, *(arg.name for arg in row.values)]
    for mine, theirs in zip(row.values, COMMANDS[row.command].args[n:], strict=True):
        for field in ("type", "minimum", "maximum", "choices", "unit", "given"):
            assert getattr(mine, field) == getattr(theirs, field), field


@rows
def test_an_address_is_found_again(row: Leaf):
    places = {place: "50 % of it" if place == "name" else 12 for place in row.places}
    address = row.address(places)
    found = find(address)
    assert found is not None
    assert (found.row, found.places, found.address) == (row, places, address)


def test_two_rows_never_mean_one_address():
    shapes = [re.sub(r"\{(?!name)\w+\}", "0", t).replace("{name}", "n") for t in LEAVES]
    assert [found.row.template for s in shapes if (found := find(s))] == list(LEAVES)


@pytest.mark.parametrize("name", ["drums", "my drüm 50%", "a#b*c,d?e[f]g{h}", "%41", "鼓🥁", "100%"])
def test_a_name_is_the_same_again(name):
    assert unquoted(quoted(name)) == name
    assert not set(quoted(name)) & set(" #*,?[]{}/")


def test_a_name_that_means_several_is_no_leafs():
    assert find("/sound/%2A/gain") is None
    assert find("/sound/%7Ba%2Cb%7D/gain") is None


def test_what_no_leaf_is_written_like():
    for address in ("/sound", "/sound/a", "/sound/a/-1/gain", "/sound/a/1.0/gain", "/sound/a/٣/gain"):
        assert find(address) is None, address


@pytest.mark.parametrize(
    ("pattern", "over_leaves"),
    [
        ("/sound/*/gain", True),
        ("/s*d//gain", True),
        ("/sound//", True),
        ("/*/gain", False),  # as ever: /component/gain and /player/gain
        ("//gain", False),
        ("/player/*", False),
        ("/x*", False),
    ],
)
def test_a_pattern_is_over_leaves_or_over_commands(pattern, over_leaves):
    assert reaches_leaves(Pattern(pattern)) == over_leaves


def test_a_command_whose_address_is_a_leafs_sets_that_leaf():
    both = {address: found.row for address in COMMANDS if (found := find(address))}
    assert "/master/gain" in both
    assert all(row.command == address for address, row in both.items())
    assert "sound" in HEADS


def test_a_command_that_moves_one_fader_sets_one_leaf():
    row = COMMANDS["/component/gain"]
    assert set_by(row, row.bind(["a b", 3, 0.5])) == ("/sound/a%20b/3/gain", (0.5,))
    address, _ = set_by(row, row.bind(["a", -1, 0.5])) or ("", ())
    assert find(address) is None
    assert set_by(COMMANDS["/status"], {}) is None

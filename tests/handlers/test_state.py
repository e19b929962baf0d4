"""The table of leaves and the session agree, and who sets a leaf is known."""

import pytest

from oscfactor.handlers.state import asked
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leafrows import REACH_TO_SET
from oscfactor.protocol.leaves import LEAVES, find
from oscfactor.protocol.request import ASKED, Request
from oscfactor.session.changes import NOBODY


def test_every_leaf_has_a_source_and_every_source_a_row(bench):
    assert bench.session.state.templates == set(LEAVES)


def test_each_leaf_holds_as_many_values_of_such_types_as_its_row_says(bench):
    kinds = {"f": float, "i": int, "s": str}
    seen = set()
    bench.ask("/object/set", "n", 0, 1, 2)
    bench.ask("/input/open", "wire", 1, 8000)  # which has a channel
    for address in bench.session.state.addresses():
        row = find(address).row
        values = bench.session.state.value(address)
        assert [type(value) for value in values] == [kinds[arg.type] for arg in row.values], address
        seen.add(row.template)
    bench.ask("/input/close")
    assert set(LEAVES) == seen
    bench.ask("/object/clear", "n")


def test_a_new_sound_holds_what_the_rows_say(bench):
    bench.session.mixer.drop("other")
    for address in bench.session.state.addresses():
        row = find(address).row
        if address.startswith("/sound/other/") and row.settable and "/matrix/" not in address:
            for arg, value in zip(row.values, bench.session.state.value(address), strict=True):
                assert arg.default in (None, "", value), address


@pytest.fixture
def under_way():
    tokens = []

    def put(address, *args, row=None):
        request = Request("me", address, args, 1, 0, None)
        request.command = row or COMMANDS[address]
        request.bound = request.command.bind(args)
        tokens.append(ASKED.set(request))

    yield put
    for token in reversed(tokens):
        ASKED.reset(token)


def test_who_asks_is_known_with_the_leaf_that_the_request_sets(under_way):
    assert asked() == NOBODY
    under_way("/component/gain", "a b", 2, 0.5)
    assert asked() == ("me", "/sound/a%20b/2/gain", (0.5,))
    under_way("/player/play", "a")
    assert asked() == ("me", "/sound/a/play", (1,))
    under_way("/player/pause", "a")
    assert asked() == ("me", "/sound/a/play", (0,))
    under_way("/edit/undo", "a")
    assert asked() == ("me", "", ())
    under_way("/sound/*/gain", "/sound/*/gain", 0.5, row=REACH_TO_SET)
    assert asked() == ("me", "/sound/*/gain", ())

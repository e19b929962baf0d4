"""Which request a message to a leaf is, and what it says that the leaf has taken."""

import asyncio

import pytest

from oscfactor.errors import ArgumentError, UnknownCommandError
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.leafrows import ASK, IS_OFF, REACH_TO_ASK, REACH_TO_SET, TAKEN, LeafRows
from oscfactor.protocol.rows import Row


class Instrument:
    """Commands that note what they are given, and answer `result`."""

    def __init__(self):
        self.given, self.result, self.is_off = [], (), False
        rows = {address: Row(row, self.handler(address), waits=False) for address, row in COMMANDS.items()}
        handlers = {
            TAKEN: lambda _, *, address, sent, taken: (address, sent, taken),
            IS_OFF: lambda _, *, address: self.is_off,
            **{row.handler: lambda *_, **__: () for row in (ASK, REACH_TO_ASK, REACH_TO_SET)},
        }
        self.leaf_rows = LeafRows(rows, handlers)

    def handler(self, address):
        def handle(_request, **bound):
            self.given.append((address, bound))
            return self.result

        return handle

    def send(self, address, *args):
        """Do what the dispatcher does with a message to a leaf."""
        row = self.leaf_rows.row(address, args)
        return asyncio.run(row.handler(None, **row.command.bind(row.args)))


@pytest.fixture
def instrument():
    return Instrument()


def test_a_message_with_values_is_the_leafs_command_at_its_place(instrument):
    instrument.send("/sound/a%20b/2/gain", 0.5)
    assert instrument.given == [("/component/gain", {"name": "a b", "k": 2, "gain": 0.5, "seconds": 0.0})]


def test_a_message_without_values_asks_and_sets_nothing(instrument):
    row = instrument.leaf_rows.row("/sound/a/gain", ())
    assert (row.command, row.args) == (ASK, ("/sound/a/gain",))
    row = instrument.leaf_rows.reaching("/sound/*/gain", ())
    assert (row.command, row.args) == (REACH_TO_ASK, ("/sound/*/gain",))
    assert instrument.leaf_rows.reaching("/sound/*/gain", (1.0,)).command == REACH_TO_SET


def test_what_the_command_has_taken_is_told_where_it_says_so(instrument):
    instrument.result = ("a", 2.0)
    assert instrument.send("/sound/a/rate", 3.0) == ("/sound/a/rate", (3.0,), (2.0,))
    instrument.result = ()
    assert instrument.send("/sound/a/rate", 3.0) == ("/sound/a/rate", (3.0,), None)


def test_a_switch_goes_on_and_off_by_its_two_commands_and_off_only_once(instrument):
    instrument.send("/sound/a/play", 1)
    instrument.send("/sound/a/play", 0)
    assert [command for command, _ in instrument.given] == ["/player/play", "/player/pause"]
    instrument.is_off = True
    assert instrument.send("/sound/a/play", 0) == (0,)
    assert len(instrument.given) == 2


def test_what_cannot_be_set_is_refused_in_a_sentence(instrument):
    with pytest.raises(ArgumentError, match=r"^/sound/a/level can only be read$"):
        instrument.send("/sound/a/level", 1.0)
    with pytest.raises(UnknownCommandError, match=r"no value has the address .?/sound/a/loud"):
        instrument.send("/sound/a/loud", 1.0)
    assert instrument.given == []

"""The command table is well formed, its examples bind, and every row has a handler with its arguments."""

import inspect
import re
from pathlib import Path

import pytest

from oscfactor import errors, limits
from oscfactor.errors import ArgumentError
from oscfactor.handlers import ON_DAEMON, ON_SESSION
from oscfactor.handlers.units import CONVERTERS
from oscfactor.protocol.arguments import (
    BINS,
    FRAMES,
    FRAMES_A_BEAT,
    REQUIRED,
    SECONDS,
    SWITCH,
    WHOLE_FRAMES,
    Samples,
)
from oscfactor.protocol.commands import CHAPTERS, CODES, COMMANDS, EVENTS
from oscfactor.protocol.leafrows import IS_OFF, OWN_ROWS, TAKEN
from oscfactor.protocol.spec import COMPONENTS, EDITS, PREPARED, SOUND, Command

ROWS = list(COMMANDS.values())
rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.address)


HANDLERS = {**ON_SESSION, **ON_DAEMON}


def test_no_address_and_no_handler_stands_twice():
    every = [row for chapter in CHAPTERS.values() for row in chapter]
    assert len({row.address for row in every}) == len(every)
    assert len({row.handler for row in every}) == len(every)


@rows
def test_a_row_is_well_formed(row: Command):
    assert re.fullmatch(r"(/[a-z_]+){1,3}", row.address)
    assert row.doc.endswith(".")
    names = [arg.name for arg in (*row.args, *row.options)]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() for name in names)
    assert all(arg.default is REQUIRED for arg in row.args)
    assert not any(option.default is REQUIRED for option in row.options)
    assert not any(isinstance(arg, Samples) for arg in row.args[:-1])
    assert all(answer.address.startswith("/oscfactor/") for answer in (*row.answers, *EVENTS))


@rows
def test_a_default_is_what_its_own_option_accepts(row: Command):
    for option in row.options:
        if option.default not in (None, ""):
            assert option.coerce(option.default) == option.default


@rows
def test_the_example_binds_and_each_of_its_arguments_is_needed(row: Command):
    bound = row.bind(row.example)
    assert set(bound) == {arg.name for arg in (*row.args, *row.options)}
    if row.args:
        with pytest.raises(ArgumentError):
            row.bind(row.example[: len(row.args) - 1])


def test_every_row_has_a_handler_and_every_handler_a_row():
    assert HANDLERS.keys() == {row.handler for row in (*ROWS, *OWN_ROWS)} | {TAKEN, IS_OFF}


@rows
def test_the_handler_takes_what_the_row_binds(row: Command):
    parameters = list(inspect.signature(HANDLERS[row.handler]).parameters.values())[2:]
    bound = set(row.bind(row.example))
    if any(arg.given in CONVERTERS for arg in (*row.args, *row.options)):
        bound -= {"unit"}  # in which the others are
    named = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    assert named <= bound
    assert named == bound or any(p.kind is p.VAR_KEYWORD for p in parameters)


@rows
def test_seconds_and_hz_are_given_in_another_unit_or_stand_in_the_sound(row: Command):
    for arg in (*row.args, *row.options):
        if arg.given in CONVERTERS:
            assert row.args[0].name == "name"
            unit_of = {FRAMES: ("s",), WHOLE_FRAMES: ("",), FRAMES_A_BEAT: ("",), BINS: ("Hz",)}
            assert arg.unit in unit_of[arg.given]
        assert (arg.unit == "ms") == (arg.given == SECONDS)
        assert (arg.type == "i" and (arg.minimum, arg.maximum) == (0, 1)) == (arg.given == SWITCH)


@rows
def test_what_takes_memory_states_a_cost_that_is_checked(row: Command):
    made = {SOUND, COMPONENTS, EDITS, PREPARED} & set(row.makes)
    takes = made or row.address.endswith(("/export", "/file", "/data"))
    assert bool(row.cost) == bool(takes) or row.address == "/buffer/alloc", "it states what it takes"
    if row.cost:
        assert callable(getattr(limits, row.cost))
        rooms = [Path(limits.__file__).parent / room for room in ("session", "compute")]
        files = [path.read_text("utf-8") for room in rooms for path in room.glob("*.py")]
        assert any(f"{row.cost}(" in text for text in files), f"nobody checks {row.cost}"


def test_the_codes_are_those_of_the_errors():
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Exception)]
    assert set(CODES) == {c.code for c in classes}

"""The command table is well formed, its examples bind, and every row has a handler with its arguments."""

import inspect
import re
import struct

import pytest

from oscfactor import errors
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
from oscfactor.protocol.spec import Command

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
    assert HANDLERS.keys() == {row.handler for row in ROWS}


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


def test_the_codes_are_those_of_the_errors():
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Exception)]
    assert set(CODES) == {c.code for c in classes}


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
        ([7, "b"], "name must be text"),
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


def test_whole_floats_pass_for_integers_and_others_do_not():
    row = COMMANDS["/sync"]
    assert row.bind([7.0]) == {"id": 7}
    assert isinstance(row.bind([7.0])["id"], int)
    for bad in (7.5, "7", b"7", None, 2.0**31, 2**63, float("nan")):
        with pytest.raises(ArgumentError):
            row.bind([bad])


@pytest.mark.parametrize(
    ("address", "option"), [("/basis/sharpen", "exponent"), ("/activation/stretch", "factor")]
)
def test_a_limit_passes_as_the_float32_that_it_is_on_the_wire(address, option):
    (wire,) = struct.unpack(">f", struct.pack(">f", 0.01))
    assert wire < 0.01
    assert COMMANDS[address].bind(["drums", 0, wire])[option] == 0.01
    with pytest.raises(ArgumentError, match=r"at least 0\.01"):
        COMMANDS[address].bind(["drums", 0, 0.0099])


def test_a_device_is_named_by_its_number_too():
    row = COMMANDS["/audio/device"]
    assert row.bind([3])["device"] == row.bind([3.0])["device"] == row.bind(["device", 3])["device"] == "3"
    for wrong in (3.5, True, float("nan"), b"3"):
        with pytest.raises(ArgumentError, match="device must be text"):
            row.bind([wrong])


def test_samples_come_as_numbers_or_as_a_blob():
    row = COMMANDS["/buffer/write"]
    blob = struct.pack(">3f", 0.5, -0.25, 1e30)
    for given in ([0.5, -0.25, 1e30], [blob]):
        assert list(row.bind(["a", 0, 0, *given])["samples"]) == list(struct.unpack(">3f", blob))
    assert list(row.bind(["a", 0, 0, 1, True])["samples"]) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "samples are missing"),
        ([b""], "samples are missing"),
        ([b"12345"], "got 5 bytes"),
        ([0.5, "x"], "value 1 must be a number, got 'x'"),
        ([0.5, b"1234"], "value 1 must be a number"),
        ([0.5, None], "value 1 must be a number"),
        ([0.0, float("nan")], "value 1 is nan"),
        ([0.0, 1e300], "value 1 is inf"),
        ([0.0, 2**62, -(10**39)], "value 2 is -inf"),
        ([struct.pack(">2f", 0, float("-inf"))], "value 1 is -inf"),
    ],
)
def test_samples_that_a_buffer_cannot_hold_are_refused(given, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        COMMANDS["/buffer/write"].bind(["a", 0, 0, *given])

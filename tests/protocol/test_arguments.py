"""Arguments: values that pass, values that do not, and the units that handlers are given."""

import struct

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol.commands import COMMANDS


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


def test_a_name_is_a_whole_number_from_0_too_and_never_a_negative_one():
    row = COMMANDS["/buffer/info"]
    assert row.bind([0])["name"] == row.bind([0.0])["name"] == "0"
    for wrong in (-1, -1.0, "-1", "-20"):
        with pytest.raises(ArgumentError, match=r"name must be text or a whole number from 0, got -(1|20)$"):
            row.bind([wrong])
    assert row.bind(["-1b"])["name"] == "-1b"


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

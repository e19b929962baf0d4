"""Words that many commands share: names, switches, and who takes turns."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.limits import MAX_NAME, NAME_FORBIDDEN
from oscfactor.protocol.chapters.words import BUFFER, MAX_GAIN, NAMES, PATH, in_turn, switch
from oscfactor.protocol.spec import Command


@pytest.mark.parametrize("character", NAME_FORBIDDEN)
def test_a_name_holds_no_sign_of_a_pattern_or_a_path(character):
    with pytest.raises(ArgumentError, match="which a name may not"):
        BUFFER.coerce(f"a{character}b")
    if character in "*?[]{},":
        assert NAMES.coerce(f"a{character}b") == f"a{character}b"
    else:
        with pytest.raises(ArgumentError):
            NAMES.coerce(f"a{character}b")


def test_a_name_is_as_long_as_a_files_may_be():
    assert BUFFER.coerce("ü" * MAX_NAME) == "ü" * MAX_NAME
    with pytest.raises(ArgumentError):
        BUFFER.coerce("ü" * (MAX_NAME + 1))


def test_a_path_holds_whatever_a_file_system_takes():
    for path in ("a\nb.wav", "[1] *.wav", "~/kick.wav", "x" * 4096):
        assert PATH.coerce(path) == path
    with pytest.raises(ArgumentError):
        PATH.coerce("x" * 4097)


def test_a_switch_is_on_or_off():
    assert [switch("on", "…").coerce(value) for value in (0, 1, 0.0, True)] == [False, True, False, True]
    for wrong in (2, -1, 0.5, "on"):
        with pytest.raises(ArgumentError):
            switch("on", "…").coerce(wrong)


def test_a_gain_is_24_decibels_at_most():
    assert MAX_GAIN == 16


def test_rows_take_turns_alike():
    rows = in_turn((Command("/a", "…", "a"), Command("/b", "…", "b")), needs=("x",), makes=("y",))
    assert [(row.address, row.needs, row.makes) for row in rows] == [
        ("/a", ("x",), ("y",)),
        ("/b", ("x",), ("y",)),
    ]

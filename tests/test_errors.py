"""Errors as they may be shown."""

import pytest

from oscfactor.errors import FileError, OscFactorError, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("für Elise 🎹", "für Elise 🎹"),
        ("a\x1b[1mb", "a\\x1b[1mb"),
        ("a\nb", "a\\nb"),
        ("\u202egpj", "\\u202egpj"),
    ],
)
def test_a_terminal_is_told_nothing_but_text(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert str(FileError(text)) == shown


def test_every_error_has_a_code() -> None:
    ours = [
        error for error in OscFactorError.__subclasses__() if error.__module__ == OscFactorError.__module__
    ]
    codes = [error.code for error in ours]
    assert "internal" not in codes
    assert len(set(codes)) == len(codes)

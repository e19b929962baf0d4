"""Every command has its arguments, and options are those of the table."""

import pytest

from oscfactor import config
from oscfactor.cli.main import RUNS
from oscfactor.cli.parser import CROSS, OFFLINE_OPTIONS, given, parser
from oscfactor.errors import ArgumentError


def parsed(*words: str):
    return parser(RUNS).parse_args(words)


@pytest.mark.parametrize("name", RUNS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(name, "--help")
    assert ended.value.code == 0
    assert f"usage: oscfactor {name}" in capsys.readouterr().out


def test_every_setting_is_a_flag_of_serve() -> None:
    words = [word for setting in config.SETTINGS for word in (f"{setting.flag}=1",)]
    args = parsed("serve", *words)
    assert {name: getattr(args, name) for name in config.BY_NAME} == dict.fromkeys(config.BY_NAME, "1")


def test_options_that_are_not_given_have_the_defaults_of_the_table() -> None:
    args = parsed("factorize", "a.wav", "--out", "layers", "--hop", "256")
    options = given(args, OFFLINE_OPTIONS)
    assert options == {option.name: option.default for option in OFFLINE_OPTIONS} | {"hop": 256}


def test_options_are_checked_by_their_rows() -> None:
    args = parsed("cross", "a.wav", "b.wav", "out.wav", "--iterations", "-1")
    assert given(args, CROSS.options)
    with pytest.raises(ArgumentError, match="iterations"):
        given(args, OFFLINE_OPTIONS)


def test_an_option_that_may_be_repeated_begins_empty_each_time() -> None:
    assert parsed("render", "a.oscf", "out.wav", "--buffer", "a", "--buffer", "b").buffer == ["a", "b"]
    args = parsed("render", "a.oscf", "out.wav")
    assert (args.buffer, args.search) == ([], [])

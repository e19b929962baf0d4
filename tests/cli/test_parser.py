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


@pytest.mark.parametrize("number", ["-1", "-5.", "-.5", "-0.5", "-1e-3", "-1E3", "-2.5e+1"])
def test_a_negative_number_is_no_flag(number: str) -> None:
    assert parsed("send", "/sound/loop/gain", number, "--port", "1").args == [number]
    assert parsed("listen", "--rate", number).rate == float(number)


@pytest.mark.parametrize("word", ["-x", "-5x", "-1e", "-e3", "-."])
def test_what_is_no_number_is_still_taken_for_a_flag(word: str) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed("send", "/sound/loop/gain", word)
    assert ended.value.code == 2


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


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("send /buffer/info n 2", {"address": "/buffer/info", "args": ["n", "2"], "timeout": 5.0}),
        ("send /x --host there --port 7 --timeout 1", {"host": "there", "port": "7", "timeout": 1.0}),
        ("send /status", {"args": [], "host": None, "port": None}),
        ("factorize a.wav --out b", {"files": ["a.wav"], "out": "b", "components": 8, "json": False}),
        ("factorize a.wav --out b --components 0 --picture", {"components": 0, "picture": True}),
        ("cross a.wav b.wav c.wav", {"activations": "a.wav", "bases": "b.wav", "out": "c.wav"}),
        ("render a.oscf b.wav --search c", {"session": "a.oscf", "out": "b.wav", "search": ["c"]}),
        ("demo", {"file": None, "out": "demo", "components": 6}),
        ("demo a.wav --out b --components 4", {"file": "a.wav", "out": "b", "components": 4}),
        ("install-clients", {"clients": [], "dest": "", "dry_run": False, "uninstall": False}),
        ("install-clients pd sc --dest a --dry-run", {"clients": ["pd", "sc"], "dest": "a", "dry_run": True}),
        ("reference", {"wanted": "", "markdown": False, "settings": False}),
        ("reference /buffer/load --debug", {"wanted": "/buffer/load", "debug": True}),
        ("serve --recover", {"recover": "true", "port": None}),
        ("warmup --lines", {"lines": True, "into": None, "check": None}),
    ],
)
def test_a_line_means_what_its_help_says(line: str, given: dict[str, object]) -> None:
    args = parsed(*line.split())
    assert {name: getattr(args, name) for name in given} == given
    assert args.run is RUNS[line.split()[0]]

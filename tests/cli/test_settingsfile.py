"""A settings file that sets nothing until its comments are taken away."""

import re
from pathlib import Path

import pytest

from oscfactor import config
from oscfactor.cli import main as cli


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings file is to be, in a folder that is not there yet."""
    place = tmp_path / "für mich" / "settings.toml"
    monkeypatch.setenv(config.ENV_FILE, str(place))
    return place


def loaded(path: Path) -> config.Settings:
    return config.load(environ={config.ENV_FILE: str(path)})


def test_a_new_settings_file_changes_nothing(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config", "init"]) == 0
    assert capsys.readouterr().out == f"{path}\n"
    assert loaded(path) == config.Settings()


def test_each_setting_stands_in_it_with_its_default(path: Path) -> None:
    assert cli.main(["config", "init"]) == 0
    path.write_text(re.sub(r"^# (\w+ = )", r"\1", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert loaded(path) == config.Settings(given=frozenset(config.BY_NAME))


def test_a_settings_file_that_is_there_is_left_as_it_is(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.parent.mkdir()
    path.write_text("port = 1\nnot even TOML", "utf-8")
    assert cli.main(["config", "init"]) == 1
    assert capsys.readouterr().err == f"oscfactor: {path} is there already; edit it, or move it away first\n"
    assert path.read_text("utf-8") == "port = 1\nnot even TOML"


def test_a_settings_file_that_cannot_be_written_is_told(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.parent.write_text("a file in the place of the folder", "utf-8")
    assert cli.main(["config", "init"]) == 1
    assert f"{path.parent} is a file" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["config"], ["config", "show"]])
def test_only_init_is_there(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oscfactor import config
from oscfactor.errors import ConfigError

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def load(
    path: Path, text: str = "", flags: dict[str, object] | None = None, **variables: str
) -> config.Settings:
    path.write_text(text, "utf-8")
    environ = {"OSCFACTOR_CONFIG": str(path)}
    environ |= {f"OSCFACTOR_{name.upper()}": value for name, value in variables.items()}
    return config.load(flags, environ=environ)


def test_the_defaults_are_the_protocols(settings_file: Path) -> None:
    settings = load(settings_file)
    assert (settings.host, settings.port, settings.chunk) == ("127.0.0.1", 57130, 512)
    assert not settings.remote_quit


def test_flag_before_environment_before_file_before_default(settings_file: Path) -> None:
    text = "port = 1\nchunk = 1\nthreads = 1"
    settings = load(settings_file, text, {"port": "3", "chunk": None}, port="2", chunk="2")
    assert (settings.port, settings.chunk, settings.threads, settings.host) == (3, 2, 1, "127.0.0.1")


def test_every_setting_can_be_given_each_way(settings_file: Path) -> None:
    for setting in config.SETTINGS:
        value = setting.choices[0] if setting.choices else {bool: "true", str: "x"}.get(setting.type, "1")
        written = f"'{value}'" if setting.type is str else value
        by_file = load(settings_file, f"{setting.name} = {written}")
        by_variable = load(settings_file, "", None, **{setting.name: value})
        by_flag = load(settings_file, "", {setting.name: value})
        assert by_file == by_variable == by_flag != load(settings_file), setting.name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "no setting 'prot'.*did you mean port"),
        ("colour = 1", "no setting 'colour'.*there are host, port"),
        ("port = 70000", "port must be at most 65535, got 70000"),
        ("port = -1", "port must be at least 0, got -1"),
        ("port = 'loud'", "port must be a whole number, got 'loud'"),
        ("port = 1.5", "port must be a whole number, got 1.5"),
        ("port = true", "port must be a whole number, got True"),
        ("max_seconds = nan", "max_seconds must be a number, got nan"),
        ("remote_quit = 2", "remote_quit must be true or false, got 2"),
        ("host = 1", "host must be text, got 1"),
        ("log_level = 'loud'", "log_level must be one of debug, info.*got 'loud'"),
        ("[server]\nport = 1", "no setting 'server'"),
        ("port 57130", "is not TOML"),
    ],
)
def test_a_bad_file_gets_one_sentence_with_its_path(settings_file: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load(settings_file, text)
    assert str(settings_file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bad_variable_and_a_bad_flag_say_where_they_stand(settings_file: Path) -> None:
    with pytest.raises(ConfigError, match="got 'x' \\(in the environment, OSCFACTOR_PORT\\)"):
        load(settings_file, "", None, port="x")
    with pytest.raises(ConfigError, match="OSCFACTOR_PROT\\); did you mean OSCFACTOR_PORT\\?"):
        load(settings_file, "", None, prot="1")
    with pytest.raises(ConfigError, match="got 'x' \\(on the command line\\)"):
        load(settings_file, "", {"port": "x"})


def test_a_settings_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not there"):
        config.load(environ={"OSCFACTOR_CONFIG": str(tmp_path / "none.toml")})


def test_without_a_settings_file_the_defaults_are_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appdirs.user_config_dir", lambda _: str(tmp_path))
    assert config.load(environ={}) == config.Settings()


def test_the_document_is_the_tables() -> None:
    assert (DOCS / "settings.md").read_text("utf-8") == config.markdown(), "run: make docs"


def test_settings_load_without_numpy() -> None:
    code = "import sys, oscfactor.config, oscfactor.machine.environment; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ)
    assert done.stdout.strip() == "False"


def test_threads_are_the_cores_unless_said() -> None:
    assert config.n_threads(config.Settings(threads=3)) == 3
    assert 1 <= config.n_threads(config.Settings()) <= (os.cpu_count() or 1)

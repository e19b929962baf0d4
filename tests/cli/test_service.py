"""The daemon as a service of its user. What systemd, launchd and Windows make of it was not seen here."""

import plistlib
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from oscfactor.cli import service
from oscfactor.cli.programs import System
from oscfactor.errors import OscFactorError
from oscfactor.machine.launch import command

ODD = 'a b"c\\d%e$f'  # what words in a unit file must be kept from


@pytest.fixture
def systems(tmp_path: Path) -> dict[str, System]:
    """Computers by their platform, each with a home folder of its own; the Linux has a systemctl."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "systemctl").touch(mode=0o755)
    return {
        platform: System(platform, tmp_path / f"für {platform}", {"PATH": str(programs)})
        for platform in ("linux", "darwin", "win32")
    }


class Told:
    """Lines that were said, and commands that were run."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.commands: list[list[str]] = []

    def do(self, words: Sequence[str]) -> None:
        self.commands.append(list(words))


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_a_service_is_shown_installed_and_removed(platform: str, systems: dict[str, System]) -> None:
    system, told = systems[platform], Told()
    found = service.service_of(system)

    def run(action: str, *, dry_run: bool = False) -> int:
        return service.run(action, dry_run=dry_run, say=told.lines.append, system=system, do=told.do)

    assert run("install", dry_run=True) == 0
    assert "    " + found.text.splitlines()[0] in told.lines
    assert any(line.startswith("Its log: ") for line in told.lines)
    assert any("its port: 57130" in line for line in told.lines)
    assert (system.home.exists(), told.commands) == (False, [])
    assert run("status") == 1

    assert run("install") == run("install") == run("status") == 0
    assert found.path.read_bytes().decode() == found.text
    assert [path.name for path in found.path.parent.iterdir()] == [found.path.name]
    assert told.commands == [*map(list, (*found.start, *found.stop, *found.start))]

    assert run("remove", dry_run=True) == 0
    assert found.path.exists()
    assert run("remove") == run("remove") == 0
    assert not found.path.exists()
    assert told.lines[-1].startswith("no service is installed")


def test_systemd_gets_each_word_as_it_is(systems: dict[str, System], monkeypatch) -> None:
    monkeypatch.setattr(service, "_words", lambda: [f"/{ODD}/oscfactor", "serve"])
    line = next(
        line for line in service.service_of(systems["linux"]).text.splitlines() if "ExecStart" in line
    )
    words = shlex.split(line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", "$"))
    assert words == [f"/{ODD}/oscfactor", "serve"]


def test_launchd_starts_a_daemon_that_died_and_none_that_was_told_to_end(systems: dict[str, System]) -> None:
    agent = plistlib.loads(service.service_of(systems["darwin"]).text.encode())
    assert agent["ProgramArguments"][-2:] == ["serve", "--recover"]
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["RunAtLoad"] is True


def test_without_the_script_the_service_takes_nothing_from_the_current_folder(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(service.sys, "executable", str(tmp_path / "python"))
    assert service._words() == command("serve", "--recover")
    assert "-P" in service._words()


def test_a_linux_without_systemd_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(OscFactorError, match=r"no systemd here.*serve --recover"):
        service.service_of(System("linux", tmp_path, {"PATH": str(tmp_path)}))


def test_what_the_tool_said_is_told(tmp_path: Path) -> None:
    with pytest.raises(OscFactorError, match="failed: no such unit"):
        service._do(["sh", "-c", "echo no such unit >&2; exit 5"])
    with pytest.raises(OscFactorError, match="cannot be run"):
        service._do([str(tmp_path / "nothing")])

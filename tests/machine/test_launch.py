"""Our own processes take nothing from the folder that the user happens to be in."""

import re
import subprocess
from pathlib import Path

import pytest

from oscfactor.client import Client
from oscfactor.machine.launch import command
from tests.support.programs import Daemon

PACKAGE = Path(__file__).parents[2] / "oscfactor"
TRAP = "open(__file__ + '.imported', 'w').close()\nraise ImportError(__file__)\n"
NAMES = ("random", "numpy", "numba", "json", "pickle", "sounddevice", "soundfile", "subprocess")


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, in which files have the names of modules; one that is imported leaves a mark."""
    (tmp_path / "oscfactor" / "realtime").mkdir(parents=True)
    for name in (*NAMES, *(f"oscfactor/{n}" for n in ("__init__", "__main__", "realtime/__init__"))):
        (tmp_path / f"{name}.py").write_text(TRAP, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sound_is_played_beside_files_that_have_the_names_of_modules(trap: Path, loop_file: Path) -> None:
    with Daemon(trap, "--device=silent") as daemon, Client(daemon.host, daemon.port, timeout=60) as client:
        client.request("/buffer/load", "loop", str(loop_file))
        client.request("/buffer/factorize", "loop", 2, "iterations", 2)
        client.request("/player/play", "loop")
        client.request("/player/stop", "loop")
        assert client.request("/audio/devices").args
        client.request("/quit")
    assert list(trap.rglob("*.imported")) == []


@pytest.mark.parametrize("arguments", [("--version",), ("doctor",), ("warmup", "--help")])
def test_the_command_line_looks_elsewhere_too(trap: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(command(*arguments), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert list(trap.rglob("*.imported")) == []


def test_a_child_runs_this_very_package(tmp_path: Path) -> None:
    shown = subprocess.run(command("doctor"), capture_output=True, text=True, timeout=60, cwd=tmp_path).stdout
    assert str(PACKAGE) in shown.replace("\n", "")


def test_no_process_is_started_in_any_other_way() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.name != "launch.py":
            assert not re.search(r"sys\.executable, *\"-", path.read_text("utf-8")), path

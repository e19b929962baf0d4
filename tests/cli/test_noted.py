"""The command that is noted for Max and SuperCollider runs this very oscfactor, and goes with their files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from oscfactor import __version__
from oscfactor.cli import install, noted
from oscfactor.cli.programs import System


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path / "running"))
    return tmp_path / "running"


def test_the_noted_words_run_this_oscfactor_from_any_folder(folder, tmp_path):
    noted.put()
    words = (folder / "program.txt").read_text("utf-8").splitlines()
    (tmp_path / "oscfactor.py").write_text("raise SystemExit('another')")  # what lies there has no say
    said = subprocess.run([*words, "--version"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert __version__ in said.stdout


def test_the_note_comes_with_the_first_program_that_needs_it_and_goes_with_the_last(folder, tmp_path):
    def run(*clients: str, **rest: bool) -> None:
        install.run(clients, say=lambda _line: None, system=System("darwin", tmp_path, {}), **rest)

    run("pd")
    run("max", dry_run=True)
    assert not noted.place().exists()
    run("max")
    assert noted.place().exists()
    run("pd", uninstall=True)
    assert noted.place().exists()
    run("sc")
    run("max", uninstall=True)
    assert noted.place().exists()
    run("sc", uninstall=True)
    assert not noted.place().exists()


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(folder, caplog):
    folder.write_text("a file")
    noted.put()
    noted.remove()
    assert "Max and SuperCollider cannot start a daemon" in caplog.text

"""Each program is known on each system, and found where it is installed."""

from dataclasses import replace
from pathlib import Path

import pytest

from oscfactor.cli.programs import PROGRAMS, System

PD = PROGRAMS[0]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.key)
def test_every_program_is_known_on_every_system(program, platform: str, tmp_path: Path) -> None:
    system = System(platform, tmp_path, {})
    assert program.remedy(system)
    runs_here = program.key != "max" or platform != "linux"
    assert bool(program.targets(system)) == runs_here


def test_the_newest_application_is_found(tmp_path: Path) -> None:
    for version in ("8", "9"):
        (tmp_path / f"Pd-0.5{version}.app").mkdir()
    program = replace(PD, commands=(), applications={"darwin": ((str(tmp_path), "Pd*.app"),)})
    assert program.executable(System("darwin", tmp_path, {})) == tmp_path / "Pd-0.59.app"
    assert program.executable(System("win32", tmp_path, {})) is None


def test_a_command_is_looked_up_on_that_systems_search_path(tmp_path: Path) -> None:
    command = tmp_path / "pd"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    assert PD.executable(System("linux", tmp_path, {"PATH": str(tmp_path)})) == command
    assert PD.executable(System("linux", tmp_path, {"PATH": str(tmp_path / "nowhere")})) is None


@pytest.mark.parametrize("known", [True, False])
def test_under_windows_documents_are_where_windows_says(known: bool, tmp_path: Path) -> None:
    cloud = tmp_path / "OneDrive" / "Dokumente"
    system = System("win32", tmp_path, {}, lambda: cloud if known else None)
    max_patches = next(program for program in PROGRAMS if program.key == "max")
    (target,) = max_patches.targets(system)
    assert target.is_relative_to(cloud if known else tmp_path / "Documents")

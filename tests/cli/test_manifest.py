"""The files that we put into a folder are known again; the user's stay the user's."""

import json
from pathlib import Path

import pytest

from oscfactor import __version__
from oscfactor.cli import manifest
from oscfactor.cli.manifest import MANIFEST, files_of, installed_version, plan_copy, plan_removal
from oscfactor.errors import FileError


@pytest.fixture
def source(tmp_path) -> Path:
    folder = tmp_path / "source"
    (folder / "examples").mkdir(parents=True)
    (folder / "a.pd").write_text("one")
    (folder / "examples" / "b.pd").write_text("two")
    return folder


@pytest.fixture
def target(tmp_path, source) -> Path:
    """A folder that holds a copy."""
    plan_copy(source, tmp_path / "target").carry_out()
    return tmp_path / "target"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_copy_is_known_by_its_version_and_has_nothing_to_write(source, target):
    assert installed_version(target) == __version__
    plan = plan_copy(source, target)
    assert (plan.write, plan.remove, plan.keep) == ({}, [], [])
    assert files(target) == {"a.pd", "examples/b.pd", MANIFEST}


def test_a_folder_without_a_manifest_is_of_no_version(tmp_path):
    assert installed_version(tmp_path) is None
    assert installed_version(tmp_path / "nowhere") is None


def test_a_plan_changes_nothing_until_it_is_carried_out(source, target):
    (source / "a.pd").write_text("newer")
    plan = plan_copy(source, target)
    assert list(plan.write) == ["a.pd"]
    assert (target / "a.pd").read_text() == "one"
    plan_removal(target).carry_out()
    assert not target.exists()


def test_hidden_files_and_what_tools_leave_are_no_part_of_a_package(source):
    for name in (".hidden", "__pycache__/c.pyc", "node_modules/d.js", MANIFEST):
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text("no")
    assert {name for name, _ in files_of(source)} == {"a.pd", "examples/b.pd"}


@pytest.mark.parametrize("outside", ["../victim", "examples/../../victim"])
def test_a_manifest_that_points_outside_removes_nothing_there(source, target, outside):
    victim = target.parent / "victim"
    victim.write_text("one")
    table = json.loads((target / MANIFEST).read_text())
    table["files"][outside] = table["files"][str(victim)] = table["files"]["a.pd"]
    (target / MANIFEST).write_text(json.dumps(table))
    plan_removal(target).carry_out()
    assert victim.read_text() == "one"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 3}'])
def test_a_broken_manifest_is_told(source, target, text):
    (target / MANIFEST).write_text(text)
    for look in (installed_version, plan_removal, lambda folder: plan_copy(source, folder)):
        with pytest.raises(FileError, match="cannot be read; remove it"):
            look(target)


def test_a_write_that_fails_leaves_the_old_file(source, target, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device")

    (source / "a.pd").write_text("newer")
    monkeypatch.setattr(manifest.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        plan_copy(source, target).carry_out()
    assert (target / "a.pd").read_text() == "one"
    assert not list(target.rglob("*.part"))

"""Files that another program holds open, as Windows lets it: nobody can replace them for a while."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from oscfactor.cli.manifest import _write
from oscfactor.errors import FileError
from oscfactor.files import archive
from oscfactor.files.arrays import Arrays
from oscfactor.files.audiowriter import AudioWriter
from oscfactor.files.growingwav import GrowingWav
from oscfactor.machine import kernelcache, replacing

SOUND = np.zeros((1, 64), np.float32)


def write_sound(place):
    with AudioWriter(place, n_channels=1, sample_rate=48000, format="wav") as writer:
        writer.write(SOUND)


def record(place):
    growing = GrowingWav(place, n_channels=1, sample_rate=48000)
    growing.write(SOUND)
    growing.close()


def save_session(place):
    archive.write(place, {}, Arrays())


WRITERS = {
    "export.wav": write_sound,
    "take.wav": record,
    "evening.oscf": save_session,
    "help.pd": lambda place: _write(place, b"new"),
}


@pytest.fixture
def hold(monkeypatch):
    """A function that lets so many attempts to replace a file fail."""
    real = replacing.Path.replace

    def begin(n_attempts):
        left = iter(range(n_attempts))

        def refuse(path, target):
            if next(left, None) is not None:
                raise PermissionError(13, "Permission denied")
            return real(path, target)

        monkeypatch.setattr(replacing, "PATIENCE", 0.2)
        monkeypatch.setattr(replacing.Path, "replace", refuse)

    return begin


@pytest.fixture(params=WRITERS)
def place(request, tmp_path):
    place = tmp_path / request.param
    archive.write(tmp_path / "old.oscf", {}, Arrays())
    place.write_bytes((tmp_path / "old.oscf").read_bytes() if place.suffix == ".oscf" else b"old")
    (tmp_path / "old.oscf").unlink()
    return place


def test_a_file_that_is_held_for_a_moment_is_replaced(place, hold):
    old = place.read_bytes()
    hold(4)
    WRITERS[place.name](place)
    assert place.read_bytes() != old or place.suffix == ".oscf"
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_a_file_that_is_held_on_is_told_in_a_sentence_and_stays(place, hold):
    old = place.read_bytes()
    hold(10**9)
    with pytest.raises(
        (FileError, replacing.HeldError), match="another program holds it open; close it there"
    ):
        WRITERS[place.name](place)
    assert place.read_bytes() == old
    kept = {place.name, "take-2.wav"} if place.name == "take.wav" else {place.name}
    assert {path.name for path in place.parent.iterdir()} == kept


def test_kernels_that_are_looked_at_for_a_moment_take_their_place(tmp_path, hold):
    (tmp_path / "made").mkdir()
    hold(3)
    kernelcache.put_in_place(tmp_path / "made", tmp_path / "numba-now")
    assert (tmp_path / "numba-now" / kernelcache.STAMP_NAME).is_file()


def test_where_files_are_not_held_a_refusal_is_told_as_it_is(tmp_path, hold, monkeypatch):
    (tmp_path / "new").write_bytes(b"new")
    hold(1)
    monkeypatch.setattr(replacing, "PATIENCE", 0.0)
    with pytest.raises(PermissionError, match="Permission denied") as refused:
        replacing.replace(tmp_path / "new", tmp_path / "old")
    assert not isinstance(refused.value, replacing.HeldError)


def test_nobody_replaces_a_file_but_here():
    package = Path(replacing.__file__).parents[1]
    calls = [
        (path.name, node.lineno)
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "replace"
        and ast.unparse(node.func.value) != "dataclasses"
        and len(node.args) == 1  # a string's takes two
        and not isinstance(node.args[0], ast.Starred)
    ]
    assert [name for name, _ in calls] == ["replacing.py"], calls

"""Temporary names beside a file, and what dead writers left under such names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oscfactor.files.temporary import sweep, temporary_beside

WRITE = "import sys; from pathlib import Path; from oscfactor.files.temporary import temporary_beside as t; "
WRITE += "[t(Path(p)).touch() for p in sys.argv[1:]]"


def left_by_a_dead_writer(*places: Path) -> None:
    subprocess.run([sys.executable, "-c", WRITE, *places], check=True, timeout=60)


def test_a_temporary_file_is_hidden_in_the_same_folder_and_each_has_a_name_of_its_own(tmp_path):
    names = [temporary_beside(tmp_path / "drums.wav") for _ in range(3)]
    assert len(set(names)) == 3
    assert all(name.parent == tmp_path for name in names)
    assert all(name.name.startswith(".drums-oscfactor-") and name.suffix == ".part" for name in names)


def test_a_long_name_gives_no_longer_one(tmp_path):
    temporary_beside(tmp_path / ("x" * 250 + ".wav")).touch()


def test_what_the_dead_have_left_is_removed_and_nothing_else(tmp_path):
    left_by_a_dead_writer(tmp_path / "a.wav", tmp_path / "b.oscf")
    living = temporary_beside(tmp_path.joinpath("elsewhere", "c.wav")).name
    others = [living, ".drums-12-0.part", "drums.part", ".a-oscfactor-drums.part", "take.wav"]
    for name in others:
        (tmp_path / name).touch()
    assert sweep(tmp_path) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)


def test_the_number_of_a_dead_process_may_be_ours_by_now(tmp_path):
    """In a container every daemon may have the same number."""
    ours = temporary_beside(tmp_path / "a.wav")
    token = ours.name.split("-")[3]
    theirs = tmp_path / ours.name.replace(token, "0" * 6 if token != "0" * 6 else "1" * 6)
    for path in (ours, theirs):
        path.touch()
    assert sweep(tmp_path) == 1
    assert ours.exists()


@pytest.mark.skipif(os.name == "nt", reason="there the system itself protects what is open")
def test_the_folder_of_a_new_file_is_rid_of_what_dead_writers_left_there(tmp_path):
    left_by_a_dead_writer(tmp_path / "a.wav")
    assert len(list(tmp_path.iterdir())) == 1
    temporary_beside(tmp_path / "b.wav")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_holds_nothing_to_remove(tmp_path):
    assert sweep(tmp_path / "none") == 0

"""Folders that end with their run."""

import os
import subprocess
import sys

import pytest

from oscfactor.errors import FileError
from oscfactor.files.runfolder import RunFolder

KILLED = """
import os, pathlib, sys
from oscfactor.files.runfolder import RunFolder
folder = RunFolder(pathlib.Path(sys.argv[1])).new()
folder.mkdir(parents=True)
(folder / "left.wav").touch()
os.kill(os.getpid(), 9) if os.name == "posix" else os._exit(9)
"""


def test_a_run_removes_its_own_folder_and_no_other(tmp_path):
    mine, other = RunFolder(tmp_path / "files"), RunFolder(tmp_path / "files")
    folders = [mine.new(), mine.new(), other.new()]
    assert len({*folders}) == 3
    for folder in folders:
        folder.mkdir(parents=True)
    mine.tidy()
    mine.close()
    assert [folder.exists() for folder in folders] == [False, False, True]
    other.close()
    assert not [*(tmp_path / "files").iterdir()]


def test_what_a_killed_run_left_goes_with_the_next(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    assert [*tmp_path.rglob("left.wav")]
    RunFolder(tmp_path).tidy()
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(os.name == "nt", reason="takes a file for the folder as POSIX does")
def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    RunFolder(tmp_path / "file").tidy()
    with pytest.raises(FileError, match="cache folder"):
        RunFolder(tmp_path / "file").new()

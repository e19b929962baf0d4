"""Which sounds are meant by words, and that no two of them write to one file."""

from pathlib import Path

import pytest

from oscfactor.cli.sounds import Sound, planned
from oscfactor.errors import ArgumentError, FileError


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder of files: sounds in two folders, and what is no sound."""
    top = tmp_path / "library"
    for name in ("kick.wav", "Kick.AIF", "notes.txt", ".hidden.wav", "deep/kick.wav", ".git/kick.wav"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).touch()
    return top


def test_a_folder_stands_for_the_sounds_below_it(library: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert planned([str(library)], out) == [
        Sound(str(library / "Kick.AIF"), out, "Kick"),
        Sound(str(library / "deep" / "kick.wav"), out / "deep", "kick"),
        Sound(str(library / "kick.wav"), out, "kick-2"),
    ]


def test_a_sound_that_is_named_twice_is_taken_once(library: Path, tmp_path: Path) -> None:
    words = [str(library / "kick.wav"), str(library), str(library / "deep" / ".." / "kick.wav")]
    assert len(planned(words, tmp_path / "out")) == 3


def test_a_file_that_is_named_may_end_as_it_likes(tmp_path: Path) -> None:
    assert planned(["take.1"], tmp_path) == [Sound("take.1", tmp_path, "take")]


def test_components_are_not_taken_for_sounds(library: Path) -> None:
    out = library / "layers"
    out.mkdir()
    (out / "kick-00.wav").touch()
    assert len(planned([str(library)], out)) == 3
    with pytest.raises(ArgumentError, match="another folder"):
        planned([str(library)], library)


def test_a_folder_without_sounds_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no sounds are below"):
        planned([str(tmp_path)], tmp_path / "out")

"""Every command looks where it is to write before it reads or computes anything."""

import os
from pathlib import Path

import pytest

from oscfactor.cli import main as cli
from oscfactor.cli import outputs
from oscfactor.errors import ArgumentError, FileError, OscFactorError


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that holds a file `taken`."""
    (tmp_path / "taken").write_text("mine")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["factorize", "no.wav", "--out", "{}/taken"], "cannot make the folder {}/taken: {}/taken is a file"),
        (["factorize", "no.wav", "--out", "{}/taken/a/b"], "{}/taken is a file"),
        (["render", "no.oscf", "{}/out.mp3"], "no sound file format 'mp3'"),
        (["render", "no.oscf", "{}"], "no sound file format ''"),
        (["cross", "no.wav", "no.wav", "{}/nowhere/out.wav"], "there is no folder {}/nowhere"),
        (["cross", "no.wav", "no.wav", "{}/taken/out.wav"], "{}/taken is a file"),
        (["demo", "no.wav", "--out", "{}/taken"], "{}/taken is a file"),
        (["factorize", "no.wav", "--out", "{}/a", "--data", "{}/no/a.csv"], "there is no folder {}/no"),
    ],
)
def test_a_place_is_refused_before_the_sound_is_looked_for(
    words: list[str], told: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([word.format(place) for word in words]) == (2 if "format" in told else 1)
    said = capsys.readouterr().err
    assert told.format(place, place) in said
    assert len(said.splitlines()) == 1
    assert sorted(path.name for path in place.iterdir()) == ["taken"]


def test_a_picture_is_refused_before_the_sound_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outputs, "find_spec", lambda _: None)
    assert cli.main(["factorize", "no.wav", "--out", str(tmp_path / "out"), "--picture"]) == 1
    assert "pip install 'oscfactor[picture]'" in capsys.readouterr().err
    with pytest.raises(OscFactorError):
        outputs.check_pictures()


def test_a_folder_that_is_yet_to_be_made_is_none_of_the_users_worries(tmp_path: Path) -> None:
    assert outputs.checked_folder(str(tmp_path / "a" / "b")) == tmp_path / "a" / "b"
    assert not (tmp_path / "a").exists()
    assert outputs.checked_sound_file(str(tmp_path / "out.AIF")) == tmp_path / "out.AIF"
    assert outputs.checked_data_file(str(tmp_path / "out.MID")) == tmp_path / "out.MID"
    with pytest.raises(ArgumentError, match="says no kind of file"):
        outputs.checked_data_file(str(tmp_path / "out.wav"))


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.wav").mkdir()
    with pytest.raises(FileError, match="it is a folder"):
        outputs.checked_sound_file(str(tmp_path / "out.wav"))
    with pytest.raises(ArgumentError):
        outputs.checked_sound_file(str(tmp_path / "out.ogg"))


@pytest.mark.skipif(os.name == "nt", reason="a folder on Windows has no such mode")
def test_a_folder_that_may_not_be_written_in_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    with pytest.raises(FileError, match="permission denied"):
        outputs.checked_folder(str(tmp_path))

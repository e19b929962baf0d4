"""Sounds whose names differ by capitals or by how accents are written."""

import os
import unicodedata

import numpy as np
import pytest

from oscfactor.errors import FileError
from oscfactor.files.audiowriter import AudioWriter
from oscfactor.files.spelling import check_spelling


@pytest.fixture
def one_name(monkeypatch):
    """Let the disk find a file by any spelling of its name, as those of macOS and Windows do."""

    def lexists(path):
        spellings = (unicodedata.normalize("NFC", other.name).casefold() for other in path.parent.iterdir())
        return unicodedata.normalize("NFC", path.name).casefold() in spellings

    monkeypatch.setattr(os.path, "lexists", lexists)


def test_another_sounds_file_is_not_replaced(tmp_path, one_name):
    (tmp_path / "Kick-00.wav").write_bytes(b"Kick")
    with pytest.raises(FileError, match=r"kick-00\.wav: Kick-00\.wav is there, and for this disk"):
        AudioWriter(tmp_path / "kick-00.wav", n_channels=1, sample_rate=48000, format="wav")
    assert [path.name for path in tmp_path.iterdir()] == ["Kick-00.wav"]


def test_the_same_name_is_replaced_however_its_accents_are_written(tmp_path, one_name):
    (tmp_path / unicodedata.normalize("NFD", "Bögen-00.wav")).write_bytes(b"old")
    check_spelling(tmp_path / "Bögen-00.wav")
    check_spelling(tmp_path / "other.wav")


@pytest.mark.skipif(os.name == "nt", reason="there the two are one file")
def test_a_disk_that_tells_them_apart_keeps_both(tmp_path):
    for name in ("Kick-00.wav", "kick-00.wav"):
        with AudioWriter(tmp_path / name, n_channels=1, sample_rate=48000, format="wav") as writer:
            writer.write(np.zeros((1, 8), np.float32))
    assert len(list(tmp_path.iterdir())) == 2 or (tmp_path / "KICK-00.wav").exists()

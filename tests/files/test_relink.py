"""A session's sound files, found again by what they hold."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile

from oscfactor.errors import FileError
from oscfactor.files import relink
from oscfactor.files.audiofile import read
from oscfactor.files.relink import found
from oscfactor.files.savedsound import SavedSound, sha256_of

NOISE = np.random.default_rng(1).uniform(-0.5, 0.5, (1000, 2)).astype(np.float32)


@pytest.fixture
def sound(tmp_path):
    """A saved sound, of a part of a file that is there."""
    soundfile.write(tmp_path / "kick.wav", NOISE, 8000, "FLOAT")
    buffer = read(tmp_path / "kick.wav", start=0.05, duration=0.05, max_seconds=10, max_bytes=10**6)
    return SavedSound(
        "kick",
        replace(buffer, samples=np.zeros((2, 0), np.float32)),
        sha256=sha256_of(buffer.samples),
        shape=buffer.samples.shape,
    )


def test_a_file_in_its_place_is_read_again(sound):
    buffer = found(sound, [], 1e9)
    np.testing.assert_array_equal(buffer.samples, NOISE[400:800].T)
    assert buffer.offset == 400


def test_a_file_that_has_moved_is_found_by_its_name_first(sound, tmp_path, monkeypatch):
    monkeypatch.setattr(relink, "_MAX_HEADERS", 0)  # other names are not looked at
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "kick.wav").rename(deep / "kick.wav")
    assert found(sound, [tmp_path / "none", tmp_path / "a"], 1e9).path == str(deep / "kick.wav")
    (deep / "kick.wav").rename(deep / "snare.wav")
    with pytest.raises(FileError, match="no other file with the same sound was found"):
        found(sound, [tmp_path / "a"], 1e9)


def test_a_file_of_another_name_is_read_only_if_its_header_fits(sound, tmp_path, monkeypatch):
    (tmp_path / "kick.wav").rename(tmp_path / "renamed.WAV")
    soundfile.write(tmp_path / "a rate.wav", NOISE, 44100)
    soundfile.write(tmp_path / "b short.wav", NOISE[:799], 8000)
    (tmp_path / "c text.wav").write_text("no sound")
    tried = []
    monkeypatch.setattr(
        relink.audiofile, "read", lambda place, **options: tried.append(place.name) or read(place, **options)
    )
    assert found(sound, [tmp_path], 1e9).path.endswith("renamed.WAV")
    assert tried == ["renamed.WAV"]


def test_another_sound_in_its_place_is_said_to_have_changed(sound, tmp_path):
    soundfile.write(tmp_path / "kick.wav", NOISE / 2, 8000, "FLOAT")
    with pytest.raises(FileError, match="has changed since the session was saved; 'kick' was made of it"):
        found(sound, [], 1e9)


def test_a_sound_for_which_there_is_no_memory_is_not_found(sound):
    with pytest.raises(FileError):
        found(sound, [], 100)

"""Session files: sounds with their samples, written and read."""

import tracemalloc

import numpy as np
import pytest
import soundfile

from oscfactor.errors import FileError, LimitError
from oscfactor.files import sessions
from oscfactor.files.audiofile import read
from oscfactor.files.savedsound import SavedSound
from oscfactor.files.sessions import read_sounds, with_suffix, write_sounds
from oscfactor.model.values import Buffer


def drawn(name="drawn", value=0.5):
    return SavedSound(name, Buffer(np.full((1, 10), value, np.float32), 8000), embedded=True)


@pytest.fixture
def of_a_file(tmp_path):
    soundfile.write(tmp_path / "kick.wav", np.linspace(-0.5, 0.5, 500), 8000, "FLOAT")
    buffer = read(tmp_path / "kick.wav", max_seconds=10, max_bytes=10**6)
    return SavedSound("kick", buffer)


def test_a_path_gets_an_ending_if_it_has_none(tmp_path):
    assert with_suffix(tmp_path / "evening").name == "evening.oscf"
    assert with_suffix(tmp_path / "evening.bak").name == "evening.bak"


def test_sounds_come_back_embedded_or_from_their_files(of_a_file, tmp_path):
    place = tmp_path / "a.oscf"
    write_sounds(place, [drawn(), of_a_file], {}, without_bad=False)
    first, second = read_sounds(place, [], 1e9)
    assert (first.name, first.embedded, second.name, second.embedded) == ("drawn", True, "kick", False)
    assert first.buffer.samples.tolist() == [[0.5] * 10]
    np.testing.assert_array_equal(second.buffer.samples, of_a_file.buffer.samples)


def test_a_sound_that_is_still_the_same_is_not_read_again(of_a_file, tmp_path, monkeypatch):
    known = write_sounds(tmp_path / "a.oscf", [drawn(), of_a_file], {}, without_bad=False)
    assert known.keys() == {"kick"}
    monkeypatch.setattr(sessions, "sha256_of", lambda samples: pytest.fail("read again"))
    assert write_sounds(tmp_path / "b.oscf", [of_a_file], known, without_bad=False) == known
    (sound,) = read_sounds(tmp_path / "b.oscf", [], 1e9)
    assert sound.sha256 == known["kick"][1]


def test_a_sound_whose_file_is_gone_is_embedded(of_a_file, tmp_path):
    (tmp_path / "kick.wav").unlink()
    assert write_sounds(tmp_path / "a.oscf", [of_a_file], {}, without_bad=False) == {}
    (sound,) = read_sounds(tmp_path / "a.oscf", [], 1e9)
    np.testing.assert_array_equal(sound.buffer.samples, of_a_file.buffer.samples)


def test_a_sound_that_could_never_be_loaded_is_refused_or_left_out(tmp_path):
    place = tmp_path / "a.oscf"
    sounds = [drawn(), drawn("bad", np.nan)]
    with pytest.raises(FileError, match="'bad' cannot be saved"):
        write_sounds(place, sounds, {}, without_bad=False)
    assert not place.exists()
    write_sounds(place, sounds, {}, without_bad=True)
    assert [sound.name for sound in read_sounds(place, [], 1e9)] == ["drawn"]


def test_two_sounds_of_one_name_are_refused(tmp_path):
    write_sounds(tmp_path / "a.oscf", [drawn(), drawn()], {}, without_bad=False)
    with pytest.raises(FileError, match="two buffers of one name"):
        read_sounds(tmp_path / "a.oscf", [], 1e9)


def test_sounds_of_files_share_the_memory_that_is_free(of_a_file, tmp_path):
    other = SavedSound("other", of_a_file.buffer)
    write_sounds(tmp_path / "a.oscf", [of_a_file, other], {}, without_bad=False)
    n_bytes = of_a_file.buffer.n_bytes
    assert len(read_sounds(tmp_path / "a.oscf", [], 2 * n_bytes)) == 2
    with pytest.raises(LimitError, match="max_memory"):
        read_sounds(tmp_path / "a.oscf", [], 2 * n_bytes - 4)


def test_an_embedded_sound_is_in_memory_once_while_it_is_read(tmp_path):
    samples = np.random.default_rng(1).uniform(-1, 1, (2, 2_000_000)).astype(np.float32)
    large = SavedSound("large", Buffer(samples, 48000), embedded=True)
    write_sounds(tmp_path / "a.oscf", [large], {}, without_bad=False)
    tracemalloc.start()
    try:
        with pytest.raises(LimitError, match="takes 16 MB or more and 10 MB are free"):
            read_sounds(tmp_path / "a.oscf", [], 10e6)
        assert tracemalloc.get_traced_memory()[1] < 3e6
        (sound,) = read_sounds(tmp_path / "a.oscf", [], 17e6)
        assert tracemalloc.get_traced_memory()[1] < samples.nbytes + 4e6
    finally:
        tracemalloc.stop()
    np.testing.assert_array_equal(sound.buffer.samples, samples)

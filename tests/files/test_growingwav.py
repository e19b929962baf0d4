"""A file that can be read while it grows."""

import numpy as np
import pytest
import soundfile

from oscfactor.errors import FileError
from oscfactor.files import growingwav
from oscfactor.files.growingwav import GrowingWav, free_name

SAMPLES = np.random.default_rng(0).standard_normal((2, 50)).astype(np.float32)


def read(path):
    return soundfile.read(path, dtype="float32", always_2d=True)[0].T


def test_the_file_can_be_read_before_its_end(tmp_path):
    wav = GrowingWav(tmp_path / "take.wav", n_channels=2, sample_rate=8000)
    wav.write(SAMPLES[:, :20])
    wav.refresh()
    assert np.array_equal(read(tmp_path / "take.wav"), SAMPLES[:, :20])
    wav.write(SAMPLES[:, 20:])
    assert wav.n_samples == 50
    wav.close()
    assert np.array_equal(read(tmp_path / "take.wav"), SAMPLES)


@pytest.mark.parametrize("ends_well", [True, False])
def test_a_file_that_has_the_place_stays_until_the_new_one_has_ended_well(tmp_path, ends_well):
    place = tmp_path / "take.wav"
    place.write_bytes(b"older")
    wav = GrowingWav(place, n_channels=2, sample_rate=8000)
    wav.write(SAMPLES)
    wav.refresh()
    assert place.read_bytes() == b"older"
    assert np.array_equal(read(tmp_path / "take-2.wav"), SAMPLES)
    if ends_well:
        wav.close()
        assert np.array_equal(read(place), SAMPLES)
        assert not (tmp_path / "take-2.wav").exists()
    else:
        wav.abandon()
        assert place.read_bytes() == b"older"


def test_it_takes_whole_samples_as_far_as_it_may_grow(tmp_path):
    wav = GrowingWav(tmp_path / "take.wav", n_channels=2, sample_rate=8000, max_bytes=87)
    assert wav.n_free == 10
    wav.write(SAMPLES[:, :4])
    assert wav.n_free == 6
    wav.close()


def test_a_place_without_a_folder_is_refused(tmp_path):
    with pytest.raises(FileError, match="there is no folder"):
        GrowingWav(tmp_path / "none" / "take.wav", n_channels=1, sample_rate=8000)


def test_a_free_name_is_the_next_that_no_file_has(tmp_path):
    (tmp_path / "take-2.wav").touch()
    assert free_name(tmp_path / "take.wav") == tmp_path / "take-3.wav"


def test_samples_reach_the_disk_within_a_second_while_it_grows(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(growingwav.time, "monotonic", lambda: now[0])
    wav = GrowingWav(tmp_path / "take.wav", n_channels=2, sample_rate=8000)
    wav.write(SAMPLES[:, :20])
    assert not read(tmp_path / "take.wav").size, "not with each block"
    now[0] += 0.9
    wav.write(SAMPLES[:, 20:30])
    assert np.array_equal(read(tmp_path / "take.wav"), SAMPLES[:, :30])
    wav.close()


def test_on_a_full_disk_the_file_ends_with_its_last_whole_sample(tmp_path):
    wav = GrowingWav(tmp_path / "take.wav", n_channels=2, sample_rate=8000)
    wav.write(SAMPLES[:, :20])
    wav.refresh()
    file, left = wav._file, [12]

    class Full:
        """Takes a sample and a half more."""

        def __getattr__(self, name):
            return getattr(file, name)

        def write(self, data):
            if file.tell() < 56:  # the head is there already
                return file.write(data)
            if not left[0]:
                raise OSError(28, "No space left on device")
            n = file.write(data[: left[0]])
            left[0] -= n
            return n

    wav._file = Full()
    wav.write(SAMPLES[:, 20:])
    with pytest.raises(FileError, match="no space left"):
        wav.close()
    size = (tmp_path / "take.wav").stat().st_size
    assert (size - 56) % 8 == 0
    assert np.array_equal(read(tmp_path / "take.wav"), SAMPLES[:, :21][:, : (size - 56) // 8])

"""Real files out: every bit as it was, every refusal a sentence, and never half a file."""

import contextlib
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from oscfactor.errors import ArgumentError, FileError, LimitError
from oscfactor.files import audiofile
from oscfactor.files.audiowriter import AudioWriter, check_size
from tests.support.permissions import as_nobody, shared_folder

RATE = 8000


def noise(n_channels=1, n_samples=2000):
    return np.random.default_rng(4).uniform(-0.9, 0.9, (n_channels, n_samples)).astype(np.float32)


def read(path, **options):
    return audiofile.read(path, **{"max_seconds": 60.0, "max_bytes": 1 << 26, **options})


@pytest.mark.parametrize("n_channels", [1, 2, 5])
@pytest.mark.parametrize(("name", "format"), [("a.wav", "WAV"), ("a.aiff", "AIFF"), ("a.aif", "AIFF")])
def test_floats_come_back_bit_for_bit_also_beyond_full_scale(tmp_path, name, format, n_channels):
    samples = 30 * noise(n_channels, 100_000)
    place = audiofile.write(tmp_path / name, samples, 44_100)
    assert place == tmp_path / name
    info = soundfile.info(place)
    assert (info.format, info.subtype, info.samplerate) == (format, "FLOAT", 44_100)
    np.testing.assert_array_equal(read(place).samples, samples)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
@pytest.mark.parametrize("suffix", ["wav", "aiff", "flac"])
def test_integers_come_back_equal_to_the_integers_they_were(tmp_path, suffix, subtype):
    steps = 2 ** (int(subtype[-2:]) - 1)
    samples = (np.random.default_rng(5).integers(-steps, steps, (2, 70_000)) / steps).astype(np.float32)
    place = audiofile.write(tmp_path / f"a.{suffix}", samples, RATE, subtype=subtype)
    assert soundfile.info(place).subtype == subtype
    np.testing.assert_array_equal(read(place).samples, samples)


@pytest.mark.parametrize("n_channels", [1, 3])
def test_the_same_sound_gives_the_same_bytes_in_the_form_that_every_host_reads(tmp_path, n_channels):
    samples = noise(n_channels, 70_000)
    one = audiofile.write(tmp_path / "a.wav", samples, RATE).read_bytes()
    assert one == audiofile.write(tmp_path / "b.wav", samples, RATE).read_bytes()
    assert one[56:] == samples.T.astype("<f4").tobytes()
    assert int.from_bytes(one[4:8], "little") == len(one) - 8
    soundfile.write(tmp_path / "c.wav", samples.T, RATE, subtype="FLOAT")
    assert one[12:48] == (tmp_path / "c.wav").read_bytes()[12:48]  # format and length


def test_a_sound_without_samples_is_a_whole_file(tmp_path):
    for name in ("a.wav", "a.aiff"):
        place = audiofile.write(tmp_path / name, np.zeros((2, 0), np.float32), RATE)
        assert soundfile.info(place).frames == 0


def test_integers_are_rounded_to_the_nearest(tmp_path):
    samples = noise(1, 10_000)
    place = audiofile.write(tmp_path / "a.wav", samples, RATE, subtype="pcm_16")
    assert np.abs(read(place).samples - samples).max() <= 0.5 / 32768


def test_flac_has_24_bits_by_default(tmp_path):
    assert soundfile.info(audiofile.write(tmp_path / "a.flac", noise(), RATE)).subtype == "PCM_24"


def test_integers_never_clip(tmp_path):
    samples = noise()
    samples[0, 5] = -1.25
    with pytest.raises(ArgumentError, match=r"a.flac reaches \+1.9 dB over full scale, .* subtype FLOAT"):
        audiofile.write(tmp_path / "a.flac", samples, RATE)
    assert list(tmp_path.iterdir()) == []
    samples[0, 5] = 1.0
    audiofile.write(tmp_path / "a.flac", samples, RATE)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"format": "mp4"}, "no sound file format 'mp4'; have: wav, rf64, aiff, flac"),
        ({"format": "flac", "subtype": "FLOAT"}, "flac has no subtype 'FLOAT'; have: .*PCM_24"),
        ({"format": "wav", "subtype": "../x"}, "wav has no subtype"),
    ],
)
def test_formats_that_there_are_not(tmp_path, options, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        audiofile.write(tmp_path / "a.wav", noise(), RATE, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_names_no_format(tmp_path):
    with pytest.raises(ArgumentError, match=r"no sound file format 'xyz'"):
        audiofile.write(tmp_path / "a.xyz", noise(), RATE)


def test_what_a_format_cannot_hold(tmp_path):
    with pytest.raises(ArgumentError, match=r"flac holds at most 8 channels, not 9"):
        audiofile.write(tmp_path / "a.flac", noise(9), RATE)
    with pytest.raises(ArgumentError, match="flac cannot hold 1 channels at 2000000 Hz"):
        audiofile.write(tmp_path / "a.flac", noise(), 2_000_000)
    with pytest.raises(LimitError, match=r"a wav file holds at most 4 GB and this sound needs 4.8"):
        check_size(1_200_000_000, 1, "wav", "FLOAT")
    check_size(1_200_000_000, 1, "wav", "PCM_24")
    check_size(1_200_000_000, 1, "flac", "PCM_24")
    assert list(tmp_path.iterdir()) == []


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path):
    place = audiofile.write(tmp_path / "a.wav", noise(), RATE)
    before = place.read_bytes()
    with AudioWriter(place, n_channels=1, sample_rate=RATE, format="wav") as file:
        file.write(noise(1, 50_000))
        assert place.read_bytes() == before
    assert read(place).n_samples == 50_000
    interrupted = AudioWriter(place, n_channels=1, sample_rate=RATE, format="wav")
    with contextlib.suppress(KeyboardInterrupt), interrupted as file:
        file.write(noise())
        raise KeyboardInterrupt
    assert read(place).n_samples == 50_000
    assert list(tmp_path.iterdir()) == [place]


def test_places_where_nothing_can_be_written(tmp_path):
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="there is no folder"):
        audiofile.write(tmp_path / "missing" / "a.wav", noise(), RATE)
    with pytest.raises(FileError, match="it is a folder"):
        audiofile.write(tmp_path / "folder.wav", noise(), RATE)
    with pytest.raises(FileError, match="cannot write"):
        audiofile.write(tmp_path / "file" / "a.wav", noise(), RATE)
    with pytest.raises(FileError, match="too long"):
        audiofile.write(tmp_path / ("x" * 300 + ".wav"), noise(), RATE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.wav"]


def test_a_read_only_folder():
    with shared_folder() as folder:
        with as_nobody(), pytest.raises(FileError, match="permission denied"):
            audiofile.write(folder / "a.wav", noise(), RATE)
        assert list(folder.iterdir()) == []


FULL_DISK = """
import resource, sys
import numpy as np
from oscfactor.files import audiofile
from oscfactor.errors import FileError
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    audiofile.write(sys.argv[1], np.random.default_rng(0).uniform(-1, 1, (2, 400_000)).astype("f4"), 8000)
except FileError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit here")
@pytest.mark.parametrize("suffix", ["wav", "aiff", "flac"])
def test_a_full_disk_leaves_nothing_behind_and_the_old_file_whole(tmp_path, suffix):
    place = audiofile.write(tmp_path / f"a.{suffix}", noise(), RATE)
    child = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(place)], capture_output=True, text=True, check=True
    )
    assert child.stdout.strip() == f"cannot write {place}: file too large"
    assert child.stderr == ""
    assert list(tmp_path.iterdir()) == [place]
    assert read(place).n_samples == 2000


@pytest.mark.parametrize(
    ("subtype", "n_bits"), [("PCM_16", 16), ("PCM_24", 24), ("PCM_32", 32), ("PCM_U8", 8)]
)
def test_full_scale_is_the_highest_step_and_does_not_turn_over(tmp_path, subtype, n_bits):
    audiofile.write(tmp_path / "a.wav", np.array([[1.0, -1.0]], np.float32), RATE, subtype=subtype)
    high, low = read(tmp_path / "a.wav").samples[0]
    assert high == pytest.approx(1 - 2.0 ** (1 - n_bits), abs=1e-7)
    assert low == -1

"""Real files in: every format, every refusal a sentence, and no memory for liars."""

import contextlib
import os
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from oscfactor.errors import ArgumentError, FileError, LimitError
from oscfactor.files import audiofile
from tests.support.permissions import as_nobody, shared_folder

RATE = 8000


def noise(n_channels=1, n_samples=2000):
    return np.random.default_rng(4).uniform(-0.9, 0.9, (n_channels, n_samples)).astype(np.float32)


def read(path, **options):
    return audiofile.read(path, **{"max_seconds": 60.0, "max_bytes": 1 << 26, **options})


@pytest.mark.parametrize("n_channels", [1, 2, 5])
@pytest.mark.parametrize(
    ("suffix", "subtype", "tolerance"),
    [
        ("wav", "FLOAT", 0),
        ("wav", "PCM_16", 1e-4),
        ("wav", "DOUBLE", 0),
        ("aiff", "PCM_24", 1e-6),
        ("flac", "PCM_16", 1e-4),
        ("caf", "FLOAT", 0),
        ("au", "PCM_16", 1e-4),
        ("w64", "FLOAT", 0),
    ],
)
def test_what_soundfile_reads_is_read(tmp_path, suffix, subtype, tolerance, n_channels):
    path, samples = tmp_path / f"sound.{suffix}", noise(n_channels, 100_001)
    soundfile.write(path, samples.T, 11_025, subtype=subtype)
    buffer = read(path)
    assert buffer.samples.shape == samples.shape
    assert buffer.samples.dtype == np.float32
    assert buffer.samples.flags.c_contiguous
    assert not buffer.samples.flags.writeable
    assert (buffer.sample_rate, buffer.path) == (11_025, str(path))
    np.testing.assert_allclose(buffer.samples, samples, atol=tolerance)


@pytest.mark.parametrize(("suffix", "subtype"), [("ogg", "VORBIS"), ("mp3", "MPEG_LAYER_III")])
def test_lossy_files_are_read(tmp_path, suffix, subtype):
    path = tmp_path / f"sound.{suffix}"
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100)
    soundfile.write(path, tone, 44_100, subtype=subtype)
    buffer = read(path)
    assert buffer.n_samples == pytest.approx(44_100, abs=2500)
    spectrum = np.abs(np.fft.rfft(buffer.samples[0]))
    assert spectrum.argmax() * 44_100 / buffer.n_samples == pytest.approx(440, abs=2)


@given(st.floats(0, 1), st.none() | st.floats(1e-4, 2))
@settings(max_examples=30, deadline=None)
def test_a_part_is_that_part_of_the_whole(start, duration):
    with tempfile.TemporaryDirectory() as folder:
        path, samples = Path(folder, "sound.wav"), noise(2, 1 + RATE)
        soundfile.write(path, samples.T, RATE, subtype="FLOAT")
        buffer = read(path, start=start, duration=duration)
    first = round(start * RATE)
    n_samples = samples.shape[1] if duration is None else max(1, round(duration * RATE))
    np.testing.assert_array_equal(buffer.samples, samples[:, first : first + n_samples])


def test_a_path_with_spaces_and_letters_of_many_alphabets(tmp_path):
    path = tmp_path / "mes sons é 音 🎵" / "boîte à rythmes.wav"
    path.parent.mkdir()
    soundfile.write(path, noise().T, RATE)
    assert read(str(path)).path == str(path)


def test_a_tilde_is_the_home_folder_and_a_relative_path_is_the_daemons(tmp_path, monkeypatch):
    soundfile.write(tmp_path / "sound.wav", noise().T, RATE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert read("~/sound.wav").path == read("sound.wav").path == str(tmp_path / "sound.wav")


def test_a_sound_of_one_sample_and_a_silent_one(tmp_path):
    soundfile.write(tmp_path / "one.wav", np.array([0.5]), RATE)
    soundfile.write(tmp_path / "silent.wav", np.zeros((500, 2)), RATE)
    assert read(tmp_path / "one.wav").n_samples == 1
    assert not read(tmp_path / "silent.wav").samples.any()


def test_what_is_not_a_sound_gets_one_sentence_with_its_absolute_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("empty.wav").touch()
    Path("text.wav").write_text("these are words " * 100)
    Path("folder.wav").mkdir()
    Path("bytes.raw").write_bytes(bytes(1000))
    soundfile.write("nothing.wav", np.zeros(0), RATE)
    cases = {
        "empty.wav": "is empty",
        "text.wav": "as sound",
        "folder.wav": "is a folder",
        "bytes.raw": "without a header",
        "nothing.wav": "holds no samples",
        "missing.wav": "no such file",
        "text.wav/below.wav": "cannot read",
        "x" * 5000: "too long",
    }
    for name, sentence in cases.items():
        with pytest.raises(FileError, match=sentence) as failure:
            read(name)
        assert str(tmp_path / name) in str(failure.value)
        assert "\n" not in str(failure.value)


@pytest.mark.parametrize("path", ["", "  ", "a\0b.wav", "~no-such-user-here/x.wav"])
def test_what_is_not_a_path_is_refused(path):
    with pytest.raises(FileError):
        read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(FileError, match="not a plain file"):
        read(tmp_path / "pipe.wav")


def test_a_file_without_permission():
    with shared_folder() as folder:
        path = folder / "secret.wav"
        soundfile.write(path, noise().T, RATE)
        path.chmod(0)
        with as_nobody(), pytest.raises(FileError, match="permission denied"):
            read(path)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_numbers_are_counted_and_found(tmp_path, bad):
    samples = noise(2, 100_000)
    samples[1, 70_000] = samples[0, 90_000] = samples[1, 90_000] = bad
    soundfile.write(tmp_path / "bad.wav", samples.T, RATE, subtype="FLOAT")
    with pytest.raises(FileError, match=r"3 NaN or infinite samples, .* 8.7500 s, sample 70000 of channel 1"):
        read(tmp_path / "bad.wav")
    with pytest.raises(FileError, match=r"1 NaN or infinite sample, .* sample 70000 of channel 1"):
        read(tmp_path / "bad.wav", start=8.0, duration=1.0)
    assert read(tmp_path / "bad.wav", duration=8.0).n_samples == 64_000


def test_samples_beyond_32_bits_are_not_called_infinite(tmp_path):
    soundfile.write(tmp_path / "large.wav", np.array([0.0, 1e300]), RATE, subtype="DOUBLE")
    with pytest.raises(FileError, match=r"1 NaN, infinite or too large sample, .* sample 1 of channel 0"):
        read(tmp_path / "large.wav")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"start": -1.0}, "start must be 0"),
        ({"start": float("nan")}, "start must be 0"),
        ({"start": 0.25}, "behind the end of .*, which lasts 0.250 s"),
        ({"start": 1e300}, "behind the end"),
        ({"duration": 0.0}, "duration must be more than 0"),
        ({"duration": float("inf")}, "duration must be more than 0"),
    ],
)
def test_a_part_that_is_not_there_is_refused(tmp_path, options, sentence):
    soundfile.write(tmp_path / "sound.wav", noise().T, RATE)
    with pytest.raises(ArgumentError, match=sentence):
        read(tmp_path / "sound.wav", **options)


# Limits


def test_a_sound_beyond_the_limits_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "sound.wav"
    soundfile.write(path, noise(2, 8000).T, RATE)
    assert read(path, max_seconds=1.0, max_bytes=64_000).n_samples == 8000
    monkeypatch.setattr(soundfile.SoundFile, "read", None)
    with pytest.raises(LimitError, match=r"1.0 s and 0.1 MB, while 0.9 s"):
        read(path, max_seconds=0.9)
    with pytest.raises(LimitError, match="start and duration"):
        read(path, max_bytes=63_999)


def test_a_part_within_the_limits_of_a_long_sound_is_read(tmp_path):
    soundfile.write(tmp_path / "sound.wav", noise(1, 80_000).T, RATE)
    assert read(tmp_path / "sound.wav", start=5.0, duration=1.0, max_seconds=1.0).n_samples == 8000


def flac_that_claims(path, n_samples, total):
    """Write a FLAC file and set the number of samples in its header, 36 bits before byte 26."""
    soundfile.write(path, noise(1, n_samples).T, RATE)
    data = bytearray(path.read_bytes())
    head = int.from_bytes(data[18:26], "big")
    data[18:26] = ((head >> 36 << 36) | total).to_bytes(8, "big")
    path.write_bytes(data)


@pytest.mark.parametrize("total", [0, 150_000])
def test_a_header_that_promises_more_than_there_is_does_no_harm(tmp_path, total):
    flac_that_claims(tmp_path / "stream.flac", 100_000, total)
    buffer = read(tmp_path / "stream.flac")
    np.testing.assert_allclose(buffer.samples, noise(1, 100_000), atol=1e-4)


def test_a_stream_of_unknown_length_still_meets_the_limit(tmp_path):
    flac_that_claims(tmp_path / "stream.flac", 100_000, 0)
    with pytest.raises(LimitError, match=r"at least 10.0 s"):
        read(tmp_path / "stream.flac", max_seconds=10.0)


def test_a_lying_header_takes_no_memory(tmp_path):
    flac_that_claims(tmp_path / "stream.flac", 1000, (1 << 36) - 1)
    with pytest.raises(LimitError):
        read(tmp_path / "stream.flac")


def test_a_cut_off_file_gives_what_there_is_or_a_sentence(tmp_path):
    for suffix in ("wav", "aiff", "flac"):
        path = tmp_path / f"cut.{suffix}"
        soundfile.write(path, noise(1, 50_000).T, RATE)
        path.write_bytes(path.read_bytes()[:40_000])
        with contextlib.suppress(FileError):
            assert 0 < read(path).n_samples < 50_000


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(position, junk):
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("wav", "flac"):
            path = Path(folder, f"damaged.{suffix}")
            soundfile.write(path, noise(1, 1500).T, RATE, subtype="PCM_16")
            data = bytearray(path.read_bytes())
            data[position : position + len(junk)] = junk
            path.write_bytes(data)
            with contextlib.suppress(FileError, LimitError):
                read(path)


def test_a_part_knows_where_it_stood_in_the_file(tmp_path):
    soundfile.write(tmp_path / "a.wav", noise().T, RATE, "FLOAT")
    assert read(tmp_path / "a.wav", start=0.1).offset == 800
    assert read(tmp_path / "a.wav").offset == 0


@pytest.mark.parametrize(("n_read", "said"), [(20_000, False), (18_000, False), (15_000, True)])
def test_a_sound_that_ends_early_is_told_unless_encoders_only_count_otherwise(n_read, said):
    source = SimpleNamespace(failure="", remark="", sample_rate=RATE, n_samples=20_000)
    remark = audiofile._remark(source, 0, n_read, 20_000)
    assert remark == ("it is cut off: 1.88 s of 2.50 s are there" if said else "")

"""Headers that their writer never came back to, and files that were cut off."""

import struct

import numpy as np
import pytest

from oscfactor.errors import FileError
from tests.files.test_audiosource import music, read, write


def unfinished(data, kind):
    """Return a file as its writer leaves it when it is killed."""
    data = bytearray(data)
    if kind == "AIFF":
        common, sound = data.index(b"COMM") + 8, data.index(b"SSND") + 4
        data[common + 2 : common + 6], data[sound : sound + 4] = bytes(4), struct.pack(">I", 8)
        data[4:8] = struct.pack(">I", 0xFFFFFFF8)
    elif kind == "CAF":
        at = data.index(b"data") + 4
        data[at : at + 8] = struct.pack(">q", 4)
    elif kind == "RF64":
        at = data.index(b"ds64") + 8
        data[at : at + 24] = struct.pack("<qqq", -8, 0, 0)
    elif kind == "AU":
        data[8:12] = bytes(4)
    elif kind == "W64":
        at = data.index(b"data") + 16
        data[at : at + 8] = struct.pack("<q", 24)
    else:
        at = data.index(b"data") + 4
        data[4:8], data[at : at + 4] = struct.pack("<I", 8), bytes(4)
    return bytes(data)


CHUNKED = [
    *(("AIFF", "PCM_16"), ("AIFF", "FLOAT"), ("CAF", "PCM_24"), ("RF64", "PCM_24"), ("WAV", "PCM_16")),
    *(("WAVEX", "FLOAT"), ("AU", "PCM_16"), ("W64", "PCM_16")),
]


@pytest.mark.parametrize(("kind", "subtype"), CHUNKED)
def test_what_a_killed_writer_left_is_read_and_said_to_be_unfinished(tmp_path, kind, subtype):
    path = tmp_path / "sound"
    data = write(path, music(5000, 2), kind, subtype)
    whole = read(path)
    assert whole.remark == ""
    path.write_bytes(unfinished(data, kind))
    buffer = read(path)
    np.testing.assert_array_equal(buffer.samples[:, :5000], whole.samples)
    assert buffer.n_samples < 5100  # a chunk behind the sound, of peaks, may be taken for sound
    assert "its writer did not end it" in buffer.remark
    assert read(path, duration=0.01).remark == ""


@pytest.mark.parametrize(("kind", "subtype"), [*CHUNKED, ("FLAC", "PCM_16")])
def test_a_copy_that_was_cut_gives_what_is_there_and_says_so(tmp_path, kind, subtype):
    path = tmp_path / "sound"
    data = write(path, music(20_000, 2), kind, subtype)
    whole = read(path).samples
    path.write_bytes(data[: len(data) // 2])
    buffer = read(path)
    assert 6000 < buffer.n_samples < 14_000
    np.testing.assert_array_equal(buffer.samples, whole[:, : buffer.n_samples])
    assert "cut off" in buffer.remark


@pytest.mark.parametrize("kind", ["WAV", "AU", "CAF"])
def test_the_size_that_a_stream_gives_is_no_reason_to_speak(tmp_path, kind):
    path = tmp_path / "pipe"
    data = bytearray(write(path, music(5000), kind, "PCM_16"))
    whole = read(path).samples
    at = 8 if kind == "AU" else data.index(b"data") + 4
    size = 8 if kind == "CAF" else 4
    data[at : at + size] = b"\xff" * size
    path.write_bytes(data)
    buffer = read(path)
    np.testing.assert_array_equal(buffer.samples, whole)
    assert buffer.remark == ""


def test_chunks_of_odd_size_before_and_behind_the_sound_do_no_harm(tmp_path):
    path = tmp_path / "sound.wav"
    data = write(path, music(5000), "WAV", "PCM_16")
    whole = read(path).samples
    odd = b"junk" + struct.pack("<I", 3) + b"abc\0"
    path.write_bytes(data[:12] + odd + data[12:] + odd)
    np.testing.assert_array_equal(read(path).samples, whole)
    assert read(path).remark == ""


def test_an_empty_sound_before_another_chunk_is_empty(tmp_path):
    for kind in ("WAV", "AIFF", "CAF"):
        path = tmp_path / kind
        data = write(path, np.zeros((0, 1)), kind, "PCM_16")
        path.write_bytes(data)
        with pytest.raises(FileError, match="holds no samples"):
            read(path)

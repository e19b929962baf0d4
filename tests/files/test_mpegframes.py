"""MP3 files: without a head, cut, and joined."""

import numpy as np
import pytest

from oscfactor.errors import ArgumentError, LimitError
from oscfactor.files.filebytes import FileBytes
from oscfactor.files.mpegframes import layout
from tests.files.test_audiosource import RATE, frames_of, mp3, music, read

ID3 = b"ID3\x04\0\0\0\0\x07\x68" + b"\xff\xfb\x90\0" * 250  # with a picture that looks like frames


def test_an_mp3_of_variable_rate_without_a_head_is_read_to_its_end(tmp_path):
    samples = music(4 * RATE + 2160)
    path = tmp_path / "pipe.mp3"
    data = mp3(path, samples)
    headed = read(path).samples
    path.write_bytes(frames_of(data, path))
    buffer = read(path)
    assert len(samples) <= buffer.n_samples < len(samples) + 3 * 1152
    assert buffer.remark == ""
    delay = 1105  # samples: the encoder's 576 and the decoder's 529, which only the head tells of
    np.testing.assert_allclose(buffer.samples[:, delay:][:, : len(samples)], headed, atol=1e-6)
    part = read(path, start=2.0, duration=1.5)
    np.testing.assert_array_equal(part.samples, buffer.samples[:, 2 * RATE :][:, : RATE * 3 // 2])
    with pytest.raises(ArgumentError, match=r"which lasts 4\.\d"):
        read(path, start=5.0)
    with pytest.raises(LimitError, match=r"at least 4\.\d s"):
        read(path, max_seconds=3.0)


@pytest.mark.parametrize("head", [True, False])
def test_an_mp3_whose_front_is_cut_begins_with_the_next_frame(tmp_path, head):
    path = tmp_path / "cut.mp3"
    data = mp3(path, music(4 * RATE))
    path.write_bytes((data if head else frames_of(data, path))[len(data) // 8 + 77 :])
    buffer = read(path)
    assert 3.3 * RATE < buffer.n_samples < 3.9 * RATE


@pytest.mark.parametrize("tag", [b"", ID3, b"TAG" + bytes(125)])
def test_joined_mp3_files_are_one_sound(tmp_path, tag):
    one, two = tmp_path / "1.mp3", tmp_path / "2.mp3"
    data = mp3(one, music(2 * RATE)), mp3(two, music(3 * RATE, seed=2))
    joined = tmp_path / "joined.mp3"
    joined.write_bytes((tag if tag == ID3 else b"") + data[0] + tag + data[1])
    both = read(joined)
    np.testing.assert_array_equal(both.samples, np.hstack([read(one).samples, read(two).samples]))
    assert both.remark == ""
    part = read(joined, start=1.9, duration=0.5)
    np.testing.assert_array_equal(part.samples, both.samples[:, round(1.9 * RATE) :][:, : RATE // 2])


@pytest.mark.parametrize("cut", ["head", "frames"])
def test_an_mp3_whose_end_is_cut_gives_what_is_there(tmp_path, cut):
    path = tmp_path / "cut.mp3"
    data = mp3(path, music(4 * RATE))
    whole = read(path).samples
    path.write_bytes((data if cut == "head" else frames_of(data, path))[: len(data) // 2])
    buffer = read(path)
    assert RATE < buffer.n_samples < 3 * RATE
    if cut == "head":  # without it nobody can tell
        np.testing.assert_array_equal(buffer.samples[:, :-1152], whole[:, : buffer.n_samples - 1152])
        assert "its head counts" in buffer.remark
        assert read(path, duration=0.5).remark == ""


def test_the_encoders_delay_is_cut_off_where_the_head_tells_it(tmp_path):
    path = tmp_path / "sound.mp3"
    mp3(path, music(2 * RATE))
    assert read(path).n_samples == 2 * RATE


def test_a_few_missing_frames_are_told(tmp_path):
    path = tmp_path / "cut.mp3"
    data = mp3(path, music(4 * RATE))
    path.write_bytes(data[: -len(data) // 20])
    assert read(path).remark.startswith("its head counts 0.")


def parts_of(path):
    with path.open("rb") as file:
        return layout(FileBytes(file)).parts


def test_a_scratch_between_two_frames_is_skipped(tmp_path):
    path = tmp_path / "scratched.mp3"
    frames = frames_of(mp3(path, music(4 * RATE)), path)
    path.write_bytes(frames)
    (whole,) = parts_of(path)
    at = frames.index(b"\xff\xfb", len(frames) // 2)
    path.write_bytes(frames[:at] + bytes(500) + frames[at:])
    (part,) = parts_of(path)
    assert abs(part.n_samples - whole.n_samples) <= 2 * 1152

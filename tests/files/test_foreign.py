"""Formats that are not read."""

import pytest

from oscfactor.errors import FileError
from tests.files.test_audiosource import read


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("song.m4a", b"\0\0\0\x20ftypM4A "),
        ("song.wma", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
        ("song.aac", b"\xff\xf1\x50\x80"),
        ("song.ogg", b"OggS" + bytes(24) + b"Speex   1.2"),
        ("song", b"wvpk"),
        ("my song.wav", b"\0\0\0\x20ftypisom"),
    ],
)
def test_a_format_that_is_not_read_comes_with_the_line_that_converts_it(tmp_path, name, head):
    path = tmp_path / name
    path.write_bytes(head + bytes(5000))
    with pytest.raises(FileError, match=r"convert it first, as by ffmpeg -i .*song.*wav"):
        read(path)


def test_words_are_not_to_be_converted(tmp_path):
    (tmp_path / "text.wav").write_text("these are words " * 100)
    with pytest.raises(FileError) as failure:
        read(tmp_path / "text.wav")
    assert "ffmpeg" not in str(failure.value)

"""The bytes of a file by position."""

import io

from oscfactor.files import filebytes
from oscfactor.files.filebytes import FileBytes


def test_past_the_end_there_are_no_bytes():
    data = FileBytes(io.BytesIO(b"abcdef"))
    assert data.size == 6
    assert (data.at(4, 10), data.at(6, 1), data.at(1, 2)) == (b"ef", b"", b"bc")


def test_a_word_across_two_pieces_is_found(monkeypatch):
    monkeypatch.setattr(filebytes, "_PIECE", 8)
    data = FileBytes(io.BytesIO(b"123456OggS7890"))
    assert data.find(b"OggS", 0) == 6
    assert data.find(b"OggS", 7) == -1

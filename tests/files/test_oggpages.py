"""Ogg files: chained, and cut off."""

import numpy as np
import pytest

from oscfactor.files.filebytes import FileBytes
from oscfactor.files.oggpages import layout
from tests.files.test_audiosource import RATE, music, read, write


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_a_chain_of_ogg_is_one_sound_up_to_what_is_of_another_kind(tmp_path, subtype):
    rate = 48_000
    one, two = tmp_path / "1.ogg", tmp_path / "2.ogg"
    data = [write(path, music(n, 2), "OGG", subtype, rate) for path, n in ((one, RATE), (two, 2 * RATE))]
    other = write(tmp_path / "3.ogg", music(RATE), "OGG", subtype, 24_000)
    chain = tmp_path / "chain.ogg"
    chain.write_bytes(data[0] + data[1])
    both = read(chain)
    np.testing.assert_array_equal(both.samples, np.hstack([read(one).samples, read(two).samples]))
    assert both.remark == ""
    np.testing.assert_array_equal(read(chain, start=0.5).samples, both.samples[:, rate // 2 :])
    chain.write_bytes(data[0] + other + data[1])
    first = read(chain)
    np.testing.assert_array_equal(first.samples, read(one).samples)
    assert "goes on after 0.92 s with 1 channel, at 24000 Hz" in first.remark


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_an_ogg_that_is_cut_off_gives_its_whole_pages(tmp_path, subtype):
    path = tmp_path / "cut.ogg"
    data = write(path, music(6 * RATE, 2), "OGG", subtype, 48_000)
    whole = read(path).samples
    path.write_bytes(data[: len(data) * 2 // 3])
    buffer = read(path)
    assert RATE < buffer.n_samples < whole.shape[1]
    np.testing.assert_array_equal(buffer.samples, whole[:, : buffer.n_samples])
    assert "cut off" in buffer.remark


def test_an_ogg_with_a_damaged_page_in_its_middle_is_not_cut_off(tmp_path):
    path = tmp_path / "damaged.ogg"
    data = write(path, music(6 * RATE, 2), "OGG", "VORBIS", 48_000)
    last = data.rindex(b"OggS")
    page_beyond_the_end = b"OggS" + bytes(22) + b"\xff" * 256
    path.write_bytes(data[:last] + page_beyond_the_end + data[last:])
    with path.open("rb") as file:
        found = layout(FileBytes(file))
    assert found.remark == ""
    assert len(found.parts) == 1

"""The file of a session: what comes back, and what is never replaced."""

import numpy as np
import pytest

from oscfactor.errors import FileError, LimitError
from oscfactor.files import archive
from oscfactor.files.arrays import Arrays
from oscfactor.files.room import Room


def saved(path, **document):
    arrays = Arrays()
    document["place"] = arrays.put(np.arange(6, dtype=np.float32).reshape(2, 3))
    archive.write(path, document, arrays)
    return path


def read(path, n_bytes=1e9):
    """Return the document, and the first array that was saved."""
    with archive.opened(path, Room(path, n_bytes)) as (document, run):
        return document, run.array(document["place"], "sound", (2, 3))


@pytest.mark.parametrize("name", ["a.oscf", "sitzung ü", "a.json"])
def test_what_is_written_is_read(tmp_path, name):
    document, array = read(saved(tmp_path / name, words=["ü", 1]))
    assert document["words"] == ["ü", 1]
    assert document["place"] == {"at": 0, "shape": [2, 3]}
    assert array.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_session_replaces_a_session(tmp_path):
    path = saved(tmp_path / "show", take=1)
    assert read(saved(path, take=2))[0]["take"] == 2


def test_what_is_no_session_is_never_replaced(tmp_path):
    sound = tmp_path / "drums.wav"
    sound.write_bytes(b"RIFF....WAVE")
    with pytest.raises(FileError, match=r"drums\.wav is there already.*\.oscf"):
        saved(sound)
    assert sound.read_bytes() == b"RIFF....WAVE"


def test_a_broken_session_may_be_saved_anew(tmp_path):
    path = tmp_path / "a.oscf"
    path.write_bytes(b"half")
    with pytest.raises(FileError, match="not a session"):
        read(path)
    assert read(saved(path))


def test_a_session_that_is_too_large_is_not_read(tmp_path):
    with pytest.raises(LimitError, match="max_memory"):
        read(saved(tmp_path / "a.oscf"), 10)


def test_a_file_whose_numbers_are_cut_is_not_whole_however_far_they_are_read(tmp_path):
    path = saved(tmp_path / "a.oscf")
    whole = path.read_bytes()
    at = whole.index(np.float32(5).tobytes())
    path.write_bytes(whole[:at] + np.float32(6).tobytes() + whole[at + 4 :])
    with pytest.raises(FileError, match="not whole"), archive.opened(path, Room(path, 1e9)):
        pass


def test_what_cannot_take_its_place_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.oscf").mkdir()
    with pytest.raises(FileError, match="cannot write"):
        saved(tmp_path / "a.oscf")
    assert [path.name for path in tmp_path.iterdir()] == ["a.oscf"]

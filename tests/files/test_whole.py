"""Files are whole or not there, whatever happens while they are written."""

import errno

import pytest

from oscfactor.errors import ExistsError, FileError
from oscfactor.files.roots import NewPath
from oscfactor.files.whole import whole


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    place = tmp_path / "a.csv"
    place.write_text("old")
    with whole(place) as temporary:
        temporary.write_text("new")
        assert place.read_text() == "old"
    assert place.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_what_goes_wrong_leaves_the_old_file_and_nothing_else(tmp_path):
    place = tmp_path / "a.csv"
    place.write_text("old")

    def fill_the_disk():
        with whole(place) as temporary:
            temporary.write_text("new")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(FileError, match=r"cannot write .*a\.csv: no space left on device"):
        fill_the_disk()
    assert place.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_places_where_nothing_can_be_written(tmp_path):
    with pytest.raises(FileError, match="there is no folder"), whole(tmp_path / "no" / "a.csv") as temporary:
        temporary.write_text("new")
    with pytest.raises(FileError, match="it is a folder"), whole(tmp_path):
        pass
    taken = NewPath(tmp_path / "taken.csv")
    taken.write_text("old")
    with pytest.raises(ExistsError, match="is there already"), whole(taken):
        pass
    assert taken.read_text() == "old"

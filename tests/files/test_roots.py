"""What another computer may touch: nothing outside the folders, nothing that is there already."""

import os
import sys
import threading

import numpy as np
import pytest

from oscfactor.errors import ConfigError, ExistsError, FileError
from oscfactor.files import audiofile
from oscfactor.files.audiowriter import AudioWriter
from oscfactor.files.paths import absolute
from oscfactor.files.roots import GuardedPath, NewPath, Roots, check_free, put_in_place


@pytest.fixture
def roots(tmp_path):
    for name in ("a", "b", "secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.wav").write_bytes(b"x")
    return Roots(os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]))


def place(roots, text, *, is_new=False):
    return absolute(roots.guard(str(text), is_new=is_new))


def test_inside_is_what_lies_in_one_of_the_folders(roots, tmp_path):
    for text in ("x.wav", tmp_path / "a" / "x.wav", "./sub/../x.wav", tmp_path / "b" / ".." / "a" / "x.wav"):
        assert place(roots, text) == tmp_path.resolve() / "a" / "x.wav"
    assert place(roots, tmp_path / "b" / "x.wav").read_bytes() == b"x"


def test_everything_else_is_refused_in_the_same_words(roots, tmp_path):
    said = set()
    for text in (
        tmp_path / "secret" / "x.wav",
        tmp_path / "none",
        tmp_path,
        "..",
        "../secret/x.wav",
        "sub/../../secret/x.wav",
        f"{tmp_path}/a/../secret/x.wav",
        f"{tmp_path}/ab/x.wav",
        "~",
        "~root/x.wav",
        "/",
        "/etc/passwd",
        "//host/share",
    ):
        with pytest.raises(FileError) as error:
            place(roots, text)
        said.add(str(error.value))
    assert len(said) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_that_leads_out_is_outside(roots, tmp_path):
    (tmp_path / "a" / "out").symlink_to(tmp_path / "secret")
    (tmp_path / "a" / "in").symlink_to(tmp_path / "b")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a" / "loop")
    for text in ("out/x.wav", "out/new.wav", "out", "in/../../secret/x.wav"):
        with pytest.raises(FileError, match="only inside"):
            place(roots, text)
    assert place(roots, "in/x.wav") == tmp_path.resolve() / "b" / "x.wav"
    with pytest.raises(FileError):
        audiofile.read(roots.guard("loop", is_new=False), max_seconds=1, max_bytes=100)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_folder_that_is_itself_a_link_may_be_named_either_way(tmp_path):
    (tmp_path / "true").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "true")
    roots = Roots(str(tmp_path / "link"))
    for name in ("link", "true"):
        assert place(roots, tmp_path / name / "x.wav") == tmp_path.resolve() / "true" / "x.wav"
        assert roots.hold(str(tmp_path / name / "x.wav"))


def test_no_folders_no_files_and_a_folder_must_be_one(tmp_path):
    with pytest.raises(FileError, match="touch no files"):
        Roots().guard("x.wav", is_new=False)
    with pytest.raises(ConfigError, match="no folder"):
        Roots(str(tmp_path / "none"))


def test_what_does_not_ask_for_the_place_cannot_open_it(roots):
    guarded = roots.guard("x.wav", is_new=False)
    assert isinstance(guarded, GuardedPath)
    with pytest.raises(TypeError):
        os.fspath(guarded)


def test_what_is_there_stays_also_if_it_comes_while_the_new_is_written(roots, tmp_path):
    new = place(roots, "new.wav", is_new=True)
    with pytest.raises(ExistsError, match="replaces nothing"):
        AudioWriter(place(roots, "x.wav", is_new=True), n_channels=1, sample_rate=8000, format="wav")
    writer = AudioWriter(new, n_channels=1, sample_rate=8000, format="wav")
    writer.write(np.zeros((1, 8), np.float32))
    (tmp_path / "a" / "new.wav").write_bytes(b"mine")
    with pytest.raises(ExistsError, match="replaces nothing"):
        writer.__exit__(None, None, None)
    assert (tmp_path / "a" / "new.wav").read_bytes() == b"mine"
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["new.wav", "x.wav"]


@pytest.mark.parametrize("has_links", [True, False])
def test_of_two_that_take_a_place_at_once_one_gets_it(tmp_path, monkeypatch, has_links):
    if not has_links:

        def no_links(self, target):
            raise OSError(95, "Operation not supported")

        monkeypatch.setattr(NewPath, "hardlink_to", no_links)
    got = []

    def take(i):
        temporary = tmp_path / f"{i}.part"
        temporary.write_text(str(i))
        try:
            put_in_place(temporary, NewPath(tmp_path / "place"))
        except ExistsError:
            temporary.unlink()
        else:
            got.append(str(i))

    threads = [threading.Thread(target=take, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [(tmp_path / "place").read_text()]
    assert [p.name for p in tmp_path.iterdir()] == ["place"]


def test_whatever_stands_at_a_new_place_is_in_the_way(tmp_path):
    (tmp_path / "folder").mkdir()
    names = ["folder"]
    if sys.platform != "win32":
        (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
        names.append("dangling")
    for name in names:
        with pytest.raises(ExistsError, match="is there already"):
            check_free(NewPath(tmp_path / name))
        check_free(tmp_path / name)
    check_free(NewPath(tmp_path / "free"))

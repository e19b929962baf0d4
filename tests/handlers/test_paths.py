"""Paths: refused as texts before anything begins, and held against the disk on the thread that works."""

import numpy as np
import pytest
import soundfile

from oscfactor.errors import FileError
from oscfactor.protocol.commands import COMMANDS
from tests.handlers.conftest import Bench
from tests.support.disks import asked_on_a_loop

ROWS = [row for row in COMMANDS.values() if row.files]


@pytest.fixture(scope="module")
def own():
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def folder(own, tmp_path):
    """A folder with a sound and a session; the session is as it was after the test, too."""
    soundfile.write(tmp_path / "a b.wav", np.zeros(800), 8000)
    first = own.ask("/session/save", str(tmp_path / "evening"))[0][0]
    yield tmp_path
    own.ask("/session/load", first)


def args_of(row, place):
    """Return the arguments of a row's example, with a place for each path and our sound for its sounds."""
    example = [place if arg.file else value for arg, value in zip(row.args, row.example, strict=False)]
    return ["n" if value in ("drums", "take") else value for value in example]


PLACES = {"/buffer/load": "a b.wav", "/session/load": "evening.oscf", "/session/prepare": "evening.oscf"}
"""Of files that must be there; other commands write a new one."""
NEW = {"/component/data": "new.csv"}
"""Of new files whose ending says something else than a kind of sound file."""


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row.address.endswith("/record")], ids=lambda row: row.address
)
def test_no_disk_is_asked_on_the_event_loop(own, folder, monkeypatch, row):
    # A recording opens its file on a thread of its own: tests/realtime/test_recorder.py.
    place = folder / {**PLACES, **NEW}.get(row.address, "new.wav")
    searched = ["search", f"'{folder}'"] if any(option.name == "search" for option in row.options) else []
    own.ask("/object/set", "n", 0, 1)
    asked = asked_on_a_loop(monkeypatch)
    own.ask(row.address, *args_of(row, f"'{place}'"), *searched)
    assert asked == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.address)
@pytest.mark.parametrize("text", ["   ", "a\0b"])
def test_what_can_be_no_path_is_refused_at_once(own, row, text):
    paths = [arg.name for arg in row.files]
    bound = {arg.name: text for arg in row.files}
    with pytest.raises(FileError, match=r"empty|zero byte"):
        own.handle(row, **{**row.bind(args_of(row, "a.wav")), **bound})
    assert own.session.jobs.n_jobs == 0, paths


def test_an_option_that_is_not_given_is_no_path(own, tmp_path):
    place = own.ask("/session/save", str(tmp_path / "first"))[0][0]
    assert own.ask("/session/load", place)[0] == (place, 2)

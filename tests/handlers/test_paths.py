"""Paths: refused as texts before anything begins, and held against the disk on the thread that works."""

import asyncio
import builtins
import io
import os

import numpy as np
import pytest
import soundfile

from oscfactor.errors import FileError
from oscfactor.protocol.commands import COMMANDS
from tests.handlers.conftest import Bench

ROWS = [row for row in COMMANDS.values() if row.files]
ASKED_OF_A_DISK = {
    os: ("stat", "lstat", "open", "mkdir", "scandir", "listdir", "access", "replace", "rename", "unlink"),
    io: ("open",),
    builtins: ("open",),
}


@pytest.fixture(scope="module")
def own():
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch):
    """What is asked of a file system while a loop runs on the asking thread: it would stand still."""
    asked = []

    def watched(name, function):
        def ask(*args, **options):
            if asyncio._get_running_loop() is not None:
                asked.append((name, *args[:1]))
            return function(*args, **options)

        return ask

    for module, names in ASKED_OF_A_DISK.items():
        for name in names:
            monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    return asked


@pytest.fixture
def places(tmp_path):
    """A place for each command, of a sound file, a folder or a session."""
    sound, session = tmp_path / "a b.wav", tmp_path / "evening.oscf"
    soundfile.write(sound, np.zeros(800), 8000)
    return {"/buffer/load": sound, "/session/save": session, "/session/load": session}


def args_of(row, place):
    example = [place if arg.file else value for arg, value in zip(row.args, row.example, strict=False)]
    return ["n" if value == "drums" or value == "take" else value for value in example]


@pytest.mark.parametrize("address", ["/session/save", "/buffer/load", "/buffer/save", "/component/export"])
def test_no_disk_is_asked_on_the_event_loop(own, places, asked, tmp_path, address):
    row = COMMANDS[address]
    place = places.get(address, tmp_path / "new.wav")
    done, _ = own.ask("/session/save", str(tmp_path / "first"))
    assert done[1] == 2
    asked.clear()
    own.ask(address, *args_of(row, f"'{place}'"))
    assert asked == []
    if address == "/session/save":
        own.ask("/session/load", str(place), str(tmp_path))
        assert asked == []
    elif address == "/buffer/load":
        own.ask("/session/load", str(tmp_path / "first"))


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

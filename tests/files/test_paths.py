"""Paths as musicians give them, through every command that takes one."""

import os
from pathlib import Path, PureWindowsPath
from urllib.parse import quote

import numpy as np
import pytest
import soundfile

from oscfactor.client import Client
from oscfactor.errors import ArgumentError, FileError, printable
from oscfactor.files.paths import UserPath, absolute, as_sent, split_folders
from oscfactor.protocol.commands import COMMANDS
from tests.session.test_session import run

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has drives, and no such names")

NAMES = [
    "全角\u3000空白",
    "no\u00a0break",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "private \ue000",
    "new \U0001fae9",
    "right to left \u202e",
    "soft\u00adhyphen",
]
WILD = ['line\nbreak "quotes" tab\t', "escape \x1b[31m red", "a\\b", "it's 100%41"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES + [pytest.param(name, marks=posix) for name in WILD])
def test_every_command_that_takes_a_path_takes_any_name(client, tmp_path, name, request):
    folder = tmp_path / name
    folder.mkdir()
    sound = folder / f"{name}.wav"
    soundfile.write(sound, np.random.default_rng(1).uniform(-0.5, 0.5, 4000), 8000, subtype="FLOAT")
    client.request("/buffer/load", "wild", str(sound))
    shown = client.request("/buffer/info", "wild").messages[0].args
    assert shown[-1] == str(sound)
    saved = client.request("/buffer/save", "wild", str(folder / "saved.wav")).args
    assert saved[-1] == str(folder / "saved.wav")
    assert soundfile.info(folder / "saved.wav").frames == 4000
    client.request("/buffer/factorize", "wild", 2, "fft", 256, "iterations", 2)
    exported = client.request("/component/export", "wild", -1, str(folder / "layers"))
    assert all(Path(m.args[2]).is_file() for m in exported.messages if m.address == "/oscfactor/file")
    assert client.request("/matrix/export", "wild", 0, 1, str(folder / "cells")).args
    place = client.request("/session/save", str(folder / "session")).args[0]
    sound.rename(folder / "moved.wav")
    assert client.request("/session/load", place, str(folder)).args[0] == str(folder / "session.oscf")
    client.request("/buffer/free", "wild")


def test_every_argument_that_is_a_path_takes_all_that_a_file_system_takes():
    places = [a for row in COMMANDS.values() for a in (*row.args, *row.options) if a.file]
    words = ("path", "directory", "search")
    named = [a for row in COMMANDS.values() for a in (*row.args, *row.options) if a.name in words]
    assert [a.name for a in places] == [a.name for a in named]
    assert len(places) >= 8
    for arg in places:
        assert arg.coerce(NAMES[0]) == NAMES[0]
        with pytest.raises(ArgumentError, match="must not be empty"):
            arg.coerce("")


def test_an_error_shows_what_a_terminal_would_obey(client):
    with pytest.raises(Exception, match="no such file") as failure:
        client.request("/buffer/load", "none", "/no/such\x1b[2J\nfolder\u202e/ 音\u3000\u00a0.wav")
    sentence = str(failure.value)
    assert "/no/such\\x1b[2J\\nfolder\\u202e/ 音\u3000\\xa0.wav" in sentence
    assert printable(sentence) == sentence


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('"HOME/my kick.wav"', "my kick.wav"),
        ("'HOME/my kick.wav'", "my kick.wav"),
        ("\u201cHOME/my kick.wav\u201d", "my kick.wav"),
        ("~/my kick.wav", "my kick.wav"),
        ('"~/my kick.wav"', "my kick.wav"),
        ("file://HOME/my%20kick.wav", "my kick.wav"),
        ("file://localhostHOME/my%20kick.wav", "my kick.wav"),
        ("FILE:HOME/my%20kick.wav", "my kick.wav"),
        ("file://~/my%20kick.wav", "my kick.wav"),
        (f"file://HOME/{quote('音 é')}.wav", "音 é.wav"),
        ("~:/my kick.wav", "my kick.wav"),
        ("Desktop:/my kick.wav", "Desktop/my kick.wav"),
        ("HOME/my\\ kick\\ \\(2\\).wav", "my kick (2).wav"),
        ("my kick.wav", "my kick.wav"),
    ],
)
@posix
def test_what_is_meant_is_understood(home, text, meant):
    assert absolute(text.replace("HOME", str(home))) == home / meant


@posix
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Macintosh HD:/Users/x/kick.wav", "/Users/x/kick.wav"),
        ("Macintosh HD:Users:x:kick.wav", "/Users/x/kick.wav"),
        ('"Macintosh HD:/Users/x/my kick.wav"', "/Users/x/my kick.wav"),
        ("Samples:/drums/kick.wav", "/Volumes/Samples/drums/kick.wav"),
    ],
)
def test_volumes_as_max_writes_them(text, meant):
    assert str(absolute(text)) == meant


@posix
def test_backslashes_are_folders_where_such_a_file_is_there(home):
    (home / "drums").mkdir()
    (home / "drums" / "kick.wav").touch()
    assert absolute("drums\\kick.wav") == home / "drums" / "kick.wav"


@posix
@pytest.mark.parametrize("name", ["'quoted'", "file:", "back\\slash.wav", "a b\\ c", " blank ", "Samples:"])
def test_a_file_of_that_very_name_goes_before_all_meanings(home, name):
    (home / name).touch()
    assert absolute(name) == home / name
    folder = home / f"{name} folder"
    folder.mkdir()
    assert absolute(f"{folder}/new.wav") == folder / "new.wav"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("https://example.org/kick.wav", "not on this computer; download the file"),
        ("file://studio/kick.wav", "on the computer studio"),
        ("file:///caf%E9.wav", "not UTF-8"),
        ("file:///kick%00.wav", "zero byte"),
        ('""', "the path is empty"),
        pytest.param("C:\\Users\\x\\kick.wav", "is a path of Windows", marks=posix),
        pytest.param("d:/kick.wav", "is a path of Windows", marks=posix),
        pytest.param("\\\\server\\kick.wav", "is a path of Windows", marks=posix),
        pytest.param("drums\\kick.wav", r"folders stand apart by /, as in drums/kick.wav", marks=posix),
        ("~no-such-user-here/x.wav", "no such home folder"),
    ],
)
def test_what_cannot_be_meant_gets_the_sentence_that_helps(home, text, sentence):
    with pytest.raises(FileError, match=sentence) as failure:
        absolute(text)
    assert str(home) not in str(failure.value)


@posix
def test_folders_to_search_stand_apart_by_colons_that_belong_to_none_of_them(home):
    assert split_folders(f"{home}/a:~/b: :Macintosh HD:/Users/c:file:///d%20e:'~:/f'") == [
        *(home / "a", home / "b", Path("/Users/c"), Path("/d e"), home / "f")
    ]


def test_a_name_that_is_not_utf_8_is_loaded_saved_with_and_told(client, tmp_path):
    sound = tmp_path / os.fsdecode(b"caf\xe9.wav")
    try:
        soundfile.write(os.fsencode(sound), np.full(100, 0.5), 8000, format="WAV")
    except (OSError, UnicodeError, soundfile.SoundFileError):
        pytest.skip("no such names here")

    async def scenario(session):
        await session.buffers.load("n", str(sound))
        await session.store.save(tmp_path / "evening")
        await session.store.load(tmp_path / "evening")
        assert session.buffers.existing("n").path == str(sound)

    run(scenario)
    sound.rename(tmp_path / os.fsdecode(b"th\xe9.wav"))
    client.request("/session/load", str(tmp_path / "evening.oscf"))
    assert client.request("/buffer/info", "n").messages[0].args[-1].endswith(".wav")
    client.request("/buffer/free", "n")


def test_a_file_that_was_cut_off_is_loaded_and_everybody_is_told(client, daemon, tmp_path):
    path = tmp_path / "cut.wav"
    soundfile.write(path, np.random.default_rng(1).uniform(-0.5, 0.5, 8000), 8000, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[:8000])
    with Client(daemon.host, daemon.port, timeout=60) as other:
        other.request("/notify", 1)
        loaded = client.request("/buffer/load", "cut", str(path))
        assert loaded.args == ("cut", 1, 3978, 8000)
        (notice,) = loaded.messages
        assert notice.address == "/oscfactor/notice"
        assert notice.args[0] == "cut"
        assert "cut off" in notice.args[1]
        heard = other.request("/sync", 1).messages
        assert [m.args for m in heard if m.address == "/oscfactor/notice"] == [notice.args]
        assert client.request("/buffer/load", "cut", str(path), "duration", 0.1).messages == ()
    assert f"{path}: {notice.args[1].partition(': ')[2]}" in daemon.output
    client.request("/buffer/free", "cut")


def test_a_users_path_is_checked_as_a_text_first_and_held_against_the_disk_later(tmp_path):
    path = UserPath(f"'{tmp_path / 'a b.wav'}'")
    assert str(path) == f"'{tmp_path / 'a b.wav'}'"
    assert path.place() == absolute(path) == tmp_path / "a b.wav"
    (tmp_path / "a b.wav").touch()
    assert path.place() == tmp_path / "a b.wav"
    for text, sentence in (("", "empty"), (" \t", "empty"), ("a\0b", "zero byte")):
        with pytest.raises(FileError, match=sentence):
            UserPath(text)


def test_answers_carry_slashes_on_every_system():
    assert as_sent(PureWindowsPath(r"C:\Users\ada\layers\kick-00.wav")) == "C:/Users/ada/layers/kick-00.wav"

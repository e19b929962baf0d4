"""Sounds that come in parts."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import FileError, LimitError
from oscfactor.session.uploads import MAX_AT_ONCE, _suffix
from tests.session.test_session import run


async def parts(data, size=1000):
    for at in range(0, len(data), size):
        yield data[at : at + size]


def test_a_sound_comes_in_parts_and_no_file_stays(sound):
    async def scenario(session):
        path, samples = sound
        buffer = await session.uploads.take("n", "x.wav", parts(path.read_bytes()))
        np.testing.assert_array_equal(buffer.samples, samples)
        assert buffer.path == ""
        assert session.buffers.saved("n")[1], "a session embeds it"
        folder = session.uploads._folder.new().parent
        assert not list(folder.glob("*/*"))

    run(scenario)


def test_what_is_no_sound_or_is_too_large_is_refused_and_no_file_stays(sound):
    async def scenario(session):
        folder = session.uploads._folder.new().parent
        with pytest.raises(FileError):
            await session.uploads.take("n", "x.wav", parts(b"no sound" * 999))
        with pytest.raises(LimitError, match="max_memory"):
            await session.uploads.take("n", "x.wav", parts(bytes(2_000_000)))
        assert not list(folder.glob("*/*"))
        assert not session.buffers.by_name

    run(scenario, max_bytes=1_000_000)


def test_so_many_at_once_and_no_more(sound):
    async def scenario(session):
        go_on = asyncio.Event()

        async def slow():
            yield b"x"
            await go_on.wait()

        takes = [asyncio.ensure_future(session.uploads.take(f"n{i}", "", slow())) for i in range(MAX_AT_ONCE)]
        while session.uploads._n_under_way < MAX_AT_ONCE:
            await asyncio.sleep(0)
        with pytest.raises(LimitError, match="being sent already"):
            session.uploads.check(0)
        go_on.set()
        ended = await asyncio.gather(*takes, return_exceptions=True)
        assert all(isinstance(error, FileError) for error in ended)
        session.uploads.check(0)

    run(scenario)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.wav", ".wav"), ("a", ""), ("a.b/c.d e", ""), ("x.äöü", ""), ("../../x.mp3", ".mp3")],
)
def test_of_a_files_name_only_a_plain_ending_is_used(name, suffix):
    assert _suffix(name) == suffix

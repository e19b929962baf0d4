"""Named sounds: loaded, waited for, read in ranges, freed."""

import asyncio

import numpy as np
import pytest
import soundfile

from oscfactor.errors import (
    ArgumentError,
    CancelledError,
    ExistsError,
    FileError,
    LimitError,
    NotFoundError,
)
from oscfactor.model.values import Buffer
from tests.session.test_session import run


def test_who_waits_for_a_name_gets_the_load_that_is_left_when_another_fails(sound, tmp_path):
    async def scenario(session):
        first = asyncio.ensure_future(session.buffers.load("n", str(sound[0])))
        second = asyncio.ensure_future(session.buffers.load("n", str(tmp_path / "none.wav")))
        await asyncio.sleep(0)
        waiter = asyncio.ensure_future(session.buffers.get("n"))
        with pytest.raises(FileError):
            await second
        assert await waiter is await first
        both = [asyncio.ensure_future(session.buffers.load("m", str(sound[0]))) for _ in range(2)]
        await asyncio.sleep(0)
        assert session.buffers.cancel_load("m")
        for load in both:
            with pytest.raises(CancelledError):
                await load
        with pytest.raises(NotFoundError):
            await session.buffers.get("m")

    run(scenario)


def test_a_sound_that_is_read_but_not_yet_in_its_place_is_waited_for(sound, tmp_path):
    soundfile.write(tmp_path / "other.wav", np.ones(100), 8000)

    async def scenario(session):
        await session.buffers.load("a", str(sound[0]))
        loading = session.buffers.load("a", str(tmp_path / "other.wav"))
        read = loading.send(None)
        await asyncio.wait([read])
        newest = asyncio.create_task(session.buffers.get("a", newest=True))
        await asyncio.sleep(0)
        assert not newest.done()
        with pytest.raises(StopIteration):
            loading.send(None)
        assert (await newest).n_samples == 100

    run(scenario)


def test_a_failed_load_leaves_the_old_sound(sound, tmp_path):
    async def scenario(session):
        before = await session.buffers.load("n", str(sound[0]))
        with pytest.raises(FileError):
            await session.buffers.load("n", str(tmp_path / "none.wav"))
        assert session.buffers.existing("n") is before

    run(scenario)


def test_one_answer_holds_at_most_a_chunk():
    async def scenario(session):
        session.buffers.alloc("w", 1000, n_channels=1, sample_rate=44100)
        assert len(session.buffers.read("w", 0, 0, 1000)[1]) == 64
        assert len(session.buffers.read("w", 0, 1000, 5)[1]) == 0
        with pytest.raises(ArgumentError, match="1000"):
            session.buffers.read("w", 0, 1001, 5)

    run(scenario, chunk=64)


def test_a_sound_longer_than_the_limit_is_refused(sound):
    async def scenario(session):
        with pytest.raises(LimitError, match="max_seconds"):
            session.buffers.alloc("w", 20_000, n_channels=1, sample_rate=8000)
        with pytest.raises(LimitError):
            await session.buffers.load("n", str(sound[0]))
        part = await session.buffers.load("n", str(sound[0]), start=0.5, duration=0.25)
        np.testing.assert_array_equal(part.samples, sound[1][:, 4000:6000])

    run(scenario, max_seconds=0.5)


def test_names():
    async def scenario(session):
        session.buffers.alloc("drums", 10, n_channels=1, sample_rate=44100)
        with pytest.raises(ExistsError):
            session.buffers.alloc("drums", 10, n_channels=1, sample_rate=44100)
        with pytest.raises(NotFoundError, match=r"no buffer named 'drms'; have: drums"):
            session.buffers.existing("drms")
        session.buffers.free("drums")
        with pytest.raises(NotFoundError):
            session.buffers.free("drums")

    run(scenario)


def test_sounds_that_are_asked_for_together_share_the_memory(sound):
    async def scenario(session):
        loads = [asyncio.ensure_future(session.buffers.load(name, str(sound[0]))) for name in "ab"]
        done = await asyncio.gather(*loads, return_exceptions=True)
        assert [type(result) for result in done] == [Buffer, LimitError]
        assert list(session.buffers.by_name) == ["a"]

    run(scenario, max_bytes=90_000)

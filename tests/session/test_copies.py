"""When a copy of the session is written, kept, offered and removed, without a daemon."""

import asyncio

import pytest

from oscfactor.errors import FileError, NotFoundError
from oscfactor.session.autosave import Autosave
from oscfactor.session.copies import Copies
from tests.session.test_saving import facts, made
from tests.session.test_session import run


def draw(session, name="drawn"):
    session.buffers.alloc(name, 10, n_channels=1, sample_rate=8000)


def keeping(session, folder, seconds=3600, told=None):
    """Let a session keep copies; closed without an end, it is as killed."""
    tell = (lambda *event: None) if told is None else lambda *event: told.append(event)
    session.autosave = Autosave(session.store, Copies(folder), seconds, tell)
    return session.autosave


def files(folder):
    return sorted(path.name for path in folder.glob("*.oscf"))


def test_a_copy_is_written_when_something_has_changed_and_all_comes_back(noise_file, tmp_path):
    async def crash(session):
        autosave = keeping(session, tmp_path)
        before = await made(session, noise_file)
        await autosave.keep()
        (path,) = tmp_path.glob("*.oscf")
        written = path.stat().st_mtime_ns
        await autosave.keep()
        assert path.stat().st_mtime_ns == written
        return before

    async def after(session):
        autosave = keeping(session, tmp_path)
        ((_, n_sounds, path),) = await autosave.describe()
        assert n_sounds == 2
        assert await autosave.recover() == (path, 2)
        return await facts(session)

    before = run(crash)
    assert run(after) == before
    assert len(files(tmp_path)) == 1


def test_what_was_recovered_stays_until_this_run_has_a_copy_or_has_saved(tmp_path):
    async def crash(session):
        draw(session)
        await keeping(session, tmp_path / "data").keep()

    async def recovers(session):
        await keeping(session, tmp_path / "data").recover()

    async def saves(session):
        autosave = keeping(session, tmp_path / "data", seconds=0)
        await autosave.recover()
        await session.store.save(tmp_path / "evening")
        await autosave.keep()

    run(crash)
    first = files(tmp_path / "data")
    run(recovers)
    assert files(tmp_path / "data") == first

    async def keeps(session):
        autosave = keeping(session, tmp_path / "data")
        await autosave.recover()
        await autosave.keep()
        assert not await autosave.describe()

    run(keeps)
    assert len(files(tmp_path / "data")) == 1
    assert files(tmp_path / "data") != first
    run(saves)
    assert not files(tmp_path / "data")


def test_a_saved_or_an_empty_session_has_no_copy(tmp_path):
    async def scenario(session):
        autosave = keeping(session, tmp_path / "data")
        draw(session)
        await autosave.keep()
        await session.store.save(tmp_path / "evening")
        await autosave.keep()
        assert not files(tmp_path / "data")
        await session.write("drawn", 0, 0, [0.5])
        await autosave.keep()
        assert files(tmp_path / "data")
        session.buffers.free("drawn")
        await autosave.keep()
        assert not files(tmp_path / "data")
        draw(session)
        await session.store.load(tmp_path / "evening.oscf")
        await autosave.end()

    run(scenario)
    assert len(files(tmp_path / "data")) == 1  # what was drawn last, before the load


def test_an_end_waits_for_the_copy_under_way_and_leaves_the_last_state(tmp_path):
    async def scenario(session):
        autosave = keeping(session, tmp_path / "data")
        draw(session)
        under_way = asyncio.ensure_future(autosave.keep())
        await asyncio.sleep(0)
        draw(session, "late")
        under_way.cancel()
        await autosave.end()

    async def saved(session):
        autosave = keeping(session, tmp_path / "other")
        draw(session)
        under_way = asyncio.ensure_future(autosave.keep())
        await asyncio.sleep(0)
        await session.store.save(tmp_path / "evening")
        under_way.cancel()
        await autosave.end()

    run(scenario)
    (left,) = Copies(tmp_path / "data").describe()
    assert left.n_sounds == 2
    run(saved)
    assert not files(tmp_path / "other")


def test_a_session_that_cannot_be_loaded_replaces_nothing_and_leaves_no_copy(tmp_path):
    (tmp_path / "bad.oscf").write_bytes(b"PK")

    async def scenario(session):
        autosave = keeping(session, tmp_path / "data")
        draw(session)
        with pytest.raises(FileError):
            await session.store.load(tmp_path / "bad.oscf")
        assert not (tmp_path / "data").exists()
        with pytest.raises(NotFoundError, match="there is no copy 1, counted from 0"):
            await autosave.recover(which=1)

    run(scenario)


def test_a_failure_is_told_each_time_without_the_folder_and_the_first_success_after_it(tmp_path):
    told = []
    (tmp_path / "data").touch()

    async def scenario(session):
        autosave = keeping(session, tmp_path / "data", told=told)
        draw(session)
        await autosave.keep()
        await autosave.keep()
        (tmp_path / "data").unlink()
        await autosave.keep()
        await autosave.keep()

    run(scenario)
    assert [event[:2] for event in told] == [("/oscfactor/autosave", s) for s in ("failed", "failed", "kept")]
    assert str(tmp_path) not in told[0][2]


def test_without_copies_nothing_is_written_and_nothing_is_remembered(tmp_path):
    async def scenario(session):
        draw(session)
        await keeping(session, tmp_path / "data", seconds=0).end()

    run(scenario)
    assert not (tmp_path / "data").exists()

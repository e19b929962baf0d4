"""Components handed over as files: written once, gone when they are no longer true."""

import asyncio
import contextlib
import threading

import numpy as np
import pytest
import soundfile

from oscfactor.errors import CancelledError
from oscfactor.session import handover
from tests.session.test_session import options, run


@pytest.fixture
def handed(sound, tmp_path, monkeypatch):
    """Return a function that runs a scenario with a factorized sound and a folder of its own."""
    monkeypatch.setattr("oscfactor.session.session._TEMPORARY", tmp_path / "files")
    monkeypatch.setattr(handover, "GRACE", 0.0)

    def do(scenario):
        async def whole(session):
            await session.buffers.load("n", str(sound[0]))
            await session.factorizer.factorize("n", options())
            return await scenario(session)

        return run(whole)

    yield do
    assert not [*(tmp_path / "files").glob("*")]


async def until(condition):
    while not condition():
        await asyncio.sleep(0.005)


def test_a_file_holds_what_is_pulled_and_is_written_once(handed):
    async def scenario(session):
        (file,) = await session.handover.files("n", 1)
        assert (file.k, file.format) == (1, "wav")
        written = file.path.stat()
        both = await asyncio.gather(session.handover.files("n", -1), session.handover.files("n", -1))
        assert both[0] == both[1]
        assert [f.k for f in both[0]] == [0, 1, 2]
        assert both[0][1] == file
        assert file.path.stat().st_mtime_ns == written.st_mtime_ns
        assert file.path.stat().st_ino == written.st_ino
        _, pulled = await session.readout.audio("n", 1, 1, 0, 6000)
        samples, rate = soundfile.read(file.path, dtype="float32")
        np.testing.assert_array_equal(samples[: len(pulled), 1], pulled)
        assert rate == 8000

    handed(scenario)


def test_a_file_that_somebody_removed_is_written_again(handed):
    async def scenario(session):
        files = await session.handover.files("n", -1)
        files[2].path.unlink()
        assert await session.handover.files("n", -1) == files
        assert files[2].path.exists()

    handed(scenario)


@contextlib.asynccontextmanager
async def kept_waiting(session):
    """Hold up the worker while a block runs."""
    gate = threading.Event()
    session.jobs.submit(lambda _job: gate.wait(), subject="other")
    yield
    gate.set()


@pytest.mark.parametrize("how", ["edited", "written", "freed", "found anew"])
def test_files_go_when_what_they_hold_changes(handed, how):
    async def scenario(session):
        old = (await session.handover.files("n", 0))[0].path
        assert old.exists()
        if how == "edited":
            await session.editing.set("n", "…", exponent=2.0)
        elif how == "written":
            await session.write("n", 0, 0, [0.5])
        elif how == "freed":
            session.buffers.free("n")
        else:
            await session.factorizer.factorize("n", options(seed=3))
        await until(lambda: not old.parent.exists())
        if how in ("edited", "found anew"):
            new = (await session.handover.files("n", 0))[0].path
            assert new != old
            assert new.exists()

    handed(scenario)


def test_cancelling_ends_the_writing_for_all_who_wait_and_the_next_asks_anew(handed):
    async def scenario(session):
        async with kept_waiting(session):
            waiting = [asyncio.ensure_future(session.handover.files("n", k)) for k in (-1, 2)]
            await until(lambda: session.jobs.n_jobs > 1)
            session.components.cancel("n")
        for result in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(result, CancelledError)
        assert len(await session.handover.files("n", -1)) == 3

    handed(scenario)


def test_who_no_longer_waits_takes_nothing_from_the_others(handed):
    async def scenario(session):
        async with kept_waiting(session):
            first, second = (asyncio.ensure_future(session.handover.files("n", -1)) for _ in range(2))
            await until(lambda: session.jobs.n_jobs > 1)
            first.cancel()
        assert len(await second) == 3

    handed(scenario)


def test_beyond_four_gigabytes_the_file_is_rf64(handed, monkeypatch):
    monkeypatch.setattr(handover, "MAX_BYTES", 1000)
    monkeypatch.setattr("oscfactor.files.audiowriter.MAX_BYTES", 1000)

    async def scenario(session):
        (file,) = await session.handover.files("n", 0)
        assert file.format == "rf64"
        assert soundfile.info(file.path).format == "RF64"
        assert soundfile.info(file.path).frames == 6000
        _, pulled = await session.readout.audio("n", 0, 0, 0, 512)
        samples, _ = soundfile.read(file.path, dtype="float32")
        np.testing.assert_array_equal(samples[: len(pulled), 0], pulled)

    handed(scenario)


def test_any_name_gives_a_file_name(handed):
    async def scenario(session):
        name = "ü" * 64
        buffer = session.buffers.existing("n")
        session.put(name, buffer, session.components.by_name["n"])
        (file,) = await session.handover.files(name, 0)
        assert file.path.exists()

    handed(scenario)

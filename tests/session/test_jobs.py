"""The worker: order, progress, cancelling, and what happens at the end."""

import asyncio
import errno
import gc
import importlib
import sys
import threading

import pytest

from oscfactor.errors import CancelledError, FileError
from oscfactor.machine.kernels import Kernels
from oscfactor.session.jobs import Jobs, noted


def run(scenario):
    """Run a coroutine function that is given a fresh `Jobs`."""

    async def main():
        jobs = Jobs(asyncio.get_running_loop())
        try:
            return await asyncio.wait_for(scenario(jobs), 100)
        finally:
            jobs.close()

    return asyncio.run(main())


def test_jobs_run_one_after_the_other_in_the_order_asked_for():
    running, order = [], []

    def work(job):
        assert not running
        running.append(job)
        order.append(job.subject)
        running.remove(job)

    async def scenario(jobs):
        await asyncio.gather(*(jobs.submit(work, subject=str(i)).future for i in range(20)))

    run(scenario)
    assert order == [str(i) for i in range(20)]


def test_an_error_reaches_whoever_waits():
    async def scenario(jobs):
        def work(_job):
            raise FileError("no such file")

        with pytest.raises(FileError, match="no such file"):
            await jobs.submit(work, subject="a").future
        assert jobs.n_jobs == 0

    run(scenario)


def test_a_running_job_that_is_cancelled_answers_at_once_and_stops_when_it_next_looks():
    stopped = threading.Event()

    async def scenario(jobs):
        started = asyncio.Event()
        loop = asyncio.get_running_loop()

        def work(job):
            loop.call_soon_threadsafe(started.set)
            try:
                while True:
                    job.progress(0.5)
            except CancelledError:
                stopped.set()
                raise

        job = jobs.submit(work, subject="drums")
        await started.wait()
        job.cancel("stop")
        with pytest.raises(CancelledError, match="stop"):
            await job.future
        assert await jobs.submit(lambda _job: "next", subject="b").future == "next"

    run(scenario)
    assert stopped.is_set()


def test_a_waiting_job_that_is_cancelled_never_runs():
    ran = []

    async def scenario(jobs):
        waiting = jobs.submit(lambda _job: ran.append(1), subject="a", needs=Kernels.DEFAULT)
        waiting.cancel("stop")
        jobs.let_run(Kernels.DEFAULT)
        await jobs.submit(lambda _job: None, subject="b").future
        with pytest.raises(CancelledError):
            await waiting.future

    run(scenario)
    assert ran == []


@pytest.mark.parametrize("there", [Kernels.NONE, Kernels.DEFAULT])
def test_jobs_that_need_kernels_wait_for_them(there):
    async def scenario(jobs):
        jobs.let_run(there)
        needs = Kernels(there + 1)
        job = jobs.submit(lambda _job: "done", subject="a", needs=needs)
        done, _ = await asyncio.wait([job.future], timeout=0.05)
        assert not done
        jobs.let_run(needs)
        assert await job.future == "done"

    run(scenario)


def test_the_collector_leaves_modules_alone_that_a_job_has_imported(tmp_path, monkeypatch):
    (tmp_path / "imported_by_a_job.py").write_text("HELD = [[i] for i in range(100)]")
    monkeypatch.syspath_prepend(tmp_path)
    gc.unfreeze()

    async def scenario(jobs):
        await jobs.submit(lambda _: importlib.import_module("imported_by_a_job"), subject="x").future

    try:
        run(scenario)
        held = sys.modules.pop("imported_by_a_job").HELD
        assert not any(looked_at is held for looked_at in gc.get_objects())
    finally:
        gc.unfreeze()


def test_progress_is_told_at_most_twenty_times_a_second():
    told = []

    async def scenario(jobs):
        def work(job):
            for i in range(100_000):
                job.progress(i / 100_000, i, 1.0)

        started = asyncio.get_running_loop().time()
        await jobs.submit(work, subject="a", on_progress=lambda *step: told.append(step)).future
        return asyncio.get_running_loop().time() - started

    seconds = run(scenario)
    assert 1 <= len(told) <= 20 * seconds + 1
    assert [step[0] for step in told] == sorted(step[0] for step in told)


def test_closing_cancels_what_waits_and_what_runs():
    async def scenario(jobs):
        def work(job):
            while True:
                job.progress(0.0)

        submitted = [jobs.submit(work, subject=str(i)) for i in range(3)]
        jobs.close()
        for job in submitted:
            with pytest.raises(CancelledError):
                await job.future

    run(scenario)


def test_a_full_disk_is_told_as_such_wherever_it_shows():
    async def scenario(jobs):
        def work(_job):
            raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.raises(FileError, match="disk is full"):
            await jobs.submit(work, subject="a").future

    run(scenario)


def test_a_job_is_noted_under_its_name_until_its_end_whatever_becomes_of_the_name():
    jobs, told = {}, []
    with noted(jobs, "n", "first", told.append), noted(jobs, "n", "second", told.append):
        assert jobs == {"n": ["first", "second"]}
    assert jobs == {}
    with pytest.raises(ZeroDivisionError), noted(jobs, "n", "broken", told.append):
        raise ZeroDivisionError
    assert jobs == {}
    with noted(jobs, "n", "old", told.append):
        jobs["n"] = ["of another that has the name now"]
    assert jobs == {"n": ["of another that has the name now"]}


def test_jobs_on_what_goes_ahead_do_not_wait_behind_a_long_one():
    async def scenario(jobs):
        jobs.goes_ahead = lambda name: name == "caught"
        may_end = threading.Event()
        long = jobs.submit(lambda _job: may_end.wait(100), subject="long")
        behind = jobs.submit(lambda _job: "behind", subject="other")
        assert await jobs.submit(lambda _job: "at once", subject="caught").future == "at once"
        assert not long.future.done()
        assert not behind.future.done()
        may_end.set()
        assert await behind.future == "behind"

    run(scenario)


def test_jobs_on_one_name_keep_their_order_whether_it_goes_ahead_or_not():
    async def scenario(jobs):
        may_end, order = threading.Event(), []
        first = jobs.submit(lambda _job: (may_end.wait(100), order.append(1)), subject="a")
        jobs.goes_ahead = lambda _name: True  # it was captured anew meanwhile
        second = jobs.submit(lambda _job: order.append(2), subject="a")
        await jobs.submit(lambda _job: None, subject="b").future
        may_end.set()
        await asyncio.gather(first.future, second.future)
        assert order == [1, 2]

    run(scenario)

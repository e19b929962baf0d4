"""Splits and merges as jobs: one at a time on a buffer, cancelled, saved with the session."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import BusyError, CancelledError
from tests.session.test_session import options, run


async def factorized(session, path):
    await session.buffers.load("n", str(path))
    return await session.factorizer.factorize("n", options())


def test_one_job_at_a_time_and_a_cancelled_one_changes_nothing(noise_file):
    async def scenario(session):
        before = await factorized(session, noise_file)
        first = asyncio.ensure_future(session.shaper.split("n", 0, 2, what="/component/split"))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await session.shaper.merge("n", [0, 1], what="/component/merge")
        session.components.cancel("n")
        with pytest.raises(CancelledError):
            await first
        assert session.components.by_name["n"] is before
        assert session.editing.counts("n") == (0, 0)

    run(scenario)


def test_a_session_keeps_what_was_split_and_what_is_kept(noise_file, tmp_path):
    async def scenario(session):
        await factorized(session, noise_file)
        await session.shaper.split("n", 1, 2, what="/component/split")
        await session.shaper.keep("n", 3, on=True, activations=True)
        split = session.components.by_name["n"]
        await session.store.save(str(tmp_path / "s"))
        await session.store.load(str(tmp_path / "s"))
        again = session.components.by_name["n"]
        np.testing.assert_array_equal(again.W, split.W)
        np.testing.assert_array_equal(again.H, split.H)
        assert session.labeller.labels("n").kept == (0, 0, 0, 2)
        assert session.editing.counts("n") == (0, 0)

    run(scenario)

"""Components: replaced with their sound, and the jobs on them ended."""

import asyncio

import pytest

from oscfactor.errors import (
    CancelledError,
    NotFoundError,
)
from tests.session.test_session import options, run


def test_a_loaded_sound_replaces_the_components_of_the_old_one(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        await session.buffers.load("n", str(sound[0]))
        with pytest.raises(NotFoundError, match="factorize"):
            await session.components.get("n")

    run(scenario)


@pytest.mark.parametrize("end", ["cancel", "free"])
def test_cancel_and_free_end_a_running_job(sound, end):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        running = asyncio.Event()
        job = asyncio.ensure_future(
            session.factorizer.factorize(
                "n", options(iterations=1_000_000), on_progress=lambda *_: running.set()
            )
        )
        await running.wait()
        if end == "cancel":
            session.components.cancel("n")
        else:
            session.buffers.free("n")
        with pytest.raises(CancelledError):
            await job
        assert ("n" in session.buffers.by_name) == (end != "free")
        assert "n" not in session.components.by_name
        with pytest.raises(NotFoundError):
            session.components.cancel("n")

    run(scenario)

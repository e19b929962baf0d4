"""Components into sound files."""

import asyncio

import pytest

from oscfactor.errors import CancelledError, LimitError
from tests.session.test_session import options, run


def test_a_replaced_sound_ends_what_waits_for_the_old_one(sound, tmp_path):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        replaced = asyncio.ensure_future(session.buffers.load("n", str(sound[0])))
        await asyncio.sleep(0)
        with pytest.raises(CancelledError, match="replaced"):
            await session.exporter.export("n", -1, str(tmp_path / "out"), format="wav", subtype="")
        await replaced

    run(scenario)


def test_a_file_of_numbers_for_which_there_is_no_memory_is_refused(sound, tmp_path):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        session.memory._max_bytes = session.memory.n_bytes + 10
        with pytest.raises(LimitError, match="max_memory"):
            await session.exporter.data("n", -1, tmp_path / "n.csv", tempo=120.0)

    run(scenario)
    assert not list(tmp_path.glob("*.csv"))

"""Pictures that are kept until a sound is another."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import NotFoundError
from oscfactor.session.overviews import MAX_KEPT
from tests.session.test_session import options, run


def version(session, name="n"):
    return session.state.value(f"/sound/{name}/version")[0]


def test_a_picture_is_made_once_and_anew_when_the_layers_are_others(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        bare = await session.overviews.packed("n", 100)
        first = version(session)
        await session.factorizer.factorize("n", options())
        second = version(session)
        one, same = await asyncio.gather(*(session.overviews.packed("n", 100) for _ in range(2)))
        assert one is same
        assert await session.overviews.packed("n", 100) is one
        assert len(one) > len(bare)
        await session.editing.edit_matrix("n", "turned", lambda grid: np.roll(grid, 1, axis=0))
        assert await session.overviews.packed("n", 100) != one
        assert first < second < version(session)

    run(scenario)


def test_another_sound_of_the_name_has_another_version_and_a_freed_one_none(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        first = version(session)
        session.buffers.free("n")
        with pytest.raises(NotFoundError):
            await session.overviews.packed("n", 100)
        assert session.overviews.version("n") == 0
        await session.buffers.load("n", str(sound[0]))
        assert version(session) > first
        session.buffers.alloc("m", 100, n_channels=1, sample_rate=8000)
        before = version(session, "m")
        await session.write("m", 0, 0, [0.5])
        assert version(session, "m") > before

    run(scenario)


def test_few_pictures_are_kept(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        for columns in range(100, 100 + 2 * MAX_KEPT):
            await session.overviews.packed("n", columns)
        assert len(session.overviews._kept) == MAX_KEPT

    run(scenario)

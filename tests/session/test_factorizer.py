"""Finding components: one job at a time, from given bases and activations."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import (
    ArgumentError,
    BusyError,
)
from tests.session.test_session import options, run


def test_a_second_factorisation_of_a_buffer_is_busy_and_the_first_goes_on(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        first = asyncio.ensure_future(session.factorizer.factorize("n", options()))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await session.factorizer.factorize("n", options())
        with pytest.raises(BusyError):
            await session.write("n", 0, 0, [0.0])
        assert (await first).n_components == 3

    run(scenario)


def test_fixed_bases_keep_their_order_and_their_values(sound):
    async def scenario(session):
        await session.buffers.load("a", str(sound[0]))
        await session.buffers.load("b", str(sound[0]), start=0.2)
        found = await session.factorizer.factorize("a", options(sort="centroid"))
        held = await session.factorizer.factorize("b", options(components=0, bases_mode="fixed"), bases="a")
        np.testing.assert_array_equal(held.W, found.W)
        with pytest.raises(ArgumentError, match=r"activations last 0\.75 s and this sound lasts 0\.55 s"):
            await session.factorizer.factorize("b", options(components=0), activations="a")
        with pytest.raises(ArgumentError, match="needs bases"):
            await session.factorizer.factorize("b", options(bases_mode="fixed"))
        with pytest.raises(ArgumentError, match="0 or as many"):
            await session.factorizer.factorize("b", options(components=7), bases="a")

    run(scenario)

"""Finding components: one job at a time, from given bases and activations."""

import asyncio

import numpy as np
import pytest

from oscfactor.compute.factorize import factorize
from oscfactor.errors import ArgumentError, BusyError, LimitError
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


def test_a_sound_that_is_being_replaced_is_factorized_when_it_has_been(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]), start=0.25)
        replacing = asyncio.ensure_future(session.buffers.load("n", str(sound[0])))
        await asyncio.sleep(0)
        found = await session.factorizer.factorize("n", options())
        await replacing
        assert found.n_frames == options().stft.n_frames(6000)
        assert session.components.by_name["n"] is found

    run(scenario)


def test_the_end_of_a_job_is_told_with_its_loss(sound):
    async def scenario(session):
        told = []
        await session.buffers.load("n", str(sound[0]))
        found = await session.factorizer.factorize("n", options(), on_progress=lambda *all: told.append(all))
        assert told[-1] == (1.0, found.n_iterations, found.loss_value)

    run(scenario)


def test_a_job_that_there_is_no_memory_for_is_refused_before_it_waits(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        with pytest.raises(LimitError, match="max_memory"):
            await session.factorizer.factorize("n", options(64))
        assert not session.components.is_sought("n")

    run(scenario, max_bytes=400_000)


class Results:
    """Kept results that are asked for, and hold none."""

    def __init__(self):
        self.asked = 0

    def factorize(self, *args, **options):
        self.asked += 1
        return factorize(*args, **options)


@pytest.mark.parametrize(("cache", "n_asked"), [(True, 1), (False, 0)])
def test_kept_results_are_asked_unless_they_must_not_be(sound, cache, n_asked):
    results = Results()

    async def scenario(session):
        session.factorizer._results = results
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options(), cache=cache)

    run(scenario)
    assert results.asked == n_asked

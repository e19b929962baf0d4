"""Edits: each a step that can be undone, in order, and of the components that were meant."""

import asyncio
import threading
from functools import partial

import numpy as np
import pytest

from oscfactor.errors import ArgumentError, LimitError, NotFoundError
from oscfactor.session.factors import ACTIVATIONS, BASES
from tests.session.test_session import options, run
from tests.support.wire import PATIENCE


async def factorized(session, path):
    await session.buffers.load("n", str(path))
    await session.factorizer.factorize("n", options())
    return await session.editing.layers("n")


def test_steps_are_undone_and_redone_in_order(noise_file):
    async def scenario(session):
        before = await factorized(session, noise_file)
        assert await session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", lambda h: h * 2) == 1
        assert await session.editing.edit_each(BASES, "n", -1, "/basis/sharpen", lambda w: w**2) == 2
        assert await session.editing.undo("n") == ("/basis/sharpen", 1, 1)
        assert await session.editing.undo("n") == ("/activation/scale", 0, 2)
        assert session.components.layers["n"].recombination.plain
        assert await session.editing.redo("n") == ("/activation/scale", 1, 1)
        after = session.components.layers["n"]
        np.testing.assert_array_equal(after.activation(0), 2 * before.activation(0))
        np.testing.assert_array_equal(after.basis(0), before.basis(0))
        for step in (session.editing.redo, session.editing.undo):
            await step("n")
        assert await session.editing.edit_each(BASES, "n", 0, "/basis/set", lambda w: w / 2) == 2
        with pytest.raises(NotFoundError):  # a new step ends what could be redone
            await session.editing.redo("n")

    run(scenario)


def test_an_edit_is_of_one_component_or_of_all_but_never_of_the_residual(noise_file):
    async def scenario(session):
        before = await factorized(session, noise_file)
        await session.editing.set("n", "/edit/masks", residual=True)
        await session.editing.edit_each(ACTIVATIONS, "n", 1, "/activation/scale", lambda h: h * 0)
        after = await session.editing.layers("n")
        assert [after.activation(k).any() for k in range(3)] == [True, False, True]
        await session.editing.edit_each(ACTIVATIONS, "n", -1, "/activation/scale", lambda h: h * 0)
        after = await session.editing.layers("n")
        assert not any(after.activation(k).any() for k in range(3))
        for k in (3, -2):
            with pytest.raises(ArgumentError, match=f"no component {k}: there are 3"):
                await session.editing.edit_each(ACTIVATIONS, "n", k, "/activation/scale", lambda h: h)
        assert before.activation(1).any()

    run(scenario)


def test_a_maximum_is_relative_to_the_strongest_activation(noise_file):
    async def scenario(session):
        before = await factorized(session, noise_file)
        strongest = max(float(before.activation(k).max()) for k in range(3))
        weakest = min(range(3), key=lambda k: float(before.activation(k).max()))
        await session.editing.normalize_activations("n", weakest, 0.5, what="/activation/normalize")
        after = await session.editing.layers("n")
        assert float(after.activation(weakest).max()) == pytest.approx(0.5 * strongest)

    run(scenario)


def test_a_buffer_that_is_factorized_again_has_no_steps_of_its_own(noise_file):
    async def scenario(session):
        await factorized(session, noise_file)
        await session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", lambda h: h * 2)
        assert session.editing.n_bytes > 0
        await session.factorizer.factorize("n", options(2))
        assert session.editing.n_bytes == 0
        assert session.editing.saved("n")[1:] == ((), ())

    run(scenario)


def test_cells_rows_and_columns_are_steps_too(noise_file):
    async def scenario(session):
        await factorized(session, noise_file)
        editing = session.editing
        assert await editing.set_cell("n", 0, 1, 0.5, what="/matrix/set") == 1
        assert await editing.set_cell("n", 2, -1, True, what="/matrix/mute", kind="mutes") == 2
        layers = await editing.layers("n")
        assert layers.matrix.tolist() == [[1, 0.5, 0], [0, 1, 0], [0, 0, 1]]
        assert layers.grid("mutes").tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 1]]
        for cell in ((3, 0), (0, 3), (-2, 0)):
            with pytest.raises(ArgumentError, match="there are 3"):
                await editing.set_cell("n", *cell, 1.0, what="/matrix/set")
        await editing.undo("n")
        await editing.undo("n")
        assert (await editing.layers("n")).recombination.plain

    run(scenario)


def test_an_edit_that_there_is_no_memory_for_is_refused_and_so_is_its_redo(noise_file):
    async def scenario(session):
        before = (await factorized(session, noise_file)).activation(1)
        await session.editing.edit_each(ACTIVATIONS, "n", 1, "/activation/scale", lambda h: h * 2)
        await session.editing.undo("n")
        with session.memory.promised(session.memory.n_free_bytes):
            with pytest.raises(LimitError, match="max_memory"):
                await session.editing.edit_each(ACTIVATIONS, "n", -1, "/activation/scale", lambda h: h * 2)
            with pytest.raises(LimitError, match="max_memory"):
                await session.editing.redo("n")
        np.testing.assert_array_equal((await session.editing.layers("n")).activation(1), before)

    run(scenario)


def test_bases_are_exchanged_and_copied(noise_file):
    async def scenario(session):
        before = await factorized(session, noise_file)
        assert await session.editing.swap_bases("n", 0, 2, what="/basis/swap") == 1
        after = await session.editing.layers("n")
        for k, source in ((0, 2), (1, 1), (2, 0)):
            np.testing.assert_array_equal(after.basis(k), before.basis(source))
        await session.editing.copy_basis("n", 1, 0, "n", what="/basis/copy")
        after = await session.editing.layers("n")
        np.testing.assert_array_equal(after.basis(1), before.basis(2))

    run(scenario)


class Slow:
    """A long edit, which a test lets go on; says in which thread it ran."""

    def __init__(self):
        self.threads, self.began, self.may_end = [], threading.Event(), threading.Event()

    def __call__(self, h):
        self.threads.append(threading.current_thread())
        self.began.set()
        assert self.may_end.wait(PATIENCE)
        return h * 2

    async def until_begun(self):
        await asyncio.get_running_loop().run_in_executor(None, self.began.wait, 10)


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr("oscfactor.session.editing.SHORT", 0)
    slow = Slow()
    yield slow
    slow.may_end.set()


def test_a_long_edit_leaves_the_loop_and_the_next_one_follows_it(noise_file, slow):
    async def scenario(session):
        before = (await factorized(session, noise_file)).activation(0)
        edit = partial(session.editing.edit_each, ACTIVATIONS)
        first = asyncio.create_task(edit("n", 0, "/activation/scale", slow))
        await slow.until_begun()
        second = asyncio.create_task(edit("n", 0, "/activation/shift", lambda h: h + 1))
        undone = asyncio.create_task(session.editing.undo("n"))
        slow.may_end.set()
        assert (await first, await second, await undone) == (1, 2, ("/activation/shift", 1, 1))
        assert slow.threads[0] is not threading.current_thread()
        np.testing.assert_array_equal((await session.editing.layers("n")).activation(0), before * 2)

    run(scenario)


def test_a_long_edit_of_a_sound_that_was_freed_says_so(noise_file, slow):
    async def scenario(session):
        await factorized(session, noise_file)
        edit = asyncio.create_task(session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", slow))
        await slow.until_begun()
        session.buffers.free("n")
        slow.may_end.set()
        with pytest.raises(NotFoundError):
            await edit

    run(scenario)


def test_a_long_edit_of_a_sound_that_was_replaced_is_of_the_new_one(noise_file, slow):
    async def scenario(session):
        await factorized(session, noise_file)
        edit = asyncio.create_task(session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", slow))
        await slow.until_begun()
        await session.factorizer.factorize("n", options(seed=7))
        new = (await session.editing.layers("n")).activation(0)
        slow.may_end.set()
        assert await edit == 2  # with the factorization before it
        np.testing.assert_array_equal((await session.editing.layers("n")).activation(0), new * 2)

    run(scenario)

"""Hints on named sounds: steps of undo, saved in sessions, refused where components are being found."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import BusyError, CancelledError, LimitError
from oscfactor.model.hints import MAX_HINTS, Hint
from tests.session.test_session import options, run

HINT = Hint(1, 0.1, 0.5, 500.0, 1500.0, 1.0)
OTHER = Hint(0, 0.2, 0.3, 500.0, 1500.0, -1.0)
WHAT = "/component/hint"


async def begun(session, sound):
    await session.buffers.load("n", str(sound[0]))
    await session.factorizer.factorize("n", options())
    return session.components.by_name["n"]


def bytes_of(session):
    f = session.components.layers["n"].factorization
    return f.W.tobytes(), f.H.tobytes(), f.hints


def test_each_hint_is_a_step_and_undo_brings_the_very_bytes_back(sound):
    async def scenario(session):
        await begun(session, sound)
        states = [bytes_of(session)]
        for n, hint in enumerate((HINT, OTHER), 1):
            assert await session.painter.hint("n", hint, what=WHAT) == n
            states.append(bytes_of(session))
        assert await session.painter.hints("n") == (HINT, OTHER)
        assert await session.painter.clear("n", what="/hint/clear") == 3
        assert await session.painter.hints("n") == ()
        assert bytes_of(session)[:2] == states[2][:2], "the components stay"
        assert await session.editing.undo("n") == ("/hint/clear", 2, 1)
        for state in (states[2], states[1], states[0]):
            assert bytes_of(session) == state
            if state is not states[0]:
                await session.editing.undo("n")
        for state in states[1:]:
            await session.editing.redo("n")
            assert bytes_of(session) == state
        assert len({state[0] for state in states}) == 3

    run(scenario)


def test_edits_and_hints_are_taken_back_in_their_order(sound):
    async def scenario(session):
        await begun(session, sound)
        before = bytes_of(session)
        await session.editing.set_cell("n", 0, 1, 0.5, what="/matrix/set")
        await session.painter.hint("n", HINT, what=WHAT)
        assert session.components.layers["n"].matrix[0, 1] == 0.5, "edits stay"
        await session.editing.set_cell("n", 1, 0, 0.25, what="/matrix/set")
        await session.editing.undo("n")
        await session.editing.undo("n")
        assert bytes_of(session) == before
        assert session.components.layers["n"].matrix[0, 1] == 0.5
        await session.editing.undo("n")
        assert session.components.layers["n"].recombination.plain
        for _ in range(3):
            await session.editing.redo("n")
        assert session.components.layers["n"].matrix[1, 0] == 0.25
        assert await session.painter.hints("n") == (HINT,)

    run(scenario)


def test_hints_and_their_undo_are_saved(noise_file, tmp_path):
    place = tmp_path / "evening.oscf"
    states = []

    async def save(session):
        await begun(session, [noise_file])
        states.append(bytes_of(session))
        for hint in (HINT, OTHER):
            await session.painter.hint("n", hint, what=WHAT)
            states.append(bytes_of(session))
        await session.editing.undo("n")
        await session.store.save(place)

    async def load(session):
        await session.store.load(place)
        assert bytes_of(session) == states[1]
        await session.editing.redo("n")
        assert bytes_of(session) == states[2]
        await session.editing.undo("n")
        await session.editing.undo("n")
        assert bytes_of(session) == states[0]

    run(save)
    run(load)


def test_components_that_are_found_anew_follow_no_hints(sound):
    async def scenario(session):
        await begun(session, sound)
        await session.painter.hint("n", HINT, what=WHAT)
        await session.factorizer.factorize("n", options())
        assert await session.painter.hints("n") == ()
        await session.editing.undo("n")
        assert await session.painter.hints("n") == (HINT,)

    run(scenario)


def test_a_hint_is_refused_while_components_are_found_and_ends_when_it_is_cancelled(sound):
    async def scenario(session):
        before = await begun(session, sound)
        finding = asyncio.ensure_future(session.factorizer.factorize("n", options(4)))
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="is being factorized"):
            await session.painter.hint("n", HINT, what=WHAT)
        session.components.cancel("n")
        with pytest.raises(CancelledError):
            await finding
        painting = asyncio.ensure_future(session.painter.hint("n", HINT, what=WHAT))
        while not session.components.is_sought("n"):
            await asyncio.sleep(0)
        session.components.cancel("n")
        with pytest.raises(CancelledError):
            await painting
        assert session.components.by_name["n"] is before

    run(scenario)


def test_memory_and_the_number_of_hints_have_their_limits(sound):
    async def scenario(session):
        found = await begun(session, sound)
        free = session.memory.n_free_bytes
        session.memory._max_bytes = session.memory.n_bytes + 10
        with pytest.raises(LimitError, match="max_memory"):
            await session.painter.hint("n", HINT, what=WHAT)
        session.memory._max_bytes = free
        session.editing.lead("n", WHAT, type(found)(*_fields(found), hints=(HINT,) * MAX_HINTS))
        with pytest.raises(LimitError, match="send /hint/clear n"):
            await session.painter.hint("n", HINT, what=WHAT)

    run(scenario)


def _fields(found):
    names = ("W", "H", "stft", "loss", "loss_value", "n_iterations", "seconds")
    return [getattr(found, name) for name in names]


def test_steps_of_large_components_are_kept_as_long_as_there_is_room(sound, monkeypatch):
    async def scenario(session):
        found = await begun(session, sound)
        monkeypatch.setattr("oscfactor.model.history.MAX_BYTES", 2 * found.n_bytes)
        for _ in range(4):
            await session.painter.hint("n", HINT, what=WHAT)
        assert len(session.editing.history("n").done) == 2
        await session.editing.undo("n")
        await session.editing.undo("n")
        assert np.isfinite(session.components.by_name["n"].W).all()

    run(scenario)

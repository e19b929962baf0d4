"""Steps between factorizations: undone and done again in order, bounded in number and memory."""

import numpy as np

from oscfactor.session import shapes
from oscfactor.session.factors import ACTIVATIONS
from tests.session.test_session import options, run


async def factorized(session, path):
    await session.buffers.load("n", str(path))
    return await session.factorizer.factorize("n", options())


def test_steps_of_several_factorizations_are_undone_and_redone_in_order(noise_file):
    async def scenario(session):
        first = await factorized(session, noise_file)
        await session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", lambda h: h * 2)
        second = await session.factorizer.factorize("n", options(2))
        steps = await session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", lambda h: h * 3)
        assert steps == 3
        told = [await session.editing.undo("n") for _ in range(3)]
        assert told == [
            ("/activation/scale", 2, 1),
            ("/buffer/factorize", 1, 2),
            ("/activation/scale", 0, 3),
        ]
        assert session.components.by_name["n"] is first
        told = [await session.editing.redo("n") for _ in range(3)]
        assert [what for what, _, _ in told] == [
            "/activation/scale",
            "/buffer/factorize",
            "/activation/scale",
        ]
        assert session.components.by_name["n"] is second
        layers = session.components.layers["n"]
        np.testing.assert_array_equal(layers.activation(0), 3 * second.H[:, :, 0])
        await session.editing.undo("n")
        await session.editing.undo("n")
        await session.editing.edit_each(ACTIVATIONS, "n", 1, "/activation/scale", lambda h: h * 2)
        assert session.editing.counts("n") == (2, 0)  # an edit ends what could be done again

    run(scenario)


def test_another_sound_has_no_steps_and_old_shapes_are_forgotten(noise_file, monkeypatch):
    monkeypatch.setattr(shapes, "MAX_SHAPES", 2)

    async def scenario(session):
        await factorized(session, noise_file)
        for n in (2, 3, 4):
            await session.factorizer.factorize("n", options(n))
        assert session.editing.counts("n") == (2, 0)
        await session.buffers.load("n", str(noise_file))
        await session.factorizer.factorize("n", options())
        assert session.editing.counts("n") == (0, 0)
        assert session.shapes.n_bytes == 0

    run(scenario)


def test_what_is_too_large_to_be_kept_is_no_step(noise_file, monkeypatch):
    monkeypatch.setattr(shapes, "MAX_BYTES", 10)

    async def scenario(session):
        await factorized(session, noise_file)
        await session.factorizer.factorize("n", options(2))
        assert session.editing.counts("n") == (0, 0)

    run(scenario)

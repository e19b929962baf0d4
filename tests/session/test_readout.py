"""Components read in ranges."""

import asyncio

import numpy as np
import pytest
import soundfile

from oscfactor.errors import ArgumentError
from oscfactor.session.factors import ACTIVATIONS
from tests.session.test_session import options, run


def test_pulled_samples_are_the_exported_ones_bit_for_bit(sound, tmp_path):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        files = await session.exporter.export("n", 1, str(tmp_path), format="wav", subtype="")
        pieces, offset, total = [], 0, 1
        while offset < total:
            total, samples = await session.readout.audio("n", 1, 1, offset, 300)
            pieces.append(samples)
            offset += len(samples)
        return files[0][1], np.concatenate(pieces)

    path, pulled = run(scenario)
    np.testing.assert_array_equal(pulled, soundfile.read(path, dtype="float32")[0][:, 1])


async def factorized(session, path):
    await session.buffers.load("n", str(path))
    await session.factorizer.factorize("n", options())


def test_a_range_ends_with_the_sound_and_with_one_answer(sound):
    async def scenario(session):
        await factorized(session, sound[0])
        audio = session.readout.audio
        assert [len((await audio("n", 0, 0, offset, 300))[1]) for offset in (0, 5950)] == [60, 50]
        assert len((await audio("n", 0, 0, 10, 7))[1]) == 7
        assert len((await session.readout.activation("n", 0, 0, 300))[1]) == 60
        assert len((await session.readout.basis("n", 0, 100, 300))[1]) == 29
        assert len((await audio("n", 0, 0, 6000, 1))[1]) == 0
        with pytest.raises(ArgumentError):
            await audio("n", 0, 0, 6001, 1)
        for k, channel in ((3, 0), (0, 2)):
            with pytest.raises(ArgumentError, match="there are"):
                await audio("n", k, channel, 0, 1)

    run(scenario, chunk=60)


def test_what_is_pulled_after_an_edit_is_edited(sound):
    async def scenario(session):
        await factorized(session, sound[0])
        _, before = await session.readout.audio("n", 1, 0, 0, 500)
        await session.editing.edit_each(ACTIVATIONS, "n", 1, "/activation/scale", lambda h: h * 0)
        _, after = await session.readout.audio("n", 1, 0, 0, 500)
        assert before.any()
        assert not after.any()
        await session.editing.undo("n")
        np.testing.assert_array_equal((await session.readout.audio("n", 1, 0, 0, 500))[1], before)

    run(scenario)


@pytest.mark.parametrize("how", ["load", "free and alloc"])
def test_what_is_pulled_of_another_sound_of_that_name_is_of_that_sound(sound, how):
    async def scenario(session):
        await factorized(session, sound[0])
        _, before = await session.readout.audio("n", 1, 0, 0, 500)
        if how == "load":
            await session.buffers.load("n", str(sound[0]), start=0.25)
        else:
            session.buffers.free("n")
            session.buffers.alloc("n", 4000, n_channels=1, sample_rate=8000)
            await session.write("n", 0, 0, [0.5] * 100)
        await session.factorizer.factorize("n", options())
        length, after = await session.readout.audio("n", 1, 0, 0, 500)
        assert length == 4000
        assert not np.array_equal(after, before)

    run(scenario)


def test_the_mean_of_the_channels_or_one_of_them(sound):
    async def scenario(session):
        await factorized(session, sound[0])
        whole = session.components.layers["n"].activation(2)
        np.testing.assert_array_equal((await session.readout.activation("n", 2, 3, 20, 1))[1], whole[1, 3:23])
        np.testing.assert_allclose(
            (await session.readout.activation("n", 2, 3, 20))[1], whole[:, 3:23].mean(0), rtol=1e-6
        )
        with pytest.raises(ArgumentError):
            await session.readout.activation("n", 2, 3, 20, 2)

    run(scenario)


def test_a_matrix_comes_in_parts_of_one_answer_each_and_switched_cells_behind_it(sound):
    async def scenario(session):
        await factorized(session, sound[0])
        await session.editing.set_cell("n", 0, 2, True, what="/matrix/mute", kind="mutes")
        n_components, parts, cells = await session.readout.matrix("n")
        assert n_components == 3
        assert [(i, j, row.tolist()) for i, j, row in parts[:2]] == [(0, 0, [1, 0]), (0, 2, [0])]
        assert cells == [(0, 2, 1, 0)]

    run(scenario, chunk=2)


def test_a_residual_is_described_and_is_read_like_a_component(sound):
    async def scenario(session):
        await factorized(session, sound[0])
        await session.editing.set("n", "/edit/masks", exponent=4.0, residual=True)
        described = await session.readout.describe("n")
        assert [c.k for c in described] == [0, 1, 2, 3]
        assert described[3].energy == 0.0
        assert (await session.readout.describe("n", 3)) == described[3:]
        assert (await session.readout.audio("n", 3, 0, 0, 500))[1].any()
        assert not (await session.readout.basis("n", 3, 0, 10))[1].any()

    run(scenario)


def test_a_range_at_hand_overtakes_none_that_is_rendered(sound, tmp_path):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        await session.readout.audio("n", 0, 0, 0, 300)  # now at hand
        answered = []

        async def pull(k, offset):
            await session.readout.audio("n", k, 0, offset, 300)
            answered.append((k, offset))

        asked = [(k, offset) for offset in (0, 300) for k in (1, 0, 2, 0)]
        await asyncio.gather(*(pull(*each) for each in asked))
        return asked, answered

    asked, answered = run(scenario)
    assert answered == asked

"""Scenes: stored, recalled, saved in session files, and what becomes of sounds that are gone."""

import asyncio

import numpy as np
import pytest

from oscfactor.errors import NotFoundError
from oscfactor.files import archive
from tests.session.test_session import options, run

RECALL = "/scene/recall"


async def factorized(session, path, *names, components=3):
    for name in names or ("n",):
        await session.buffers.load(name, str(path))
        await session.factorizer.factorize(name, options(components))


def test_a_scene_brings_back_faders_and_matrix_and_the_matrix_is_one_step(noise_file):
    async def scenario(session):
        await factorized(session, noise_file)
        await session.mixer.change("n", 1, lambda mix: mix.with_gain(1, 0.25))
        await session.editing.set_cell("n", 0, 1, 0.5, what="/matrix/set")
        assert session.scenes.store("verse", ["n"]) == 1
        await session.mixer.change("n", 1, lambda mix: mix.with_gain(1, 1.0).with_mute(0, True))
        await session.editing.set_cell("n", 0, 1, 0.0, what="/matrix/set")
        await session.editing.set_cell("n", 2, 2, 0.0, what="/matrix/set")
        assert await session.scenes.recall("verse", 2.0, RECALL) == (1, [])
        assert session.mixer.mix("n").gains.tolist() == [1, 0.25, 1]
        assert not session.mixer.mix("n").mutes.any()
        layers = session.components.layers["n"]
        assert (layers.matrix[0, 1], layers.matrix[2, 2]) == (0.5, 1.0)
        assert layers.recombination.glides.seconds.tolist() == [[2.0] * 3] * 3
        assert await session.editing.undo("n") == (RECALL, 3, 1)
        assert session.components.layers["n"].matrix[2, 2] == 0.0
        # What stands as in the scene is no step.
        await session.editing.redo("n")
        await session.scenes.recall("verse", 0.0, RECALL)
        assert len(session.editing.history("n").done) == 4

    run(scenario)


def test_what_could_be_recalled_is_and_the_missing_are_named(noise_file):
    async def scenario(session):
        await factorized(session, noise_file, "a", "b", "c")
        for name in "abc":
            await session.mixer.set_level(name, 0.5)
        session.scenes.store("all", "abc")
        session.buffers.free("b")
        await session.factorizer.factorize("c", options(2))
        for name in "ac":
            await session.mixer.set_level(name, 1.0)
        await session.editing.set_cell("a", 0, 1, 1.0, what="/matrix/set")
        session.scenes.store("edited", "a")
        await session.factorizer.factorize("a", options(2))
        assert await session.scenes.recall("all", 0.0, RECALL) == (2, ["b"])
        assert [session.mixer.mix(name).level for name in "ac"] == [0.5, 0.5]
        n, missing = await session.scenes.recall("edited", 0.0, RECALL)
        assert (n, missing) == (1, ["the matrix of a"])
        for name in "ac":
            session.buffers.free(name)
        with pytest.raises(NotFoundError, match="no sound of scene 'all' is here: a, b, c"):
            await session.scenes.recall("all", 0.0, RECALL)

    run(scenario)


def test_scenes_have_names_and_are_forgotten(noise_file):
    async def scenario(session):
        with pytest.raises(NotFoundError, match="no scene named 'x'; have: none yet"):
            session.scenes.free("x")
        with pytest.raises(NotFoundError, match="no buffer"):
            session.scenes.store("x", [])
        await factorized(session, noise_file)
        with pytest.raises(NotFoundError, match="no buffer named 'm'"):
            session.scenes.store("x", ["n", "m"])
        assert not session.scenes.by_name
        session.scenes.store("x", ["n"])
        session.scenes.free("x")
        with pytest.raises(NotFoundError):
            await session.scenes.recall("x", 0.0, RECALL)

    run(scenario)


def test_scenes_are_saved_with_the_session_and_a_file_without_them_loads(noise_file, tmp_path):
    async def scenario(session):
        await factorized(session, noise_file, "a", "b")
        await session.store.save(tmp_path / "plain")
        assert "scenes" not in archive.read_document(tmp_path / "plain.oscf")
        await session.editing.set_cell("a", 0, 1, 0.5, what="/matrix/set")
        await session.mixer.set_level("b", 0.25)
        session.scenes.store("verse", ["a", "b"])
        assert session.store.unsaved()
        await session.store.save(tmp_path / "scenes")
        assert not session.store.unsaved()
        await session.editing.reset("a")
        await session.mixer.set_level("b", 1.0)
        await session.store.load(tmp_path / "plain.oscf")
        assert not session.scenes.by_name
        await session.store.load(tmp_path / "scenes.oscf")
        await session.editing.reset("a")
        assert await session.scenes.recall("verse", 0.0, RECALL) == (2, [])
        assert session.components.layers["a"].matrix[0, 1] == np.float32(0.5)
        assert session.mixer.mix("b").level == 0.25

    run(scenario)


def test_a_prepared_session_is_counted_and_takes_the_place_of_this_one(noise_file, tmp_path):
    async def scenario(session):
        with pytest.raises(NotFoundError, match="/session/prepare"):
            await session.store.switch(0.0)
        await factorized(session, noise_file, "old")
        await session.store.save(tmp_path / "old")
        before = session.memory.n_bytes
        assert await session.store.prepare(tmp_path / "old.oscf") == (tmp_path / "old.oscf", 1)
        assert session.memory.n_bytes >= before + session.buffers.by_name["old"].n_bytes
        await session.buffers.load("new", str(noise_file))
        assert list(session.buffers.by_name) == ["old", "new"]
        loaded = await session.store.switch(0.5)
        assert (loaded.path, loaded.n_sounds) == (tmp_path / "old.oscf", 1)
        assert list(session.buffers.by_name) == ["old"]
        assert session.n_components("old") == 3
        with pytest.raises(NotFoundError):
            await session.store.switch(0.0)

    run(scenario)


def test_the_loop_is_free_while_a_scene_of_many_sounds_is_recalled(noise_file):
    async def scenario(session):
        names = [f"s{i}" for i in range(8)]
        await factorized(session, noise_file, *names, components=8)
        for name in names:
            await session.editing.set_cell(name, 0, 1, 0.5, what="/matrix/set")
        session.scenes.store("many", names)
        for name in names:
            await session.editing.reset(name)
        loop = asyncio.get_running_loop()
        begin = loop.time()
        assert (await session.scenes.recall("many", 1.0, RECALL)).n_sounds == 8
        assert loop.time() - begin < 0.1  # a bound for a slow machine: 32 sounds of 64 take 14 ms here

    run(scenario)

"""Objects of named sounds: kept in sessions and in scenes, let go with the components that they are of."""

import numpy as np
import pytest

from oscfactor.errors import ArgumentError
from oscfactor.model.mix import OBJECT_GAIN
from tests.session.test_session import options, run


async def grouped(session, path):
    """Let a sound of three components have the objects 0 2 and 1, of which the second is soft."""
    await session.buffers.load("n", str(path))
    await session.factorizer.factorize("n", options(3))
    await session.objects.assign("n", 0, [0, 2], what="/object/set")
    await session.objects.assign("n", 1, [1], what="/object/set")
    await soften(session, 0.25)


async def soften(session, gain):
    await session.objects.change("n", 1, OBJECT_GAIN, lambda faders: faders.with_gain(1, gain), 0.0)


def heard(session):
    return session.mixer.mix("n").heard().tolist()


def test_a_session_keeps_objects_with_their_faders_and_steps(noise_file, tmp_path):
    async def scenario(session):
        await grouped(session, noise_file)
        await session.objects.assign("n", 0, [0], what="/object/set")
        await session.store.save(tmp_path / "a.oscf")
        session.buffers.free("n")
        await session.store.load(tmp_path / "a.oscf")
        assert await session.objects.listed("n") == [[0], [1]]
        assert heard(session) == [1, 0.25, 1]
        await session.editing.undo("n")
        assert await session.objects.listed("n") == [[0, 2], [1]]

    run(scenario)


def test_a_session_without_objects_is_as_older_versions_wrote_it(noise_file, tmp_path):
    async def scenario(session):
        await grouped(session, noise_file)
        await session.objects.clear("n", -1, what="/object/clear")
        (saved,) = session.store.snapshot()
        assert saved.recombination.objects is None

    run(scenario)


def test_a_scene_brings_objects_and_their_faders_back(noise_file, tmp_path):
    async def scenario(session):
        await grouped(session, noise_file)
        session.scenes.store("verse", ["n"])
        await session.store.save(tmp_path / "a.oscf")
        await session.store.load(tmp_path / "a.oscf")
        await session.objects.assign("n", 1, [0, 1], what="/object/set")
        await soften(session, 1.0)
        await session.scenes.recall("verse", 2.0, "/scene/recall")
        assert await session.objects.listed("n") == [[0, 2], [1]]
        assert heard(session) == [1, 0.25, 1]
        seconds = session.mixer.mix("n").glides.seconds[OBJECT_GAIN]
        np.testing.assert_array_equal(seconds, [2, 2, 2])
        await session.editing.undo("n")
        assert await session.objects.listed("n") == [[2], [0, 1]]

    run(scenario)


def test_new_components_are_in_no_object(noise_file):
    async def scenario(session):
        await grouped(session, noise_file)
        await session.factorizer.factorize("n", options(4))
        assert session.objects.names() == []
        assert heard(session) == [1, 1, 1, 1]
        await session.objects.assign("n", 1, [3], what="/object/set")
        assert heard(session) == [1, 1, 1, 0.25], "faders stay where they are"

    run(scenario)


def test_there_are_no_more_objects_than_components(noise_file):
    async def scenario(session):
        await grouped(session, noise_file)
        with pytest.raises(ArgumentError, match="no object 3: there are 3"):
            await session.objects.assign("n", 3, [0], what="/object/set")
        with pytest.raises(ArgumentError, match="no component 3: there are 3"):
            await session.objects.assign("n", 2, [3], what="/object/set")

    run(scenario)

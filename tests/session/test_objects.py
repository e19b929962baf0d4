"""Objects of named sounds: kept in sessions and in scenes, let go with the components that they are of."""

from dataclasses import replace

import numpy as np
import pytest

from oscfactor.compute.mixdown import mix_down
from oscfactor.dsp.edit import grouping
from oscfactor.errors import ArgumentError
from oscfactor.model.mix import OBJECT_GAIN
from oscfactor.model.values import Buffer
from oscfactor.session.objects import grouping_of, sums_of
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


async def panned(session):
    """Let `n` be four tones that come and go, two of them on the left and two on the right."""
    times = np.arange(24000) / 8000
    places = {220.0: (1.0, 0.1), 277.0: (1.0, 0.1), 1250.0: (0.1, 1.0), 1760.0: (0.1, 1.0)}
    samples = np.zeros((2, times.size), np.float32)
    for i, (hz, sides) in enumerate(places.items()):
        tone = np.sin(2 * np.pi * hz * times) * (np.floor(times * (i + 2)) % 2)
        samples += 0.1 * np.outer(sides, tone).astype(np.float32)
    samples.flags.writeable = False
    session.buffers.put("n", Buffer(samples, 8000))
    await session.factorizer.factorize("n", options(8))
    return samples


def test_objects_of_a_stereo_sound_are_found_from_left_to_right(noise_file):
    async def scenario(session):
        samples = await panned(session)
        assert (await session.objects.find("n", 2, "auto", what="/object/find"))[0] == 2
        (left, right) = await session.objects.listed("n")
        assert sorted([*left, *right]) == list(range(8))
        layers = session.components.layers["n"]
        for side, members in enumerate((left, right)):
            gains = np.isin(np.arange(8), members).astype(np.float32)
            levels = np.abs(mix_down(layers, gains, n_threads=1)).mean(axis=1)
            own, other = levels[side], levels[1 - side]
            assert own > 5 * other
            assert own > 0.8 * np.abs(samples[side]).mean()
        await session.editing.undo("n")
        assert await session.objects.listed("n") == []

    run(scenario)


def test_objects_are_found_of_activations_as_they_are_edited(noise_file):
    async def scenario(session):
        await panned(session)
        await session.objects.find("n", 2, "pan", what="/object/find")
        left, _ = await session.objects.listed("n")
        layers = session.components.layers["n"]
        turned = replace(
            layers,
            recombination=replace(
                layers.recombination, activations={k: layers.activation(k)[::-1] for k in left}
            ),
        )
        found = grouping_of(turned, 1, "auto")
        assert found.tolist() == [0] * 8
        sums = grouping.places(sums_of(turned))
        assert sums.min() > 0.5

    run(scenario)

"""Faders: moved, kept through a factorisation, saved and forgotten."""

import asyncio

import pytest

from oscfactor.errors import ArgumentError, NotFoundError
from tests.session.test_session import options, run


async def factorized(session, path, components=3):
    await session.buffers.load("n", str(path))
    await session.factorizer.factorize("n", options(components))


def test_faders_stay_when_a_buffer_is_factorized_again_and_new_components_have_theirs_at_1(noise_file):
    async def scenario(session):
        await factorized(session, noise_file)
        await session.mixer.change("n", 1, lambda mix: mix.with_gain(1, 0.25))
        await session.factorizer.factorize("n", options(5))
        assert session.mixer.mix("n").gains.tolist() == [1, 0.25, 1, 1, 1]
        await session.factorizer.factorize("n", options(1))
        assert session.mixer.mix("n").gains.tolist() == [1]
        await session.factorizer.factorize("n", options(3))
        assert session.mixer.mix("n").gains.tolist() == [1, 0.25, 1]

    run(scenario)


def test_the_mix_is_the_same_value_until_a_fader_moves(noise_file):
    """What is the same need not be sent to the renderer, nor saved, again."""

    async def scenario(session):
        await factorized(session, noise_file)
        await session.mixer.set_level("n", 0.5)
        await session.factorizer.factorize("n", options(5))
        assert session.mixer.mix("n") is session.mixer.mix("n")
        assert session.mixer.sound("n") is session.mixer.sound("n")

    run(scenario)


def test_a_component_that_is_not_there_has_no_fader(noise_file):
    async def scenario(session):
        with pytest.raises(NotFoundError):
            await session.mixer.change("n", 0, lambda mix: mix.with_mute(0, True))
        await factorized(session, noise_file)
        with pytest.raises(ArgumentError, match="no component 3: there are 3"):
            await session.mixer.change("n", 3, lambda mix: mix.with_mute(3, True))
        assert session.mixer.saved("n") is None
        await session.editing.set("n", "/edit/masks", residual=True)
        await session.mixer.change("n", 3, lambda mix: mix.with_mute(3, True))
        assert session.mixer.mix("n").mutes.tolist() == [False, False, False, True]

    run(scenario)


def test_a_freed_buffer_takes_its_faders_along(noise_file):
    async def scenario(session):
        await factorized(session, noise_file)
        await session.mixer.set_level("n", 0.5)
        saved = session.mixer.saved("n")
        session.buffers.free("n")
        await factorized(session, noise_file)
        assert session.mixer.saved("n") is None
        session.mixer.restore("n", saved)
        assert session.mixer.mix("n").level == 0.5

    run(scenario)


def test_a_fader_of_a_component_that_is_being_found_waits_for_it(noise_file):
    async def scenario(session):
        await factorized(session, noise_file, 2)
        finding = asyncio.ensure_future(session.factorizer.factorize("n", options(5)))
        await asyncio.sleep(0)
        await session.mixer.change("n", 1, lambda mix: mix.with_gain(1, 0.5))
        assert session.mixer.mix("n").gains.tolist() == [1, 0.5], "one that is there moves at once"
        await session.mixer.change("n", 4, lambda mix: mix.with_gain(4, 0.25))
        await finding
        assert session.mixer.mix("n").gains.tolist() == [1, 0.5, 1, 1, 0.25]

    run(scenario)

"""Components: replaced with their sound, and the jobs on them ended."""

import asyncio
import threading

import pytest

from oscfactor.errors import ArgumentError, BusyError, CancelledError, NotFoundError
from oscfactor.session.components import layer_indices
from oscfactor.session.factors import ACTIVATIONS
from tests.session.test_session import options, run


def test_a_loaded_sound_replaces_the_components_of_the_old_one(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        await session.buffers.load("n", str(sound[0]))
        with pytest.raises(NotFoundError, match="factorize"):
            await session.components.get("n")

    run(scenario)


@pytest.mark.parametrize("end", ["cancel", "free"])
def test_cancel_and_free_end_a_running_job(sound, end):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        running = asyncio.Event()
        job = asyncio.ensure_future(
            session.factorizer.factorize(
                "n", options(iterations=1_000_000), on_progress=lambda *_: running.set()
            )
        )
        await running.wait()
        if end == "cancel":
            session.components.cancel("n")
        else:
            session.buffers.free("n")
        with pytest.raises(CancelledError):
            await job
        assert ("n" in session.buffers.by_name) == (end != "free")
        assert "n" not in session.components.by_name
        with pytest.raises(NotFoundError):
            session.components.cancel("n")

    run(scenario)


@pytest.fixture
def hold():
    """A job that the worker does until a test lets it end."""
    may_end = threading.Event()

    def held(session):
        session.jobs.submit(lambda _job: may_end.wait(20), subject="other")
        return may_end

    yield held
    may_end.set()


def test_a_sound_whose_components_are_being_written_to_files_is_busy(sound, tmp_path, hold):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        may_end = hold(session)
        export = session.exporter.export("n", 0, str(tmp_path), format="wav", subtype="")
        exporting = asyncio.ensure_future(export)
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="/buffer/cancel n"):
            await session.write("n", 0, 0, [0.75])
        may_end.set()
        await exporting
        await session.write("n", 0, 0, [0.75])
        assert session.buffers.read("n", 0, 0, 1)[1].tolist() == [0.75]

    run(scenario)


def test_a_job_that_begins_while_a_sound_is_copied_for_writing_keeps_the_sound(sound, hold, monkeypatch):
    monkeypatch.setattr("oscfactor.session.buffers.SHORT", 0)

    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        may_end = hold(session)
        writing = asyncio.ensure_future(session.write("n", 0, 0, [0.75]))
        await asyncio.sleep(0)  # the copy is made on a thread meanwhile
        finding = asyncio.ensure_future(session.factorizer.factorize("n", options()))
        with pytest.raises(BusyError):
            await writing
        may_end.set()
        await finding
        assert session.buffers.read("n", 0, 0, 1)[1].tolist() == [sound[1][0, 0]]

    run(scenario)


def test_who_asks_for_components_that_are_being_found_waits_for_them(sound, hold):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        may_end = hold(session)
        finding = asyncio.ensure_future(session.factorizer.factorize("n", options()))
        await asyncio.sleep(0)
        assert session.components.is_sought("n")
        asked = asyncio.ensure_future(session.components.get("n"))
        may_end.set()
        assert await asked is await finding
        assert not session.components.is_sought("n")

    run(scenario)


def test_older_components_serve_until_the_new_ones_are_there(sound, hold):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        old = await session.factorizer.factorize("n", options(2))
        may_end = hold(session)
        finding = asyncio.ensure_future(session.factorizer.factorize("n", options(5)))
        await asyncio.sleep(0)
        assert await session.components.get("n") is old
        newest = asyncio.ensure_future(session.components.newest_layers_of("n"))
        await asyncio.sleep(0)
        assert not newest.done()
        may_end.set()
        assert (await newest).n_layers == 5
        await finding

    run(scenario)


def test_layers_are_one_all_or_the_residual(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options(2))
        await session.editing.set("n", "/edit/masks", residual=True)
        layers = session.components.layers["n"]
        assert (layer_indices(layers, -1), layer_indices(layers, 2)) == ([0, 1, 2], [2])
        with pytest.raises(ArgumentError, match="no component 3: there are 3"):
            layer_indices(layers, 3)

    run(scenario)


def test_nothing_to_cancel_says_so_and_an_unknown_buffer_is_named(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        with pytest.raises(NotFoundError, match="nothing is being done to 'n'"):
            session.components.cancel("n")
        with pytest.raises(NotFoundError, match="no buffer named 'm'"):
            session.components.cancel("m")

    run(scenario)


def test_memory_counts_what_somebody_still_holds(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        found = await session.factorizer.factorize("n", options())
        assert session.components.n_bytes == found.n_bytes
        await session.editing.edit_each(ACTIVATIONS, "n", 0, "/activation/scale", lambda h: h * 2)
        edited = session.components.layers["n"].recombination.n_bytes
        assert session.components.n_bytes == found.n_bytes + edited > found.n_bytes
        session.buffers.free("n")
        assert session.components.n_bytes == found.n_bytes, "the test itself holds it"

    run(scenario)

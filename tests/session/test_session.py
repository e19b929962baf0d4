"""The instrument without a network: what waits, what is busy, what is cancelled, what is refused."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from oscfactor.cli.warmup import default_options
from oscfactor.compute.cross import Options as CrossOptions
from oscfactor.compute.options import Options
from oscfactor.errors import CancelledError, LimitError, NotFoundError
from oscfactor.limits import Limits
from oscfactor.machine.kernels import Kernels
from oscfactor.protocol.commands import COMMANDS
from oscfactor.session.session import Session


def options(components=3, **changes):
    return Options(**{**default_options(), "components": components, "iterations": 5, "fft": 256, **changes})


def cross_options():
    bound = COMMANDS["/cross/make"].bind(["x", "n", "n"])
    return CrossOptions(**{k: v for k, v in bound.items() if k not in ("name", "activations", "bases")})


def run(scenario, **limits):
    """Run a coroutine function that is given a fresh session."""

    async def main():
        session = Session(asyncio.get_running_loop(), Limits(n_threads=2, **limits), lambda *_, **__: None)
        session.jobs.let_run(Kernels.ALL)
        try:
            return await scenario(session)  # pytest ends what takes too long
        finally:
            session.close()

    return asyncio.run(main())


def test_load_factorize_and_export_may_be_asked_for_in_one_breath(sound, tmp_path):
    path, samples = sound

    async def scenario(session):
        load = asyncio.ensure_future(session.buffers.load("n", str(path)))
        factorize = asyncio.ensure_future(session.factorizer.factorize("n", options()))
        export = asyncio.ensure_future(
            session.exporter.export("n", -1, str(tmp_path / "out"), format="wav", subtype="")
        )
        await asyncio.gather(load, factorize)
        return await export

    files = run(scenario)
    assert [k for k, _ in files] == [0, 1, 2]
    total = sum(soundfile.read(p, dtype="float32")[0] for _, p in files)
    np.testing.assert_allclose(total.T, samples, atol=1e-6)


def test_what_is_written_is_read_back_and_drops_the_components(sound):
    async def scenario(session):
        session.buffers.alloc("w", 4000, n_channels=2, sample_rate=44100)
        await session.write("w", 1, 10, [0.5, -0.25, 1.0])
        total, samples = session.buffers.read("w", 1, 9, 5)
        assert total == 4000
        assert samples.tolist() == [0.0, 0.5, -0.25, 1.0, 0.0]
        await session.factorizer.factorize("w", options())
        await session.write("w", 0, 0, [0.1])
        assert session.n_components("w") == 0
        await session.buffers.load("n", str(sound[0]))
        await session.write("n", 0, 0, [0.75])
        assert session.buffers.read("n", 0, 0, 1)[1].tolist() == [0.75]

    run(scenario)


def test_memory_is_refused_before_it_is_taken(sound):
    async def scenario(session):
        with pytest.raises(LimitError, match="max_memory"):
            session.buffers.alloc("w", 30_000, n_channels=1, sample_rate=44100)
        await session.buffers.load("n", str(sound[0]))
        with pytest.raises(LimitError):
            await session.buffers.load("m", str(sound[0]))
        with pytest.raises(LimitError, match="hop"):
            await session.factorizer.factorize("n", options(hop=1))

    run(scenario, max_bytes=90_000)


def test_what_was_saved_keeps_its_samples_and_the_next_write_copies_off_the_loop(monkeypatch):
    monkeypatch.setattr("oscfactor.session.buffers.SHORT", 0)

    async def scenario(session):
        session.buffers.alloc("w", 4000, n_channels=1, sample_rate=44100)
        await session.write("w", 0, 0, [0.5])
        (saved,) = session.store.snapshot()
        again = [session.write("w", 0, i, [0.25]) for i in range(3)]
        copying = asyncio.gather(*again)
        await asyncio.sleep(0)
        assert not copying.done()
        await copying
        np.testing.assert_array_equal(saved.buffer.samples[0, :3], [0.5, 0, 0])
        np.testing.assert_array_equal(session.buffers.existing("w").samples[0, :3], [0.25] * 3)
        assert session.store.snapshot()[0].embedded

    run(scenario)


def test_a_write_into_a_sound_that_is_freed_while_it_is_copied_says_so(monkeypatch):
    monkeypatch.setattr("oscfactor.session.buffers.SHORT", 0)

    async def scenario(session):
        session.buffers.alloc("w", 4000, n_channels=1, sample_rate=44100)
        session.store.snapshot()
        writing = asyncio.ensure_future(session.write("w", 0, 0, [0.25]))
        await asyncio.sleep(0)
        session.buffers.free("w")
        with pytest.raises(NotFoundError):
            await writing

    run(scenario)


def test_a_write_into_a_sound_that_plays_is_heard(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        sent = []
        session.players.write = lambda buffer, *where: sent.append((buffer, *where))
        await session.write("n", 1, 20, [0.5, 0.25])
        assert sent == [(session.buffers.existing("n"), 1, 20, [0.5, 0.25])]

    run(scenario)


def test_a_cross_is_refused_before_it_takes_more_memory_or_time_than_there_is(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        wanted = cross_options()
        full = session.memory.promised(session.memory.n_free_bytes)
        with full, pytest.raises(LimitError, match="another length"):
            await session.cross("x", "n", "n", wanted)
        session.limits = Limits(max_seconds=0.5)
        with pytest.raises(LimitError, match="max_seconds"):
            await session.cross("x", "n", "n", wanted)
        assert session.jobs.n_jobs == 0
        assert "x" not in session.buffers.by_name

    run(scenario)


def test_the_end_of_a_session_ends_the_copies():
    closed = []

    async def scenario(session):
        session.autosave = SimpleNamespace(close=lambda: closed.append(True))

    run(scenario)
    assert closed == [True]


def test_a_freed_sound_takes_its_faders_and_components_along(sound):
    async def scenario(session):
        await session.buffers.load("n", str(sound[0]))
        await session.factorizer.factorize("n", options())
        await session.mixer.set_level("n", 0.5)
        assert session.n_components("n") == 3
        session.buffers.free("n")
        assert session.n_components("n") == 0
        await session.buffers.load("n", str(sound[0]))
        assert session.mixer.mix("n").level == 1.0

    run(scenario)


def test_nothing_comes_back_that_was_freed_between_the_end_of_a_job_and_its_taking_effect(sound):
    async def ends_and_is_freed(session, name, making):
        await asyncio.wait([making.send(None)])
        session.buffers.free(name)
        with pytest.raises(CancelledError, match=f"'{name}' was freed"):
            making.send(None)
        assert name not in session.buffers.by_name
        assert name not in session.components.layers

    async def scenario(session):
        await ends_and_is_freed(session, "a", session.buffers.load("a", str(sound[0])))
        for name in "ab":
            await session.buffers.load(name, str(sound[0]))
        await session.factorizer.factorize("a", options())
        await ends_and_is_freed(session, "b", session.factorizer.factorize("b", options()))
        await ends_and_is_freed(session, "c", session.cross("c", "a", "a", cross_options()))

    run(scenario)

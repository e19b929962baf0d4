"""The instrument without a network: what waits, what is busy, what is cancelled, what is refused."""

import asyncio

import numpy as np
import pytest
import soundfile

from oscfactor.cli.warmup import default_options
from oscfactor.compute.factorize import Options
from oscfactor.errors import (
    ArgumentError,
    BusyError,
    CancelledError,
    ExistsError,
    FileError,
    LimitError,
    NotFoundError,
)
from oscfactor.limits import Limits
from oscfactor.session.jobs import Kernels
from oscfactor.session.session import Session


def options(components=3, **changes):
    return Options(**{**default_options(), "components": components, "iterations": 5, "fft": 256, **changes})


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


@pytest.fixture
def sound(tmp_path):
    noise = np.random.default_rng(1).standard_normal((6000, 2)).astype(np.float32) * 0.1
    path = tmp_path / "noise.wav"
    soundfile.write(path, noise, 8000, "FLOAT")
    return path, noise.T


def test_load_factorize_and_export_may_be_asked_for_in_one_breath(sound, tmp_path):
    path, samples = sound

    async def scenario(session):
        load = asyncio.ensure_future(session.load("n", str(path)))
        factorize = asyncio.ensure_future(session.components.factorize("n", options()))
        export = asyncio.ensure_future(
            session.components.export("n", -1, str(tmp_path / "out"), format="wav", subtype="")
        )
        await asyncio.gather(load, factorize)
        return await export

    files = run(scenario)
    assert [k for k, _ in files] == [0, 1, 2]
    total = sum(soundfile.read(p, dtype="float32")[0] for _, p in files)
    np.testing.assert_allclose(total.T, samples, atol=1e-6)


def test_who_waits_for_a_name_gets_the_load_that_is_left_when_another_fails(sound, tmp_path):
    async def scenario(session):
        first = asyncio.ensure_future(session.load("n", str(sound[0])))
        second = asyncio.ensure_future(session.load("n", str(tmp_path / "none.wav")))
        await asyncio.sleep(0)
        waiter = asyncio.ensure_future(session.buffers.get("n"))
        with pytest.raises(FileError):
            await second
        assert await waiter is await first
        both = [asyncio.ensure_future(session.load("m", str(sound[0]))) for _ in range(2)]
        await asyncio.sleep(0)
        assert session.buffers.cancel_load("m")
        for load in both:
            with pytest.raises(CancelledError):
                await load
        with pytest.raises(NotFoundError):
            await session.buffers.get("m")

    run(scenario)


def test_pulled_samples_are_the_exported_ones_bit_for_bit(sound, tmp_path):
    async def scenario(session):
        await session.load("n", str(sound[0]))
        await session.components.factorize("n", options())
        files = await session.components.export("n", 1, str(tmp_path), format="wav", subtype="")
        pieces, offset, total = [], 0, 1
        while offset < total:
            total, samples = await session.components.audio("n", 1, 1, offset, 300)
            pieces.append(samples)
            offset += len(samples)
        return files[0][1], np.concatenate(pieces)

    path, pulled = run(scenario)
    np.testing.assert_array_equal(pulled, soundfile.read(path, dtype="float32")[0][:, 1])


def test_a_sound_that_is_read_but_not_yet_in_its_place_is_waited_for(sound, tmp_path):
    soundfile.write(tmp_path / "other.wav", np.ones(100), 8000)

    async def scenario(session):
        await session.load("a", str(sound[0]))
        loading = session.load("a", str(tmp_path / "other.wav"))
        read = loading.send(None)
        await asyncio.wait([read])
        newest = asyncio.create_task(session.buffers.get("a", newest=True))
        await asyncio.sleep(0)
        assert not newest.done()
        with pytest.raises(StopIteration):
            loading.send(None)
        assert (await newest).n_samples == 100

    run(scenario)


def test_a_failed_load_leaves_the_old_sound(sound, tmp_path):
    async def scenario(session):
        before = await session.load("n", str(sound[0]))
        with pytest.raises(FileError):
            await session.load("n", str(tmp_path / "none.wav"))
        assert session.buffers.existing("n") is before

    run(scenario)


def test_a_loaded_sound_replaces_the_components_of_the_old_one(sound):
    async def scenario(session):
        await session.load("n", str(sound[0]))
        await session.components.factorize("n", options())
        await session.load("n", str(sound[0]))
        with pytest.raises(NotFoundError, match="factorize"):
            await session.components.get("n")

    run(scenario)


def test_a_second_factorisation_of_a_buffer_is_busy_and_the_first_goes_on(sound):
    async def scenario(session):
        await session.load("n", str(sound[0]))
        first = asyncio.ensure_future(session.components.factorize("n", options()))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await session.components.factorize("n", options())
        with pytest.raises(BusyError):
            session.write("n", 0, 0, [0.0])
        assert (await first).n_components == 3

    run(scenario)


@pytest.mark.parametrize("end", ["cancel", "free"])
def test_cancel_and_free_end_a_running_job(sound, end):
    async def scenario(session):
        await session.load("n", str(sound[0]))
        running = asyncio.Event()
        job = asyncio.ensure_future(
            session.components.factorize(
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


def test_a_replaced_sound_ends_what_waits_for_the_old_one(sound, tmp_path):
    async def scenario(session):
        await session.load("n", str(sound[0]))
        await session.components.factorize("n", options())
        replaced = asyncio.ensure_future(session.load("n", str(sound[0])))
        await asyncio.sleep(0)
        with pytest.raises(CancelledError, match="replaced"):
            await session.components.export("n", -1, str(tmp_path / "out"), format="wav", subtype="")
        await replaced

    run(scenario)


def test_what_is_written_is_read_back_and_drops_the_components(sound):
    async def scenario(session):
        session.alloc("w", 4000, n_channels=2, sample_rate=44100)
        session.write("w", 1, 10, [0.5, -0.25, 1.0])
        total, samples = session.buffers.read("w", 1, 9, 5)
        assert total == 4000
        assert samples.tolist() == [0.0, 0.5, -0.25, 1.0, 0.0]
        await session.components.factorize("w", options())
        session.write("w", 0, 0, [0.1])
        assert session.n_components("w") == 0
        await session.load("n", str(sound[0]))
        session.write("n", 0, 0, [0.75])
        assert session.buffers.read("n", 0, 0, 1)[1].tolist() == [0.75]

    run(scenario)


def test_one_answer_holds_at_most_a_chunk():
    async def scenario(session):
        session.alloc("w", 1000, n_channels=1, sample_rate=44100)
        assert len(session.buffers.read("w", 0, 0, 1000)[1]) == 64
        assert len(session.buffers.read("w", 0, 1000, 5)[1]) == 0
        with pytest.raises(ArgumentError, match="1000"):
            session.buffers.read("w", 0, 1001, 5)

    run(scenario, chunk=64)


def test_memory_is_refused_before_it_is_taken(sound):
    async def scenario(session):
        with pytest.raises(LimitError, match="max_memory"):
            session.alloc("w", 30_000, n_channels=1, sample_rate=44100)
        await session.load("n", str(sound[0]))
        with pytest.raises(LimitError):
            await session.load("m", str(sound[0]))
        with pytest.raises(LimitError, match="hop"):
            await session.components.factorize("n", options(hop=1))

    run(scenario, max_bytes=90_000)


def test_a_sound_longer_than_the_limit_is_refused(sound):
    async def scenario(session):
        with pytest.raises(LimitError, match="max_seconds"):
            session.alloc("w", 20_000, n_channels=1, sample_rate=8000)
        with pytest.raises(LimitError):
            await session.load("n", str(sound[0]))
        part = await session.load("n", str(sound[0]), start=0.5, duration=0.25)
        np.testing.assert_array_equal(part.samples, sound[1][:, 4000:6000])

    run(scenario, max_seconds=0.5)


def test_names():
    async def scenario(session):
        session.alloc("drums", 10, n_channels=1, sample_rate=44100)
        with pytest.raises(ExistsError):
            session.alloc("drums", 10, n_channels=1, sample_rate=44100)
        with pytest.raises(NotFoundError, match=r"no buffer named 'drms'; have: drums"):
            session.buffers.existing("drms")
        session.buffers.free("drums")
        with pytest.raises(NotFoundError):
            session.buffers.free("drums")

    run(scenario)


def test_fixed_bases_keep_their_order_and_their_values(sound):
    async def scenario(session):
        await session.load("a", str(sound[0]))
        await session.load("b", str(sound[0]), start=0.2)
        found = await session.components.factorize("a", options(sort="centroid"))
        held = await session.components.factorize("b", options(components=0, bases_mode="fixed"), bases="a")
        np.testing.assert_array_equal(held.W, found.W)
        with pytest.raises(ArgumentError, match=r"activations last 0\.75 s and this sound lasts 0\.55 s"):
            await session.components.factorize("b", options(components=0), activations="a")
        with pytest.raises(ArgumentError, match="needs bases"):
            await session.components.factorize("b", options(bases_mode="fixed"))
        with pytest.raises(ArgumentError, match="0 or as many"):
            await session.components.factorize("b", options(components=7), bases="a")

    run(scenario)

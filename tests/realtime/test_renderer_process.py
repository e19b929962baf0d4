"""The renderer's own process, with a ring that a test empties."""

import asyncio
import contextlib
import sys
from dataclasses import asdict

import numpy as np
import pytest

from oscfactor.errors import DeviceError
from oscfactor.model.mix import Mix
from oscfactor.model.values import Buffer
from oscfactor.realtime import renderer_process as module
from oscfactor.realtime.card.ringreader import RingReader
from oscfactor.realtime.orders import BLOCK, Orders, Playable, Region
from oscfactor.realtime.renderer_process import RendererProcess
from oscfactor.realtime.ring import Ring
from tests.support.programs import children

RATE = 48000
N = 20 * BLOCK
SAMPLES = np.random.default_rng(0).uniform(-0.5, 0.5, (2, N)).astype(np.float32)


def orders(**changes):
    return Orders(Playable(Buffer(SAMPLES, RATE)), Mix.neutral(1), Region(0, N), **changes)


class Recording:
    """A recording that keeps its blocks."""

    def __init__(self):
        self.blocks = []

    def write(self, samples, sample_rate):
        assert sample_rate == RATE
        self.blocks.append(samples)


class Loop:
    """The running event loop, which can keep other threads' callbacks waiting."""

    def __init__(self):
        self._loop, self._waiting = asyncio.get_running_loop(), None

    def __getattr__(self, name):
        return getattr(self._loop, name)

    def call_soon_threadsafe(self, *call):
        if self._waiting is None:
            self._loop.call_soon_threadsafe(*call)
        else:
            self._waiting.append(call)

    @contextlib.contextmanager
    def held(self):
        self._waiting = []
        yield self._waiting
        calls, self._waiting = self._waiting, None
        for call in calls:
            self._loop.call_soon(*call)


class Rig:
    """A renderer's process, a ring, and what is heard from both."""

    def __init__(self):
        self.loop = Loop()
        self.finished, self.lost = asyncio.Queue(), asyncio.Event()
        self.compiled = asyncio.Event()
        self.process = RendererProcess(
            self.loop,
            self.compiled.wait,
            on_finished=lambda player, fault: self.finished.put_nowait((player, fault)),
            on_limited=lambda _: None,
            on_lost=self.lost.set,
        )
        self.ring = None

    async def open(self):
        """Start the process and give it a new ring."""
        await self.process.start()
        self.close_ring()
        self.ring = Ring(16384, 2)
        self.reader = RingReader(*asdict(self.ring.shape).values())
        self.process.open(self.ring.shape, RATE, 4 * BLOCK)

    async def hear(self, n_blocks):
        """Return the next blocks, (2, n_samples), as soon as they are rendered."""
        blocks = []
        async with asyncio.timeout(30):
            for _ in range(n_blocks):
                n_read = self.ring.n_read
                while self.ring.n_read == n_read:  # a ring that rests gives nothing
                    await asyncio.sleep(0.001)
                    block = self.read(1) if self.ring.n_waiting >= BLOCK else None
                blocks.append(block)
        return np.concatenate(blocks, 1)

    async def end(self):
        """Read on until a player has ended, and return it with its fault."""
        async with asyncio.timeout(30):
            while self.finished.empty():
                if self.ring.n_waiting >= BLOCK:
                    self.read(1)
                await asyncio.sleep(0.001)
        return self.finished.get_nowait()

    def read(self, n_blocks):
        """Return the next blocks, (2, n_samples), silent as far as they are not rendered."""
        out = np.zeros((n_blocks * BLOCK, 2), np.float32)
        self.reader.read(memoryview(out).cast("B"), n_blocks * BLOCK, 0, False)
        return out.T

    def close(self):
        self.process.close(20)
        self.close_ring()

    def close_ring(self):
        if self.ring is not None:
            self.reader.close()
            self.ring.close()


@pytest.fixture
def run():
    """A function that runs a test with a rig, on an event loop."""

    def run_with(test):
        async def main():
            rig = Rig()
            try:
                await rig.open()
                await test(rig)
            finally:
                rig.close()

        asyncio.run(main())

    return run_with


def renderer():
    (found,) = children("oscfactor.realtime.renderer")
    return found


def test_a_player_is_heard_recorded_placed_and_told_to_have_ended(run):
    async def test(rig):
        player, recording = rig.process.begin(orders()), Recording()
        player.record(recording)
        heard = await rig.hear(20)
        assert np.array_equal(heard, SAMPLES)
        assert await rig.end() == (player, "")
        assert player.head.place_at(5 * BLOCK) == (5 * BLOCK, 1.0)
        assert player.head.place_at(30 * BLOCK) == (N, 0.0)
        assert np.array_equal(np.concatenate(recording.blocks, 1)[:, :N], SAMPLES)

    run(test)


def test_an_end_that_a_jump_has_overtaken_is_none(run):
    async def test(rig):
        player = rig.process.begin(orders())
        await rig.hear(19)
        with rig.loop.held() as waiting:  # the renderer says that the player has ended, and the loop is busy
            while not waiting:
                if rig.ring.n_waiting >= BLOCK:
                    rig.read(1)
            player.order(player.orders.jumping(0.0))
        assert await rig.end() == (player, "")
        assert rig.finished.empty()
        heard = range(20 * BLOCK, rig.ring.n_written, BLOCK)  # on a busy machine the jump comes late
        places = [player.head.place_at(index)[0] for index in heard]
        assert min(places) < N  # it was at the end, and then at the beginning again

    run(test)


def test_a_process_that_is_killed_is_told_and_starts_again(run):
    async def test(rig):
        rig.process.begin(orders())
        await rig.hear(4)
        renderer().kill()
        await asyncio.wait_for(rig.lost.wait(), 20)
        with pytest.raises(DeviceError, match="has ended; /player/play starts it again"):
            await rig.process.rehearsed()
        await rig.open()
        rig.process.begin(orders())
        assert np.array_equal(await rig.hear(4), SAMPLES[:, : 4 * BLOCK])

    run(test)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped as Unix does it")
def test_a_process_that_does_not_answer_is_ended_told_and_starts_again(run, monkeypatch):
    monkeypatch.setattr(module, "ASK_INTERVAL", 0.1)
    monkeypatch.setattr(module, "PATIENCE", 4)

    async def test(rig):
        rig.process.begin(orders())
        await rig.hear(4)
        renderer().suspend()
        await asyncio.wait_for(rig.lost.wait(), 20)
        monkeypatch.setattr(module, "PATIENCE", 1000)
        await rig.open()
        rig.process.begin(orders())
        assert np.array_equal(await rig.hear(4), SAMPLES[:, : 4 * BLOCK])

    run(test)


def test_a_player_that_is_removed_before_it_begins_is_never_heard(run):
    async def test(rig):
        rig.process.begin(orders(position=1000.0)).remove()
        rig.process.begin(orders())
        assert np.array_equal(await rig.hear(4), SAMPLES[:, : 4 * BLOCK])

    run(test)

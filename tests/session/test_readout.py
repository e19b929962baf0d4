"""Components read in ranges."""

import asyncio

import numpy as np
import soundfile

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

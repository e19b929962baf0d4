"""Components read in ranges."""

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

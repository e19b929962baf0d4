"""Alternatives: deterministic, with what is kept, and gone with their sound."""

import numpy as np
import pytest

from oscfactor.errors import NotFoundError
from tests.session.test_session import options, run


def test_alternatives_are_the_same_each_time_and_hold_what_is_kept(noise_file):
    async def scenario(session):
        await session.buffers.load("n", str(noise_file))
        present = await session.factorizer.factorize("n", options())
        await session.shaper.keep("n", 1, on=True, activations=False)
        fractions = []
        first = await session.alternatives.vary("n", 2, on_progress=lambda f, *_: fractions.append(f))
        assert fractions == sorted(fractions)
        second = await session.alternatives.vary("n", 2)
        assert first[0] is second[0] is present
        for one, other in zip(first[1:], second[1:], strict=True):
            np.testing.assert_array_equal(one.W, other.W)
            np.testing.assert_array_equal(one.W[1], present.W[1])
        assert not np.array_equal(first[1].W, first[2].W)
        assert session.memory.n_bytes >= 3 * present.n_bytes
        await session.buffers.load("n", str(noise_file))
        await session.factorizer.factorize("n", options())
        with pytest.raises(NotFoundError, match="no alternatives"):
            await session.alternatives.choose("n", 1, what="/buffer/choose")

    run(scenario)

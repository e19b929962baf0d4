"""The demo's loop is known beforehand."""

import numpy as np

from oscfactor.cli import demo_loop


def test_the_loop_is_the_same_every_time_and_does_not_clip() -> None:
    first, second = demo_loop.parts(), demo_loop.parts()
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])
        assert np.abs(first[name]).max() > 0.05, name
    assert np.abs(np.sum(list(first.values()), axis=0)).max() < 0.95

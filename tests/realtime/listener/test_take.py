"""A recording in memory: all that comes until it is full."""

import numpy as np

from oscfactor.realtime.listener.take import Take


def test_all_blocks_stand_one_after_another():
    take, blocks = Take(2, 1000), [np.full((2, n), n, np.float32) for n in (3, 1, 64)]
    assert take.samples().shape == (2, 0)
    for block in blocks:
        take.hear(block)
        block[:] = 0.0  # the ring's memory is used again
    assert take.samples()[1].tolist() == [3.0] * 3 + [1.0] + [64.0] * 64
    assert not take.is_full


def test_it_takes_as_much_as_it_may_and_no_more():
    take = Take(1, 5)
    for n in (3, 3, 3):
        take.hear(np.full((1, n), 1.0, np.float32))
    assert take.is_full
    assert take.samples().shape == (1, 5)

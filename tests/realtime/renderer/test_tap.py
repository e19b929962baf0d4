"""A recording begins with what is heard next, also where the renderer is ahead of what is heard."""

import numpy as np

from oscfactor.realtime.renderer.tap import Tap

N = 4


def blocks(n):
    return [np.full((1, N), i, np.float32) for i in range(n)]


def first(got):
    return [int(block[0, 0]) for block in got]


def test_a_recording_that_begins_late_has_each_block_that_is_not_heard_yet_once():
    tap, got = Tap(), []
    rendered = blocks(7)
    for i in range(5):
        tap.hand_out(rendered[i], i * N, n_heard=0)
    tap.on_block = got.append
    # Blocks 0 and 1 have been heard to their ends, 2 in part.
    tap.hand_out(rendered[5], 5 * N, n_heard=2 * N + 1)
    assert first(got) == [2, 3, 4, 5]
    tap.hand_out(rendered[6], 6 * N, n_heard=2 * N + 1)
    assert first(got) == [2, 3, 4, 5, 6]


def test_a_second_recording_has_nothing_of_the_first():
    tap, got = Tap(), []
    tap.on_block = lambda block: None
    tap.hand_out(blocks(1)[0], 0, n_heard=0)
    tap.on_block = got.append
    tap.hand_out(blocks(2)[1], N, n_heard=0)
    assert first(got) == [1]


def test_what_has_been_heard_is_not_kept():
    tap = Tap()
    for i, block in enumerate(blocks(100)):
        tap.hand_out(block, i * N, n_heard=i * N)
    assert len(tap._ahead) == 1

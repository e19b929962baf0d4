"""Faders: of one component, of all, and of all buffers that a pattern matches."""

import numpy as np


def mixes(bench):
    return [bench.session.mixer.mix(name) for name in ("n", "other")]


def test_faders_are_moved_and_switched(bench):
    assert bench.ask("/component/gain", "n", 1, 0.5)[0] == ("n", 1, 0.5)
    assert bench.ask("/component/pan", "n", -1, -0.5)[0] == ("n", -1, -0.5)
    bench.ask("/component/mute", "n", 0, 1)
    bench.ask("/component/solo", "n", 2, 1)
    mix = mixes(bench)[0]
    assert mix.gains.tolist() == [1, 0.5, 1]
    assert mix.pans.tolist() == [-0.5] * 3
    assert mix.mutes.tolist() == [True, False, False]
    assert mix.solos.tolist() == [False, False, True]
    bench.ask("/component/mute", "n", 0, 0)
    bench.ask("/component/solo", "n", -1, 0)
    assert not mixes(bench)[0].mutes.any()
    assert not mixes(bench)[0].solos.any()


def test_a_pattern_moves_the_faders_of_all_buffers(bench):
    bench.ask("/component/gain", "*", 0, 0.25)
    bench.ask("/player/gain", "{n,other}", 2.0)
    assert [(mix.gains[0], mix.level) for mix in mixes(bench)] == [(0.25, 2.0)] * 2
    bench.ask("/player/gain", "o*", 1.0)
    np.testing.assert_array_equal([mix.level for mix in mixes(bench)], [2.0, 1.0])

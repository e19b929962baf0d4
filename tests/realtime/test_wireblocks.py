"""Blocks that come over the wire: in order, with gaps, out of order, anew, and wrong ones."""

import itertools

import numpy as np
import pytest

from oscfactor.errors import ArgumentError
from oscfactor.realtime.wireblocks import N_NUMBERS, N_WAITING, WireBlocks

RATE, N = 1000, 10


def block(number, n=N):
    return np.full(n, number + 1, np.float32)


class Written:
    """What is heard of blocks that are written in real time, `N` samples each."""

    def __init__(self, n_channels=1, n_most=RATE):
        self.blocks = WireBlocks(n_channels, RATE, n_most)
        self.heard, self.now = [], 100.0

    def write(self, *numbers, channel=0, n=N):
        for number in numbers:
            self.now += n / RATE
            self.heard += self.blocks.add(channel, number % N_NUMBERS, block(number, n), self.now)
        return self

    def samples(self, channel=0):
        parts = [one[channel] for one in self.heard]
        return np.concatenate(parts).tolist() if parts else []


def expected(*numbers):
    return [float(number + 1) if number is not None else 0.0 for number in numbers for _ in range(N)]


def test_blocks_in_order_are_heard_at_once_past_the_last_number():
    written = Written()
    for number in range(N_NUMBERS - 3, N_NUMBERS + 3):
        before = len(written.heard)
        written.write(number)
        assert len(written.heard) == before + 1
    assert written.samples() == expected(*range(N_NUMBERS - 3, N_NUMBERS + 3))
    assert (written.blocks.n_came, written.blocks.n_missed) == (6, 0)


def test_silence_stands_for_missing_blocks_which_are_counted():
    written = Written().write(0, 1, 4, 5, 6, 7, 8)
    assert written.samples() == expected(0, 1, None, None, 4, 5, 6, 7, 8)
    assert (written.blocks.n_came, written.blocks.n_missed) == (7, 2)


@pytest.mark.parametrize("order", list(itertools.permutations(range(1, N_WAITING + 1))))
def test_packets_that_overtake_each_other_are_put_in_order(order):
    written = Written().write(0, *order, N_WAITING + 1)
    assert written.samples() == expected(*range(N_WAITING + 2))
    assert written.blocks.n_missed == 0


def test_a_block_that_was_given_up_is_left_out_and_one_that_comes_twice_is_heard_once():
    written = Written().write(0, 2, 3, 4, 5, 1, 6, 6, 7)
    assert written.samples() == expected(0, None, 2, 3, 4, 5, 6, 7)


def test_channels_are_joined_by_their_numbers():
    written = Written(2)
    for number in range(4):
        written.write(number).write(number, channel=1)
    assert written.samples(0) == written.samples(1) == expected(0, 1, 2, 3)


def test_a_channel_that_is_missing_in_one_block_is_silent_there():
    written = Written(2)
    for number in range(8):
        written.write(number)
        if number != 1:
            written.write(number, channel=1)
    assert written.samples(0) == expected(*range(8))
    assert written.samples(1) == expected(0, None, *range(2, 8))
    assert written.blocks.n_missed == 1


@pytest.mark.parametrize("first", [0, 40000])
def test_a_writer_that_begins_anew_is_not_a_gap_of_many_seconds(first):
    written = Written().write(20000, 20001).write(first, first + 1)
    assert written.samples() == expected(20000, 20001, first, first + 1)
    assert written.blocks.n_missed == 0


def test_a_long_gap_in_which_that_much_time_has_passed_is_silence_up_to_what_is_kept():
    written = Written(n_most=500).write(0, 1)
    written.now += 2.0
    written.write(202)
    assert written.samples()[2 * N : 2 * N + 501] == [0.0] * 500 + [203.0]
    assert written.blocks.n_missed == 200


def test_blocks_may_change_their_length_and_the_last_are_heard_in_the_end():
    written = Written().write(0).write(1, n=3).write(3)
    assert written.samples() == [1.0] * N + [2.0] * 3
    written.heard += written.blocks.flush()
    assert written.samples() == [1.0] * N + [2.0] * 3 + [0.0] * N + [4.0] * N
    assert written.blocks.flush() == []
    assert written.write(0).samples()[-N:] == [1.0] * N


@pytest.mark.parametrize(
    ("channel", "samples", "sentence"),
    [
        (2, block(0), "no channel 2: there are 2"),
        (0, block(0, 1001), "a block holds at most 1 s, got 1001 samples"),
        (1, block(0, 7), "block 5 of channel 1 has 7 samples, that of another channel 10"),
        (1, np.full(N, 1e30, np.float32), "1e[+]30 in the sound"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_changes_nothing(channel, samples, sentence):
    written = Written(2).write(5)
    with pytest.raises(ArgumentError, match=sentence):
        written.blocks.add(channel, 5, samples, written.now)
    assert written.write(5, channel=1).samples(1) == expected(5)

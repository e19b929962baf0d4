"""What happens to each block of an input: kept, measured, recorded, followed."""

import numpy as np
import pytest

from oscfactor.realtime.listener.hearing import Hearing
from oscfactor.realtime.listener.take import Take


@pytest.fixture
def told():
    return []


@pytest.fixture
def hearing(told):
    return Hearing(2, 1000, 1.0, lambda *message: told.append(message))


def block(n, value=0.5):
    return np.full((2, n), value, np.float32)


def test_the_level_is_that_of_a_twentieth_of_a_second(hearing, told):
    loud = np.stack([np.tile([0.5, -0.5], 20), np.zeros(40)]).astype(np.float32)
    hearing.hear(loud)
    assert told == []
    hearing.hear(np.zeros((2, 10), np.float32))
    ((name, rms, peaks),) = told
    assert name == "level"
    assert rms.tolist() == pytest.approx([0.5 * 0.8**0.5, 0.0])
    assert peaks.tolist() == [0.5, 0.0]
    hearing.hear(np.zeros((2, 50), np.float32))
    assert told[1][1].tolist() == [0.0, 0.0]


def test_followers_hear_every_block_in_order(hearing):
    heard = []

    class Ear:
        def hear(self, samples):
            heard.append(samples)

        def end(self):
            heard.append(block(1))

    hearing.followers["match"] = Ear()
    hearing.hear(block(10))
    hearing.hear(block(0))  # nothing waited in the ring
    hearing.hear(block(7, 0.25))
    hearing.end_follower("match")
    hearing.end_follower("match")  # there is none any more
    hearing.hear(block(5))
    assert [samples.shape[1] for samples in heard] == [10, 7, 1]
    hearing.followers["match"] = Ear()
    hearing.end()
    assert len(heard) == 4


def test_a_recording_that_is_full_is_told_and_forgotten(hearing, told):
    hearing.takes[7], hearing.takes[8] = Take(2, 15), Take(2, 1000)
    hearing.hear(block(10))
    hearing.hear(block(10))
    (name, number, samples), *_ = told
    assert (name, number, samples.shape) == ("caught", 7, (2, 15))
    hearing.end()
    assert told[-1][1] == 8
    assert told[-1][2].shape == (2, 20)
    hearing.end_take(8)  # it is over: nothing more is told
    assert [message[:2] for message in told if message[0] == "caught"] == [("caught", 7), ("caught", 8)]


def test_what_is_no_number_becomes_silence_before_anybody_hears_it(hearing):
    bad = block(4)
    bad[0] = [np.nan, np.inf, -np.inf, 3e38]
    hearing.hear(bad)
    heard = hearing.history.last(4)
    assert heard[0].tolist() == [0.0, 0.0, 0.0, np.float32(1e10)]
    assert heard[1].tolist() == [0.5] * 4

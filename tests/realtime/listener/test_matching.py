"""A match on a thread of its own: what it tells, and when it gives up."""

import queue

import numpy as np

from oscfactor.realtime.listener import matching
from oscfactor.realtime.listener.matching import TOO_SLOW, Matching, Wanted

FRAMES = (64, 16, 64)


def begun(told, n_heard=0):
    wanted = Wanted(np.eye(2, 33, dtype=np.float32), FRAMES, 1000.0)
    return Matching(7, wanted, 1, 1000, n_heard, lambda *message: told.put(message))


def test_activations_are_told_with_the_inputs_time_until_it_ends():
    told = queue.SimpleQueue()
    match = begun(told, n_heard=500)
    match.hear(np.ones((1, 100), np.float32))
    messages = [told.get(timeout=60) for _ in range(5)]
    assert [(name, number) for name, number, *_ in messages] == [("matched", 7)] * 5
    assert np.allclose([seconds for *_, seconds, _ in messages], 0.5 + 0.016 * np.arange(5))
    assert not np.array_equal(messages[0][3], messages[4][3])  # each has an array of its own
    match.end()
    match._thread.join(60)
    match.hear(np.ones((1, 100), np.float32))
    assert told.empty()


def test_a_match_that_falls_behind_is_ended(monkeypatch):
    monkeypatch.setattr(matching.Matching, "_work", lambda self: None)
    told = queue.SimpleQueue()
    match = begun(told)
    for _ in range(25):
        match.hear(np.zeros((1, 1000), np.float32))
    assert told.get(timeout=60) == ("unmatched", 7, TOO_SLOW)
    assert told.empty()

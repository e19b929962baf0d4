"""What was heard lately, against an array of all that was ever heard."""

import numpy as np
import pytest

from oscfactor.realtime.listener.history import History


def ramp(start, n):
    return np.stack([np.arange(start, start + n), -np.arange(start, start + n)]).astype(np.float32)


@pytest.mark.parametrize("lengths", [[3] * 20, [1, 7, 10, 2, 25, 4], [100], [10, 10, 10]])
def test_the_last_samples_are_those_that_were_heard_last(lengths):
    history, n = History(2, 10), 0
    for length in lengths:
        history.append(ramp(n, length))
        n += length
        assert (history.n_heard, history.n_kept) == (n, min(n, 10))
        for wanted in range(1, history.n_kept + 1):
            for ago in range(history.n_kept - wanted + 1):
                assert np.array_equal(history.last(wanted, ago), ramp(n - ago - wanted, wanted))


def test_more_than_is_kept_is_not_made_up():
    history = History(1, 10)
    assert history.last(1) is None
    history.append(np.ones((1, 4), np.float32))
    assert history.last(5) is None
    assert history.last(3, ago=2) is None
    assert history.last(2, ago=2) is not None


def test_what_was_given_stays_when_more_is_heard():
    history = History(1, 4)
    history.append(np.ones((1, 4), np.float32))
    given = history.last(4)
    history.append(np.zeros((1, 4), np.float32))
    assert given.tolist() == [[1, 1, 1, 1]]

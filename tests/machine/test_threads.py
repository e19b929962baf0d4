"""The crew: ranges that cover all, results in order, errors after everyone has stopped."""

from __future__ import annotations

import os
import threading

import pytest

from oscfactor.machine import cores
from oscfactor.machine.threads import Crew, split
from tests.support.wire import PATIENCE


@pytest.mark.parametrize("n_items", [0, 1, 5, 16, 17])
@pytest.mark.parametrize("n_parts", [1, 2, 3, 40])
def test_ranges_cover_all_items_in_order(n_items, n_parts):
    ranges = split(n_items, n_parts)
    assert [i for start, stop in ranges for i in range(start, stop)] == list(range(n_items))
    assert len(ranges) == min(n_items, n_parts)


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_results_come_in_order(n_threads):
    with Crew(n_threads) as crew:
        assert crew.run(lambda start, stop: (start, stop), split(20, 7)) == split(20, 7)


@pytest.mark.skipif(len(cores.shares(2)) < 2, reason="this system keeps no thread to a core")
def test_each_thread_has_cores_of_its_own_and_the_caller_is_let_go_in_the_end():
    both = threading.Barrier(2, timeout=PATIENCE)

    def work(start, stop):
        both.wait()
        return frozenset(os.sched_getaffinity(0))

    before = os.sched_getaffinity(0)
    with Crew(2) as crew:
        first, second = crew.run(work, [(0, 1), (1, 2)])
    assert not first & second
    assert first | second == before
    assert os.sched_getaffinity(0) == before


def test_an_error_waits_for_the_others():
    failed, finished = threading.Event(), []

    def work(start, stop):
        if start == 2:
            failed.set()
            raise ValueError("no")
        assert failed.wait(PATIENCE)
        finished.append(start)

    with Crew(3) as crew:
        with pytest.raises(ValueError, match="no"):
            crew.run(work, [(0, 1), (1, 2), (2, 3)])
        assert sorted(finished) == [0, 1]


def test_after_an_error_no_range_is_begun_any_more():
    begun = []

    def work(start, stop):
        begun.append(start)
        raise ValueError("no")

    with Crew(2) as crew, pytest.raises(ValueError, match="no"):
        crew.run(work, [(n, n + 1) for n in range(100)])
    assert len(begun) <= 2

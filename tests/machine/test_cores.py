"""Shares of the cores."""

import os

import pytest

from oscfactor.machine import cores

needs_affinity = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux lets one choose")


@pytest.mark.parametrize(("n_threads", "sizes"), [(2, [2, 3]), (5, [1] * 5), (1, []), (6, [])])
def test_each_thread_has_cores_of_its_own_or_none_has(
    monkeypatch: pytest.MonkeyPatch, n_threads: int, sizes: list[int]
) -> None:
    monkeypatch.setattr(cores, "_allowed", lambda: (0, 4, 1, 5, 2))
    shares = cores.shares(n_threads)
    assert [len(share) for share in shares] == sizes
    assert len(frozenset().union(*shares)) == sum(sizes)


@needs_affinity
def test_a_thread_goes_back_to_where_it_might_run_before() -> None:
    before = frozenset(os.sched_getaffinity(0))
    one = frozenset([min(before)])
    assert cores.keep_to(one) == before
    assert os.sched_getaffinity(0) == one
    assert cores.keep_to(before) == one
    assert cores.keep_to(None) is None
    assert os.sched_getaffinity(0) == before

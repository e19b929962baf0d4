"""How much there is room for, and the sentences that say so."""

import gc

import pytest

from oscfactor.errors import ArgumentError, LimitError
from oscfactor.limits import Limits, Living, Memory, check_index, check_offset, factorization_bytes


class Holder:
    def __init__(self, n_bytes):
        self.n_bytes = n_bytes


def test_free_memory_is_left_by_all_holders_together():
    memory = Memory(1000)
    memory.holders = (Holder(300), Holder(200))
    assert (memory.n_bytes, memory.n_free_bytes) == (500, 500)
    memory.check(500)
    with pytest.raises(LimitError, match=r"this takes 1 kB; 0 kB of 1 kB are free.*max_memory"):
        memory.check(501)
    memory.holders[0].n_bytes = 2000
    assert memory.n_free_bytes == 0


def test_an_answer_holds_a_chunk_and_no_more():
    assert [Limits(chunk=5).cut(n) for n in (1, 5, 6)] == [1, 5, 5]


def test_a_sound_of_the_longest_length_is_taken():
    Limits(max_seconds=2.0).check_seconds(2.0)
    with pytest.raises(LimitError, match="max_seconds is 2"):
        Limits(max_seconds=2.0).check_seconds(2.1)


@pytest.mark.parametrize("index", [-1, 3])
def test_an_index_is_counted_from_0(index):
    check_index("channel", 2, 3)
    with pytest.raises(ArgumentError, match=f"no channel {index}: there are 3, counted from 0"):
        check_index("channel", index, 3)


def test_a_range_may_begin_at_the_end():
    check_offset(10, 10)
    with pytest.raises(ArgumentError, match="offset 11 is behind the end, at 10"):
        check_offset(11, 10)


def test_what_a_factorisation_takes_grows_with_its_components():
    V, H, W = 2 * 100 * 1025, 2 * 100 * 8, 8 * 1025
    assert factorization_bytes(2, 100, 1025, 8) == 4 * (V + 3 * H + V // 4 + 4 * W + 4 * W)
    assert factorization_bytes(2, 100, 9, 8) == 4 * (200 * 9 + 4 * H + 8 * 8 * 9)
    assert factorization_bytes(2, 100, 1025, 0) == factorization_bytes(2, 100, 1025, 24)


def test_what_is_held_elsewhere_counts_until_the_last_holder_lets_go():
    living, value = Living(), Holder(0)
    living.count(value, 300)
    living.count(value, 300)
    elsewhere = [value]
    del value
    assert living.n_bytes == 300
    elsewhere.clear()
    assert living.n_bytes == 0


def test_garbage_may_be_collected_in_the_midst_of_a_sum():
    living = Living()
    held = [Holder(0) for _ in range(30)]
    for value in held:
        living.count(value, 1)
    before = gc.get_threshold()
    try:
        for allocation in range(10):  # from the start of the sum on; the collector runs at this one
            value = Holder(0)
            value.itself = value
            living.count(value, 1)
            gc.disable()
            del value
            gc.set_threshold(gc.get_count()[0] + allocation)
            gc.enable()
            assert living.n_bytes >= len(held)
            gc.collect(0)
            assert living.n_bytes == len(held)
    finally:
        gc.set_threshold(*before)
        gc.enable()


def test_what_jobs_will_leave_behind_is_no_longer_free():
    memory = Memory(1000)
    with memory.promised(600), pytest.raises(LimitError, match="fewer of them"):
        memory.check(500, "ask for fewer of them")
    memory.check(1000)

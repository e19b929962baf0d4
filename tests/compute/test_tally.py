"""How far a job of several threads is."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from oscfactor.compute.tally import Tally


def test_threads_together_tell_a_fraction_that_only_grows_to_the_end_of_their_part():
    told: list[float] = []

    def listen(fraction: float) -> None:
        time.sleep(0)  # let another thread go on
        told.append(fraction)

    tally = Tally(400, listen, first=0.5, share=0.25)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        for _ in range(100):
            tally.add(1)

    with ThreadPoolExecutor(4) as threads:
        for job in [threads.submit(work) for _ in range(4)]:
            job.result()
    assert told == pytest.approx([0.5 + 0.25 * n / 400 for n in range(1, 401)])


def test_more_than_was_expected_is_never_more_than_the_part():
    told: list[float] = []
    tally = Tally(0, told.append, first=0.25, share=0.5)
    tally.add(3)
    assert told == [0.75]


def test_an_error_of_who_listens_ends_the_work_and_holds_up_no_other_thread():
    def cancelled(_fraction: float) -> None:
        raise InterruptedError

    tally = Tally(2, cancelled)
    with ThreadPoolExecutor(2) as threads:
        for job in [threads.submit(tally.add, 1) for _ in range(2)]:
            with pytest.raises(InterruptedError):
                job.result()

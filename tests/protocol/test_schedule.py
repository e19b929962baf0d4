"""Calls that are due later: in order, bounded, and shared fairly."""

import pytest

from oscfactor.errors import LimitError
from oscfactor.protocol import schedule as module
from oscfactor.protocol.schedule import Schedule


class Loop:
    """A clock, and the timers that were asked for."""

    def __init__(self):
        self.now = 0.0
        self.timers = []

    def call_later(self, delay, call):
        timer = Timer(self.now + delay, call)
        self.timers.append(timer)
        return timer

    def go_to(self, now):
        while due := [timer for timer in self.timers if timer.when <= now]:
            timer = min(due, key=lambda t: t.when)
            self.timers.remove(timer)
            self.now = timer.when
            if not timer.cancelled:
                timer.call()
        self.now = now


class Timer:
    def __init__(self, when, call):
        self.when, self.call, self.cancelled = when, call, False

    def cancel(self):
        self.cancelled = True


@pytest.fixture
def loop():
    return Loop()


@pytest.fixture
def plan(loop):
    schedule = Schedule(lambda: loop.now, loop.call_later)
    ran, dropped = [], []

    def add(when, name, owner="a", n_bytes=10):
        schedule.add(
            when,
            lambda: ran.append(name),
            n_bytes=n_bytes,
            owner=owner,
            drop=lambda: dropped.append(name),
        )

    add.ran, add.dropped, add.schedule = ran, dropped, schedule
    return add


def test_calls_run_in_the_order_of_their_times_and_of_one_time_in_turn(loop, plan):
    for when, name in ((3.0, "c"), (1.0, "a"), (3.0, "d"), (2.0, "b")):
        plan(when, name)
    loop.go_to(2.0)
    assert plan.ran == ["a", "b"]
    assert len(plan.schedule) == 2
    loop.go_to(3.0)
    assert plan.ran == ["a", "b", "c", "d"]


def test_an_earlier_call_moves_the_timer(loop, plan):
    plan(5.0, "late")
    plan(1.0, "early")
    loop.go_to(1.0)
    assert plan.ran == ["early"]


def test_what_is_too_far_ahead_is_refused(plan):
    with pytest.raises(LimitError):
        plan(10 * 86_400.0, "never")


def test_a_full_heap_gives_a_place_to_whoever_has_less_and_drops_the_last_call(plan, monkeypatch):
    monkeypatch.setattr(module, "MAX_ENTRIES", 3)
    for i in range(3):
        plan(float(i), f"a{i}")
    with pytest.raises(LimitError):
        plan(1.0, "a3")
    plan(9.0, "b0", owner="b")
    assert plan.dropped == ["a2"]
    with pytest.raises(LimitError):
        plan(9.0, "b1", owner="b")


def test_at_the_end_nothing_runs_any_more(loop, plan):
    plan(1.0, "a")
    plan.schedule.close()
    loop.go_to(2.0)
    assert plan.ran == []


def test_very_many_calls_that_are_due_at_once_let_others_have_their_turn(loop, plan, monkeypatch):
    monkeypatch.setattr(module, "TURN", -1.0)  # a turn that is over at once
    for name in "abc":
        plan(1.0, name)
    loop.now = 1.0
    plan.schedule.run_due()
    assert plan.ran == ["a"]
    loop.go_to(1.0)
    assert plan.ran == ["a", "b", "c"]

"""Processor time and memory of this process."""

import mmap

import pytest

from oscfactor.machine import usage


def test_memory_grows_by_the_memory_that_is_taken() -> None:
    before = usage.memory()
    with mmap.mmap(-1, 200_000_000) as taken:  # of the system, not what Python has given back to itself
        for _ in range(200):
            taken.write(b"\1" * 1_000_000)
        assert usage.memory() > before + 100


def test_the_share_is_of_the_time_since_the_last_look(monkeypatch: pytest.MonkeyPatch) -> None:
    now, used = [100.0], [5.0]
    monkeypatch.setattr(usage.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(usage, "_cpu_seconds", lambda: used[0])
    meter = usage.CpuMeter()
    now[0], used[0] = 102.0, 8.0
    assert meter.share() == pytest.approx(150)
    now[0], used[0] = 102.1, 8.1
    assert meter.share() == pytest.approx(150), "over so short a time the last share stands"
    now[0], used[0] = 104.0, 8.0
    assert meter.share() == pytest.approx(0)

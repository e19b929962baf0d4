"""Which cores the threads of a job keep to, where the system lets them choose: Linux.

Left to itself, Linux wakes a thread on the core of whoever woke it, on some machines also when another core
is idle, and then lets both share that core for many milliseconds: jobs took up to twice as long. So each
thread of a job has a share of the cores to itself, as far as this job goes; all others run where they did.
"""

from __future__ import annotations

import itertools
import os
from functools import cache
from pathlib import Path

Cores = frozenset[int]


def shares(n_threads: int) -> list[Cores]:
    """Return a share of the cores for each thread; empty if there are too few, or nothing can be chosen."""
    allowed = _allowed()
    if n_threads < 2 or len(allowed) < n_threads:
        return []
    cuts = [len(allowed) * i // n_threads for i in range(n_threads + 1)]
    return [frozenset(allowed[a:b]) for a, b in itertools.pairwise(cuts)]


def keep_to(cores: Cores | None) -> Cores | None:
    """Let the calling thread run on these cores only, if any are given; return where it might run before."""
    if cores is None:
        return None
    before = frozenset(os.sched_getaffinity(0))
    try:
        os.sched_setaffinity(0, cores)
    except OSError:  # they have been taken away from this process meanwhile
        return None
    return before


@cache
def _allowed() -> tuple[int, ...]:
    """Return the cores of this process; two halves of one physical core stand beside each other."""
    if not hasattr(os, "sched_getaffinity"):
        return ()
    return tuple(sorted(os.sched_getaffinity(0), key=lambda core: (_place(core), core)))


def _place(core: int) -> tuple[int, ...]:
    topology = Path(f"/sys/devices/system/cpu/cpu{core}/topology")
    try:
        return tuple(int((topology / name).read_text()) for name in ("physical_package_id", "core_id"))
    except (OSError, ValueError):
        return ()

"""Priorities and signals, each tried in a process of its own."""

import os
import signal
import subprocess
import sys

import pytest

from oscfactor.machine import priority

POSIX = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of a terminal")


def said(code: str) -> list[str]:
    """Return the lines that a program prints that has imported `priority`."""
    program = f"import os, signal, threading, time\nfrom oscfactor.machine import priority\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@POSIX
def test_a_terminals_signals_do_not_end_a_process_of_the_daemon() -> None:
    code = "priority.leave_signals_to_the_daemon()\n"
    code += "for name in ('SIGINT', 'SIGHUP'): os.kill(os.getpid(), getattr(signal, name)); print(name)"
    assert said(code) == ["SIGINT", "SIGHUP"]


@pytest.mark.skipif(not hasattr(os, "sched_setscheduler"), reason="only Linux")
@pytest.mark.parametrize("way", ["go_first", "go_before_jobs"])
def test_only_the_thread_that_asks_goes_first_or_all_stays_as_it_was(way: str) -> None:
    look = "(os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))"
    code = f"""
before = {look}
def work():
    priority.{way}()
    print({look})
thread = threading.Thread(target=work); thread.start(); thread.join()
print({look} == before)
"""
    policy_and_nice, alone = said(code)
    assert alone == "True", "jobs of other threads are as late as ever"
    allowed = [(os.SCHED_OTHER, nice) for nice in (os.getpriority(os.PRIO_PROCESS, 0), -10)]
    assert eval(policy_and_nice) in [*allowed, *((os.SCHED_RR, nice) for _, nice in allowed)]


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="Windows has no such number")
def test_who_may_not_go_first_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    monkeypatch.setattr(os, "sched_setscheduler", refuse, raising=False)
    priority.go_first()
    priority.go_before_jobs()


@POSIX
def test_the_keeper_of_shared_memory_outlives_the_terminal_and_we_hear_it_as_before() -> None:
    code = """
from multiprocessing import resource_tracker
signal.signal(signal.SIGHUP, lambda *_: print("heard"))
priority.shield_shared_memory()
keeper = resource_tracker._resource_tracker._pid
os.kill(keeper, signal.SIGHUP)
os.kill(os.getpid(), signal.SIGHUP)
resource_tracker._resource_tracker.ensure_running()
print(resource_tracker._resource_tracker._pid == keeper)
"""
    assert said(code) == ["heard", "True"]

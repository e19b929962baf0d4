"""Priorities that the daemon's processes ask of the system: threads that must not be late go first."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from multiprocessing import resource_tracker
from typing import Final

SWITCH_INTERVAL: Final = 0.001 if sys.platform == "win32" else 0.0005
"""Seconds after which a thread that wants the interpreter gets it; by default they are ten times as many.

Windows counts them in whole milliseconds: less would be none, and threads would only take turns.
"""
_TICK: Final = 1  # milliseconds
_REAL_TIME: Final = 5  # low among real-time threads: below JACK's own, which are at 10 and more
_NICE: Final = -10


def go_first() -> None:
    """Put the calling thread before others, as far as the system lets this user; else leave it as it is.

    On Linux that takes the rights that musicians have from the group `audio`; on other systems nothing is
    done.
    """
    if not hasattr(os, "sched_setscheduler"):
        return
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(_REAL_TIME))
    except OSError:
        go_before_jobs()


def go_before_jobs() -> None:
    """Put the calling thread before the threads of jobs, as far as the system lets this user."""
    if sys.platform == "linux":  # elsewhere that number is no thread's, or a thread has no such priority
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def tick_finely() -> None:
    """Let the waits of this process end on the millisecond.

    Windows ends them on a clock of 15.6 ms unless it is asked: three blocks of sound late.
    """
    if sys.platform == "win32":
        ctypes.WinDLL("winmm").timeBeginPeriod(_TICK)


def shield_shared_memory() -> None:
    """Start Python's keeper of shared memory, on the main thread, so that it outlives a closed terminal.

    It removes what a crash leaves; it ignores Ctrl-C by itself, but dies with the terminal, and complains.
    """
    if not hasattr(signal, "SIGHUP") or threading.current_thread() is not threading.main_thread():
        return
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a process that starts now inherits that
    try:
        resource_tracker.ensure_running()
    finally:
        signal.signal(signal.SIGHUP, before)


def leave_signals_to_the_daemon() -> None:
    """Outlive the signals of a terminal to all its programs: the daemon ends this process, in order."""
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)

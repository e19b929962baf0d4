"""Processor time and memory of this process, with nothing but the standard library."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

MIN_INTERVAL: Final = 0.25  # seconds; over less, the share is mostly the clock's grain


class CpuMeter:
    """The share of one core that the process takes, between one look and the next."""

    def __init__(self) -> None:
        self._at, self._used = time.monotonic(), _cpu_seconds()
        self._share = 0.0

    def share(self) -> float:
        """Return percent of one core since the last look: 200 is two cores."""
        at, used = time.monotonic(), _cpu_seconds()
        if at - self._at >= MIN_INTERVAL:
            self._share = 100 * (used - self._used) / (at - self._at)
            self._at, self._used = at, used
        return self._share


def memory() -> float:
    """Return the memory that the process holds, in megabytes (1e6 bytes); 0 where it cannot be known."""
    try:
        if sys.platform == "win32":
            return _windows_memory() / 1e6
        if sys.platform == "linux":
            n_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            return n_pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        import resource

        # Other systems tell only the highest so far: macOS in bytes, the others in kilobytes.
        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return highest / (1e6 if sys.platform == "darwin" else 1e3)
    except (OSError, ValueError, AttributeError):
        return 0.0


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system


class _MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of the Windows API."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("n_page_faults", ctypes.c_uint32),
        ("highest_working_set", ctypes.c_size_t),
        ("working_set", ctypes.c_size_t),
        ("others", ctypes.c_size_t * 6),
    )


def _windows_memory() -> int:
    windows: Any = ctypes
    counters = _MemoryCounters(size=ctypes.sizeof(_MemoryCounters))
    kernel = windows.WinDLL("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    ask = kernel.K32GetProcessMemoryInfo
    ask.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32]
    ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size)
    return int(counters.working_set)

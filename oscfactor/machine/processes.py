"""Other processes, known by their numbers."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import ctypes

    _QUERY = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
    _STILL_ACTIVE = 259


def lives(number: int) -> bool:
    """Return whether there is a process of that number."""
    if number <= 0:
        return False
    if sys.platform == "win32":  # where `os.kill` would end it
        process = ctypes.windll.kernel32.OpenProcess(_QUERY, False, number)
        if not process:
            return False
        code = ctypes.c_ulong()
        told = ctypes.windll.kernel32.GetExitCodeProcess(process, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(process)
        return not told or code.value == _STILL_ACTIVE
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # another user's
        return True
    return True

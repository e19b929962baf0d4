"""Other processes, known by their numbers."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import ctypes

    _QUERY = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
    _STILL_ACTIVE = 259


LOOK_EVERY: Final = 0.5
"""Seconds from one look at another process to the next."""

log = logging.getLogger(__name__)


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


def when_ended(call_later: Callable[..., object], number: int, action: Callable[[], object]) -> None:
    """Call a function soon after a process has ended in whatever way; `call_later` is an event loop's."""
    if lives(number) and not _is_dead(number):
        call_later(LOOK_EVERY, when_ended, call_later, number, action)
    else:
        log.info("process %d has ended, and we end with it", number)
        action()


def _is_dead(number: int) -> bool:
    """Return whether a process has ended and only its parent has not asked how, as Linux tells."""
    try:
        return b") Z " in Path(f"/proc/{number}/stat").read_bytes()
    except OSError:
        return False

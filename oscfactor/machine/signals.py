"""What asks a program to end, where the event loop cannot be asked to listen to it: Windows."""

from __future__ import annotations

import ctypes
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

_CLOSING: Final = (2, 5, 6)  # CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT
CLOSE_PATIENCE: Final = 4.5  # seconds; Windows ends a program five seconds after its console was closed


class SignalBell:
    """A socket that gets a byte with each signal.

    Python carries out a signal's handler on the main thread, and that may wait in `select`. Where the system
    takes a signal on another thread, as Windows does, only a socket that can be read ends the waiting.
    """

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def hush(self) -> None:
        """Take the bytes that are there; call it when `reader` can be read."""
        self.reader.recv(4096)

    def close(self) -> None:
        """Let signals ring no more."""
        signal.set_wakeup_fd(-1)
        self.reader.close()
        self._writer.close()


class ConsoleWatch:
    """Notices that the window of the program's console is closed, or that the user logs off.

    Windows tells so on a thread of its own, and ends the program as soon as that thread returns: it waits
    here until the program has ended in order. On other systems this does nothing, SIGHUP says it there.

    Parameters
    ----------
    on_close : callable
        Called on that thread.
    """

    def __init__(self, on_close: Callable[[], object]) -> None:
        self._ended = threading.Event()
        self._on_close = on_close
        self._routine: Any = None
        if sys.platform == "win32":
            self._routine = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)(self._hear)
            ctypes.WinDLL("kernel32").SetConsoleCtrlHandler(self._routine, 1)

    def ended(self) -> None:
        """Say that all is saved: whoever closed the console need wait no longer."""
        self._ended.set()

    def _hear(self, event: int) -> int:
        """Take an event of the console; return whether it is dealt with."""
        if event not in _CLOSING:
            return 0  # Ctrl-C and Ctrl-Break are signals
        self._on_close()
        self._ended.wait(CLOSE_PATIENCE)
        return 1

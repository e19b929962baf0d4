"""A program of ours with which the daemon talks over pipes: how it begins, and how its answers leave."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import sys
import threading
from typing import Any, BinaryIO

from oscfactor.machine.priority import SWITCH_INTERVAL, leave_signals_to_the_daemon, tick_finely


def begin() -> BinaryIO:
    """Make this process one that serves the daemon; return the stream of its answers, in place of stdout."""
    leave_signals_to_the_daemon()
    tick_finely()
    threading.excepthook = end_with
    sys.setswitchinterval(SWITCH_INTERVAL)
    answers = os.fdopen(os.dup(1), "wb")
    with contextlib.suppress(OSError):  # where there is no stderr
        os.dup2(2, 1)  # text that a library prints is no answer
    return answers


class Answers:
    """Sends messages to the daemon, as pickles one after the other, on a thread of its own."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._messages: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def tell(self, *message: Any) -> None:
        """Send a message; never waits."""
        self._messages.put(message)

    def finish(self) -> None:
        """Wait until all messages have been sent."""
        self._messages.put(None)
        self._thread.join()

    def _send_all(self) -> None:
        """Write messages as they come, until nobody reads them: then the program ends."""
        try:
            while (message := self._messages.get()) is not None:
                pickle.dump(message, self._stream, pickle.HIGHEST_PROTOCOL)
                if self._messages.empty():
                    self._stream.flush()
            self._stream.flush()
        except OSError:
            os._exit(0)


def end_with(fault: threading.ExceptHookArgs) -> None:
    """End the program with the fault of a thread: without that thread nothing would be heard any more."""
    threading.__excepthook__(fault)
    sys.stderr.flush()
    os._exit(1)

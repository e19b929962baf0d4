"""Ctrl-C as Windows brings it: on another thread, to an idle loop that cannot listen to signals."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.support.programs import Program

AS_ON_WINDOWS = """
import asyncio, signal, sys, threading, time
import oscfactor.daemon
from oscfactor.cli.main import main

def refuse(*_):
    raise NotImplementedError

asyncio.SelectorEventLoop.add_signal_handler = refuse
oscfactor.daemon.LOOK_AFTER = 1000.0  # nothing else wakes the loop
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()  # takes the signals
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
sys.exit(main(["serve", "--port", "0", "--autosave", "0"]))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="that is Windows itself")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_another_thread_takes_ends_an_idle_daemon(number, tmp_path):
    with Program([sys.executable, "-c", AS_ON_WINDOWS], cwd=tmp_path) as program:
        program.wait_for("listens on")
        os.kill(program.process.pid, number)
        assert program.finish(20) == 0

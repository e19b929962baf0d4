"""What asks a program to end as Windows brings it: on another thread, to an idle loop."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading

import pytest

from oscfactor.machine import signals
from oscfactor.machine.signals import ConsoleWatch, SignalBell
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

not_windows = pytest.mark.skipif(sys.platform == "win32", reason="that is Windows itself")


@not_windows
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_another_thread_takes_ends_an_idle_daemon(number, tmp_path):
    with Program([sys.executable, "-c", AS_ON_WINDOWS], cwd=tmp_path) as program:
        program.wait_for("listens on")
        os.kill(program.process.pid, number)
        assert program.finish(20) == 0


def test_the_bell_rings_for_a_signal_until_it_is_closed():
    got = []
    before = signal.signal(signal.SIGINT, lambda *_: got.append("signal"))
    bell = SignalBell()
    try:
        signal.raise_signal(signal.SIGINT)
        assert select.select([bell.reader], [], [], 20)[0]
        assert got == ["signal"]
        bell.hush()
        assert not select.select([bell.reader], [], [], 0)[0]
    finally:
        bell.close()
        signal.signal(signal.SIGINT, before)
    assert signal.set_wakeup_fd(-1) == -1


@not_windows
@pytest.mark.parametrize("event", [2, 5, 6])
def test_a_console_that_is_closed_waits_until_all_is_saved(event, monkeypatch):
    monkeypatch.setattr(signals, "CLOSE_PATIENCE", 60.0)
    asked = threading.Event()
    watch = ConsoleWatch(asked.set)
    waiting = threading.Thread(target=watch._hear, args=(event,), daemon=True)
    waiting.start()
    assert asked.wait(20)
    waiting.join(0.05)
    assert waiting.is_alive()
    watch.ended()
    waiting.join(20)
    assert not waiting.is_alive()


@not_windows
@pytest.mark.parametrize("event", [0, 1])
def test_ctrl_c_and_ctrl_break_are_left_to_the_signals(event):
    asked = []
    assert ConsoleWatch(lambda: asked.append("end"))._hear(event) == 0
    assert asked == []

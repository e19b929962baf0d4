"""The program that feeds the sound card, run as a program: light, and with a ring from its stdin."""

import json
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest

from oscfactor.machine.launch import command
from oscfactor.realtime.ring import Ring
from tests.support.wire import PATIENCE

LOADED = """
import sys
import oscfactor.realtime.card.__main__
print(*sorted(name for name in sys.modules if name.split('.')[0] in {"oscfactor", "numpy", "asyncio"}))
"""


@pytest.fixture
def play():
    """A function that starts the program on the silent device."""
    started = []

    def start(**wanted):
        words = {"device": "silent", "n_channels": 0, "sample_rate": 0, "block": 0} | wanted
        program = subprocess.Popen(
            command("play", json.dumps(words), module="oscfactor.realtime.card"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.wait()
        program.stdin.close()
        program.stdout.close()


def test_it_loads_no_numpy_and_nothing_of_ours_that_it_does_not_need():
    shown = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == [
        "oscfactor",
        "oscfactor.machine",
        "oscfactor.machine.priority",
        "oscfactor.realtime",
        "oscfactor.realtime.card",
        "oscfactor.realtime.card.__main__",
        "oscfactor.realtime.card.choosing",
        "oscfactor.realtime.card.ringreader",
        "oscfactor.realtime.card.ringwriter",
    ]


def test_the_silent_device_has_the_wanted_shape_or_its_own(play):
    assert json.loads(play().stdout.readline()) == {
        "device": "silent",
        "n_channels": 2,
        "sample_rate": 48000,
    }
    wanted = play(n_channels=5, sample_rate=22050)
    assert json.loads(wanted.stdout.readline()) == {
        "device": "silent",
        "n_channels": 5,
        "sample_rate": 22050,
    }


def test_it_empties_the_ring_that_it_is_told_and_ends_with_its_stdin(play):
    ring = Ring(4096, 2)
    ring.set_active(True)
    ring.write(np.zeros((2, 4096), np.float32))
    try:
        program = play(block=512)
        program.stdout.readline()
        program.stdin.write(json.dumps(asdict(ring.shape)) + "\n")
        program.stdin.flush()
        assert json.loads(program.stdout.readline()) == {"latency": 0.0}
        while ring.n_waiting:
            assert program.poll() is None
        assert ring.largest_block == 512
        program.stdin.close()
        assert program.wait(PATIENCE) == 0
    finally:
        ring.close()


def test_it_ends_without_a_ring_when_its_stdin_ends(play):
    program = play()
    program.stdin.close()
    assert program.wait(PATIENCE) == 0


def test_a_device_that_there_is_not_is_said(play):
    answer = json.loads(play(device="no such device").stdout.readline())
    assert set(answer) & {"error", "missing"}

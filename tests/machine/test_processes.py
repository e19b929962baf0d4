"""Which processes there are."""

import os
import subprocess
import sys

import pytest

from oscfactor.machine.processes import lives


def test_this_process_and_its_parent_live():
    assert lives(os.getpid())
    assert lives(os.getppid())


def test_an_ended_process_does_not():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert not lives(process.pid)


@pytest.mark.parametrize("number", [0, -1, 2**31 - 1])
def test_what_is_no_process(number):
    assert not lives(number)

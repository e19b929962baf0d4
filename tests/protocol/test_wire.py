"""What the daemon and its clients share is said alike where it is said twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from oscfactor.config import Settings
from oscfactor.protocol import wire

ROOT = Path(__file__).parents[2]
CLIENTS = (
    "pd_patches/oscfactor.connection.pd",
    "max_patches/javascript/oscfactor.connection.js",
    "supercollider/oscfactor/Classes/OscFactor.sc",
)


@pytest.mark.parametrize("file", CLIENTS)
def test_clients_that_know_no_python_know_the_same_port(file):
    assert str(wire.DEFAULT_PORT) in (ROOT / file).read_text("utf-8")


def test_the_daemon_listens_where_its_clients_look():
    assert Settings().port == wire.DEFAULT_PORT


def test_integers_are_those_of_32_bits():
    assert (wire.INT32_MIN, wire.INT32_MAX) == (-0x80000000, 0x7FFFFFFF)


def test_an_answer_is_no_command():
    for address in (wire.DONE, wire.FAIL, wire.ASKING):
        assert address.startswith("/oscfactor/")
    assert not wire.CHALLENGE.startswith("/oscfactor/")


def test_the_python_client_loads_little_of_the_daemon():
    code = "import sys, oscfactor.client; print(*(m for m in sorted(sys.modules) if 'oscfactor.' in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # `running` finds the daemon by its file, which names a process and takes the place of an older one.
    assert done.stdout.split() == [
        "oscfactor.client",
        "oscfactor.errors",
        "oscfactor.machine",
        "oscfactor.machine.processes",
        "oscfactor.machine.replacing",
        "oscfactor.machine.running",
        "oscfactor.protocol",
        "oscfactor.protocol.wire",
    ]

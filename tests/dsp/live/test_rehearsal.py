"""The rehearsal calls every kernel of the room."""

import subprocess
import sys

CALL = """
from tests.dsp.test_saving import dispatchers
from oscfactor.dsp.live.rehearsal import rehearse
heard = list(rehearse())
print(*(one.py_func.__qualname__ for one in dispatchers()
        if one.py_func.__module__.startswith("oscfactor.dsp.live.") and not one.overloads))
"""


def test_every_kernel_for_live_input_is_rehearsed():
    done = subprocess.run(
        [sys.executable, "-c", CALL], capture_output=True, text=True, timeout=100, check=True
    )
    inlined = {name for name in done.stdout.split() if name.startswith("_")}  # called by others alone
    assert set(done.stdout.split()) == inlined

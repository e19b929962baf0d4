"""What a program of ours loads while a thread of its own reads stdin."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from oscfactor.realtime.renderer.__main__ import load_fortran
from oscfactor.realtime.renderer.rehearsal import rehearse

def fortran():
    users = ("scipy.linalg.", "scipy.sparse.", "scipy.special.")
    return {name for name in sys.modules if name.startswith(users)}

load_fortran()
before = fortran()
assert before
rehearse()
print(sorted(fortran() - before))
"""


def test_nothing_that_needs_fortran_is_loaded_once_stdin_is_read():
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120)
    assert ran.stdout.splitlines()[-1:] == ["[]"], ran.stderr

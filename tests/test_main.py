"""The package can be run by its name."""

import subprocess
import sys
from pathlib import Path

from oscfactor import __version__


def test_python_runs_the_package_by_its_name():
    root = str(Path(__file__).parent.parent)
    words = [sys.executable, "-m", "oscfactor", "--version"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, f"oscfactor {__version__}\n")

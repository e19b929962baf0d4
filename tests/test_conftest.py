"""A run of tests that is told to end leaves no daemon behind."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.programs import Program

ROOT = Path(__file__).parent.parent
TEST = """
from threading import Event

def test_that_never_ends(daemon):
    print("daemon is", daemon.process.pid, flush=True)
    Event().wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_a_run_that_is_told_to_end_ends_its_daemons(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    (tmp_path / "test_endless.py").write_text(TEST)
    cache = pytestconfig.cache.mkdir("oscfactor").parents[1]
    words = ["-p", "tests.conftest", "-s", "-o", f"cache_dir={cache}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", *words, "test_endless.py"]
    with Program(command, cwd=tmp_path, env=env) as run:
        pid = int(run.wait_for("daemon is").split()[-1])
        assert psutil.pid_exists(pid)
        run.process.send_signal(signal.SIGTERM)
        assert run.finish() == 128 + signal.SIGTERM
        assert not psutil.pid_exists(pid)

"""Locks between processes."""

import subprocess
import sys
from pathlib import Path

from oscfactor.machine.locks import Lock


def test_a_lock_is_one_holders_until_it_is_let_go(tmp_path: Path) -> None:
    one, other = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert one.take(wait=False)
    assert not other.take(wait=False)
    one.release()
    assert other.take(wait=True)
    other.release()
    other.release()


def test_the_lock_of_a_process_that_ended_without_a_word_is_free(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib; from oscfactor.machine.locks import Lock;"
        "assert Lock(pathlib.Path(sys.argv[1])).take(wait=False); os._exit(7)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "lock")]).returncode == 7
    lock = Lock(tmp_path / "lock")
    assert lock.take(wait=False)
    lock.release()

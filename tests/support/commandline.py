"""The command line in a process of its own."""

import os
import subprocess

from oscfactor.machine.launch import command


def run(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, without a terminal."""
    return subprocess.run(
        command(*args),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environ},
        timeout=100,
    )

"""A first start: a process compiles all kernels, another checks them, then they are put in place.

See docs/decisions/0006. This is `oscfactor warmup`; the daemon and the command line run it as a child.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from oscfactor.cli.warmup import Listener, same, warm
from oscfactor.errors import FileError, OscFactorError
from oscfactor.machine import kernelcache
from oscfactor.machine.compiling import READY, discard, start
from oscfactor.machine.compiling import lines as lines_of
from oscfactor.machine.environment import NUMBA_FOLDER, READ_ONLY, Environment, prepare_to_compile
from oscfactor.machine.kernelcache import State
from oscfactor.machine.launch import command
from oscfactor.machine.locks import Lock

CHECK_SECONDS: Final = 300.0
_LOCK: Final = "building.lock"
_ANSWERS: Final = "answers.npz"


def build(place: Path, folder: Path, progress: Listener) -> None:
    """Fill a folder with all kernels, and let a checked copy of it take its place, unless they are there.

    Only one process at a time does that, others wait for it. Call it before numba is imported.

    Parameters
    ----------
    place : the folder of the finished kernels
    folder : an empty folder, from `kernelcache.claim`; the process that claimed it may read kernels from it
    progress : function
        Called with the fraction done and the next step; the text begins with `ready` once the kernels of a
        default job are in `folder`.

    Raises
    ------
    OscFactorError
        If a kernel's answer is wrong, if a saved kernel answers otherwise, or if the disk is full.
    """
    lock = Lock(place.parent / _LOCK)
    if not lock.take(wait=False):
        progress(0.0, "waiting for another oscfactor that compiles")
        lock.take(wait=True)
    try:
        if kernelcache.state(place) is State.WARM:
            shutil.copytree(place, folder, dirs_exist_ok=True)
        else:
            _compile(place, folder, progress)
    except OSError as error:
        raise FileError(
            f"compiled kernels cannot be kept in {place.parent}: {error.strerror or error}"
        ) from error
    finally:
        lock.release()
    progress(1.0, READY)


def _compile(place: Path, folder: Path, progress: Listener) -> None:
    prepare_to_compile(folder)
    answers = warm(progress, folder.parent)
    complete = folder.parent / "complete"
    shutil.copytree(folder, complete)
    _let_check(complete, answers)
    kernelcache.put_in_place(complete, place)


def _let_check(folder: Path, answers: dict[str, list[Any]]) -> None:
    """Let a new process do all jobs with the saved kernels alone."""
    import numpy as np

    np.savez(
        folder.parent / _ANSWERS,
        **{f"{name}/{i}": a for name, found in answers.items() for i, a in enumerate(found)},
    )
    done = subprocess.run(
        command("warmup", "--check", str(folder)),
        env={**os.environ, NUMBA_FOLDER: str(folder), READ_ONLY: str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=CHECK_SECONDS,
    )
    if done.returncode:
        raise OscFactorError(
            done.stderr.strip().removeprefix("oscfactor: ") or "the compiled kernels cannot be loaded"
        )


def check(folder: Path) -> None:
    """Do all jobs with the kernels in a folder; `NUMBA_CACHE_DIR` names it.

    Raises
    ------
    OscFactorError
        If an answer is wrong or not that of the compiling process, or if a kernel had to be compiled.
    """
    import numpy as np

    from oscfactor.dsp import saving

    found = warm(lambda _fraction, _text: None, folder.parent)
    with np.load(folder.parent / _ANSWERS) as saved:
        for name, answers in found.items():
            if not same([saved[f"{name}/{i}"] for i in range(len(answers))], answers):
                raise OscFactorError(f"the compiled kernels went wrong once they were loaded ({name})")
    if saving.compiled:
        raise OscFactorError(f"a compiled kernel cannot be loaded ({saving.compiled[0]})")


def write_line(fraction: float, text: str) -> None:
    """Print progress for the parent process; raises BrokenPipeError if the parent has ended."""
    sys.stdout.write(f"{fraction:.3f} {text}\n")
    sys.stdout.flush()


def run(environment: Environment, *, lines: bool) -> int:
    """Run `oscfactor warmup`: compile the missing kernels, under a bar, or with a line for each step."""
    if lines and environment.warm:
        write_line(1.0, READY)
        return 0
    if lines:
        build(environment.place, environment.folder, write_line)
        return 0
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console, started = Console(highlight=False, soft_wrap=True), time.monotonic()
    if environment.warm:
        console.print(f"compiled already, kept in {environment.place}")
        return 0
    columns = (TextColumn("{task.description:24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=1.0)
        problem = fill(environment, lambda done, text: bar.update(task, completed=done, description=text))
    if problem:
        raise OscFactorError(problem)
    console.print(f"compiled in {time.monotonic() - started:.1f} s, kept in {environment.place}")
    return 0


def fill(environment: Environment, progress: Listener) -> str:
    """Let a child process fill this process's folder, unless it is warm; return the problem, or nothing."""
    if environment.warm:
        return ""
    said = ""
    with start(environment.folder) as child:
        try:
            for fraction, said in lines_of(child):
                if fraction is not None:
                    progress(fraction, said.removeprefix(f"{READY}; "))
        except BaseException:
            child.terminate()
            raise
    if not child.returncode:
        return ""
    discard(environment.folder)
    return f"the kernels could not be compiled ahead ({said})"

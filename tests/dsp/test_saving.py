"""Kernels are linked by their names, so no two may share one; a folder of complete kernels is only read."""

import importlib
import os
import pkgutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from numba.core.dispatcher import Dispatcher

from oscfactor import dsp
from oscfactor.machine.environment import NUMBA_FOLDER, READ_ONLY

CALL = """
import sys
from oscfactor.dsp.transform import fft_kernels as fft
run = getattr(fft, sys.argv[1])
run(fft.room(), fft.room(), fft.twiddles(65536)[2], 4)
print(*(overload.fndesc.mangled_name for overload in run.overloads.values()))
"""


def dispatchers() -> set[Dispatcher]:
    """Return all that numba compiles in the package: what modules hold, and what is in closures."""
    found: set[Dispatcher] = set()
    todo: list[object] = []
    for module in pkgutil.walk_packages(dsp.__path__, "oscfactor.dsp."):
        todo += vars(importlib.import_module(module.name)).values()
    while todo:
        thing = todo.pop()
        if isinstance(thing, dict | list | tuple):
            todo += thing.values() if isinstance(thing, dict) else thing
        elif isinstance(thing, Dispatcher) and thing not in found:
            found.add(thing)
            todo += (cell.cell_contents for cell in thing.py_func.__closure__ or ())
    return {one for one in found if one.py_func.__module__.startswith("oscfactor.")}


def test_no_two_kernels_share_a_name() -> None:
    names = Counter((one.py_func.__module__, one.py_func.__qualname__) for one in dispatchers())
    assert len(names) > 50
    assert [name for name, n in names.items() if n > 1] == []


def test_a_kernel_made_in_a_factory_is_found_by_its_name() -> None:
    for one in dispatchers():
        module = importlib.import_module(one.py_func.__module__)
        assert getattr(module, one.py_func.__qualname__, None) is one


@pytest.fixture(scope="module")
def symbols() -> list[str]:
    """What the linker calls two passes, each compiled by a process that compiles nothing else."""
    names = ("_pass_16", "_pass_64")
    started = [
        subprocess.Popen([sys.executable, "-c", CALL, name], stdout=subprocess.PIPE, text=True)
        for name in names
    ]
    return [process.communicate(timeout=60)[0].strip() for process in started]


def test_passes_compiled_by_different_processes_have_different_symbols(symbols: list[str]) -> None:
    assert all(symbols)
    assert len(set(symbols)) == len(symbols)


COMPILE = """
import numpy as np
from oscfactor.dsp import saving
from oscfactor.dsp.nmf.kernels.thin import survey
survey(np.ones((2, 3), np.float32), np.array([0, 2]), (0, 1), np.zeros((1, 2)))
print(*saving.compiled)
"""


@pytest.mark.parametrize("read_only", [True, False])
def test_kernels_are_saved_unless_their_folder_is_only_to_be_read(tmp_path: Path, read_only: bool) -> None:
    environ = {**os.environ, NUMBA_FOLDER: str(tmp_path)}
    if read_only:
        environ[READ_ONLY] = str(tmp_path)
    for already_saved in (False, not read_only):
        done = subprocess.run(
            [sys.executable, "-c", COMPILE],
            capture_output=True,
            text=True,
            env=environ,
            timeout=60,
            check=True,
        )
        assert done.stdout.split() == ([] if already_saved else ["survey"])
    assert bool([*tmp_path.rglob("*.nbc")]) == (not read_only)

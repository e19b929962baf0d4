"""Kernels are linked by their names, so no two may share one."""

import importlib
import pkgutil
import subprocess
import sys
from collections import Counter

import pytest
from numba.core.dispatcher import Dispatcher

from oscfactor import dsp

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

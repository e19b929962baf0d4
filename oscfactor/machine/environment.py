"""Variables that must stand in the environment before numba and BLAS are imported."""

from __future__ import annotations

import contextlib
import os
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oscfactor.config import BY_NAME, Settings
from oscfactor.machine import kernelcache
from oscfactor.machine.cachefolder import cache_folder, temporary_folder, why_not_writable
from oscfactor.machine.kernelcache import State

BLAS_VARIABLES: Final = (
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

NUMBA_FOLDER: Final = "NUMBA_CACHE_DIR"
READ_ONLY: Final = "_OSCFACTOR_READ_ONLY_KERNELS"
"""Names a folder that numba reads and must not write; `dsp.saving` sees to it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where compiled kernels are kept, and a notice about it for the user.

    Attributes
    ----------
    place : where all kernels are, or will be when they have been compiled
    folder : where this process reads them: there, or in a folder of its own that a child process is to fill
    warm : whether they are there
    kept : whether the next start will find them
    notice : a sentence for the user, or nothing
    """

    place: Path
    folder: Path
    warm: bool
    kept: bool = True
    notice: str = ""

    @property
    def base(self) -> Path:
        """The cache folder, as the setting names it."""
        return self.place.parent


def prepare_environment(settings: Settings, environ: MutableMapping[str, str] = os.environ) -> Environment:
    """Say where compiled kernels are read, and hold BLAS to one thread; call it before numba is imported.

    They are read where they are kept, if all are there and none is damaged; otherwise in a new folder of this
    process, which a child process can fill. Nothing that is compiled here is saved in either. A cache folder
    that cannot be written is replaced by a temporary one that goes when the process ends. Child processes
    inherit the same folders.
    """
    place = cache_folder(settings)
    notice, problem = "", why_not_writable(place)
    if problem:
        notice = (
            f"the cache folder {place.parent} cannot be written ({problem}), so kernels are compiled anew at "
            f"each start; name another folder with {BY_NAME['cache_dir'].flag}"
        )
        place = temporary_folder() / place.name
    found = kernelcache.state(place)
    if found is State.DAMAGED:
        notice = f"the compiled kernels in {place} are damaged; they are thrown away and compiled anew"
    if found is State.WARM:
        kernelcache.clean(place.parent)
        with contextlib.suppress(OSError):
            os.utime(place)  # the folder is in use: folders that nobody used for a month are removed
    folder = place if found is State.WARM else kernelcache.claim(place.parent)
    environ[NUMBA_FOLDER] = environ[READ_ONLY] = str(folder)
    environ[BY_NAME["cache_dir"].variable] = str(place.parent)
    hold_blas(environ)
    return Environment(place, folder, warm=found is State.WARM, kept=not problem, notice=notice)


def prepare_to_compile(folder: Path, environ: MutableMapping[str, str] = os.environ) -> None:
    """Let numba save the kernels of this process in a folder; call it before numba is imported."""
    environ[NUMBA_FOLDER] = str(folder)
    environ.pop(READ_ONLY, None)
    hold_blas(environ)


def hold_blas(environ: MutableMapping[str, str]) -> None:
    """Hold BLAS to one thread: the factorisation splits its work over threads of its own."""
    for variable in BLAS_VARIABLES:
        environ.setdefault(variable, "1")

"""What must stand in the environment before numba and BLAS are imported."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import appdirs

from oscfactor import __version__
from oscfactor.config import BY_NAME, Settings

BLAS_VARIABLES: Final = (
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


KERNELS_ROOM: Final = 8 << 20
"""Bytes on disk; all kernels together take about five million."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where compiled kernels are kept, and what the user should know of it."""

    cache_dir: Path
    notice: str = ""


def cache_folder(settings: Settings) -> Path:
    """Return where compiled kernels belong by the settings; nothing is made or checked."""
    base = Path(settings.cache_dir).expanduser() if settings.cache_dir else _user_cache()
    # numba compiles a kernel anew when its own file has changed, but not when a kernel that it calls has, in
    # another file: then what is in the cache calls what is no longer there. So other sources, another folder.
    return base / f"numba-{__version__}-{kernel_sources()[:8]}"


def kernel_sources() -> str:
    """Return a digest of the sources that hold kernels."""
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "dsp").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def prepare_environment(settings: Settings, environ: MutableMapping[str, str] = os.environ) -> Environment:
    """Say where compiled kernels are kept, and hold BLAS to one thread; call it before numba is imported.

    A folder that cannot be written is replaced by a temporary one that goes when the process ends. Child
    processes inherit the same folder.
    """
    wanted = cache_folder(settings)
    folder, notice = wanted, ""
    problem = why_not_writable(wanted)
    if problem:
        base = Path(tempfile.mkdtemp(prefix="oscfactor-"))
        atexit.register(shutil.rmtree, base, ignore_errors=True)
        folder = base / wanted.name
        folder.mkdir()
        notice = (
            f"the cache folder {wanted} cannot be written ({problem}), so kernels are compiled anew at each "
            f"start; name another folder with {BY_NAME['cache_dir'].flag}"
        )
    environ["NUMBA_CACHE_DIR"] = str(folder)
    environ[BY_NAME["cache_dir"].variable] = str(folder.parent)
    # The factorisation splits its work over its own threads; BLAS threads under them only stand in the way.
    for variable in BLAS_VARIABLES:
        environ.setdefault(variable, "1")
    return Environment(folder, notice)


def _user_cache() -> Path:
    return Path(appdirs.user_cache_dir("oscfactor"))


def why_not_writable(folder: Path) -> str:
    """Return why compiled kernels cannot be kept in a folder; empty if they can.

    An empty folder must have room for them: numba ends a job where it cannot keep what it has compiled.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(KERNELS_ROOM if is_empty else 1))
            trial.flush()
            return ""
    except OSError as error:
        return error.strerror or str(error)

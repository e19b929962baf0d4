"""Compiled kernels on disk: a folder that is complete, checked and never written again (decision 6).

In the cache folder of the settings stand, side by side:

- `numba-…`, the kernels of one version on one machine, with `warm.json` that says what they were made for and
  what each file's digest is. It comes by being renamed.
- `building-…`, what a process or its child compiles, and the process reads; it goes with the process.
- `building.lock` and `folders.lock`, held by who compiles, and by who makes or sweeps folders.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Final

from oscfactor import PACKAGE, __version__
from oscfactor.machine.locks import Lock
from oscfactor.machine.replacing import replace

STAMP_NAME: Final = "warm.json"
KEPT_SECONDS: Final = 30 * 24 * 3600
_FOLDERS_LOCK: Final = "folders.lock"
_OWNER_LOCK: Final = "owner.lock"
_PRIVATE: Final = "building-"


class State(StrEnum):
    """How a folder of kernels is found."""

    WARM = "warm"
    ABSENT = "absent"
    DAMAGED = "damaged"


def kernel_sources() -> str:
    """Return a digest of the sources that hold kernels."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def made_for() -> dict[str, str]:
    """Return the versions, the processor and the sources that compiled kernels depend on."""
    return {
        "oscfactor": __version__,
        "numba": _version("numba"),
        "llvmlite": _version("llvmlite"),
        "numpy": _version("numpy"),
        "python": platform.python_version(),
        "processor": _processor(),
        "sources": kernel_sources(),
        "installed": _installed(),
    }


def folder_name() -> str:
    """Return the name of the folder for kernels; other versions and machines have other folders."""
    digest = hashlib.sha256(json.dumps(made_for(), sort_keys=True).encode()).hexdigest()
    return f"numba-{__version__}-{digest[:12]}"


def state(folder: Path) -> State:
    """Say whether all kernels are in a folder, for this version on this machine, as they were written."""
    if not folder.exists():
        return State.ABSENT
    try:
        stamp = json.loads((folder / STAMP_NAME).read_text("utf-8"))
        good = stamp["made_for"] == made_for() and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            for name, digest in stamp["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        good = False
    return State.WARM if good else State.DAMAGED


def write_stamp(folder: Path) -> None:
    """Write a folder's stamp: the versions that its kernels were made for, and the digest of each file."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.nb[ic]"))
    }
    text = json.dumps({"made_for": made_for(), "files": files}, indent=1)
    (folder / STAMP_NAME).write_text(text, "utf-8")


def put_in_place(folder: Path, place: Path) -> None:
    """Let a complete folder take its place, whole or not at all; a folder that stands there goes."""
    write_stamp(folder)
    throw_away(place)
    replace(folder, place)
    forget_old(place)


def throw_away(folder: Path) -> None:
    """Remove a folder at once: a process that looks meanwhile finds it gone rather than in parts."""
    if folder.exists():
        away = Path(tempfile.mkdtemp(prefix=_PRIVATE, dir=folder.parent)) / folder.name
        replace(folder, away)
        shutil.rmtree(away.parent, ignore_errors=True)


def claim(base: Path) -> Path:
    """Make an empty folder for the kernels of this process; it goes when the process ends.

    Folders of processes that were killed go now.
    """
    with _alone(base):
        sweep(base)
        folder = Path(tempfile.mkdtemp(prefix=_PRIVATE, dir=base))
        owner = Lock(folder / _OWNER_LOCK)
        owner.take(wait=False)
    (folder / "kernels").mkdir()
    atexit.register(_leave, folder, owner)
    return folder / "kernels"


def clean(base: Path) -> None:
    """Remove the folders of processes that were killed."""
    if any(base.glob(f"{_PRIVATE}*")):
        with _alone(base):
            sweep(base)


def sweep(base: Path) -> None:
    """Remove the folders that no living process holds; `folders.lock` is held meanwhile."""
    for folder in base.glob(f"{_PRIVATE}*"):
        owner = Lock(folder / _OWNER_LOCK)
        with contextlib.suppress(OSError):
            if owner.take(wait=False):
                owner.release()
                shutil.rmtree(folder, ignore_errors=True)


def forget_old(place: Path) -> None:
    """Remove kernels of other versions that have not been used for a month."""
    for folder in place.parent.glob("numba-*"):
        with contextlib.suppress(OSError):
            if folder != place and time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _alone(base: Path) -> Iterator[None]:
    lock = Lock(base / _FOLDERS_LOCK)
    lock.take(wait=True)
    try:
        yield
    finally:
        lock.release()


def _leave(folder: Path, owner: Lock) -> None:
    owner.release()
    shutil.rmtree(folder, ignore_errors=True)


def _sources() -> list[Path]:
    found = sorted((PACKAGE / "dsp").rglob("*.py"))
    if not found:  # without sources all digests are alike, and old kernels would pass for new ones
        raise FileNotFoundError(f"{PACKAGE / 'dsp'} holds no sources of kernels")
    return found


def _installed() -> str:
    """Return a digest of where the kernels' sources are and when they were written: numba asks for both."""
    digest = hashlib.sha256(os.fsencode(PACKAGE))
    for path in _sources():
        digest.update(f"{path.name} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"


def _processor() -> str:
    """Return the processor as LLVM knows it: its name and what it can do, for which numba compiles.

    The system's own name of it is the same on every Apple chip, and there is none on many ARM boards.
    """
    from llvmlite import binding

    features = hashlib.sha256(binding.get_host_cpu_features().flatten().encode()).hexdigest()
    return f"{platform.machine()} {binding.get_host_cpu_name()} {features[:12]}"

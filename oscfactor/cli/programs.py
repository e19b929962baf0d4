"""Where each program looks for what its users add, and where our packages for them lie."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oscfactor import PACKAGE
from oscfactor.errors import FileError

FOLDER: Final = "oscfactor"
"""The name of our folder inside a program's own."""


@dataclass(frozen=True, slots=True)
class System:
    """A computer as far as folders go: `sys.platform`, the home folder and the environment."""

    platform: str
    home: Path
    environ: Mapping[str, str]

    def variable(self, name: str, default: str) -> Path:
        """Return the folder that an environment variable names, or `default` inside the home folder."""
        named = self.environ.get(name)
        return Path(named) if named else self.home / default

    @property
    def documents(self) -> Path:
        """The user's documents; Windows may keep them in OneDrive."""
        if self.platform == "win32":
            cloud = self.variable("OneDrive", "OneDrive") / "Documents"
            if cloud.is_dir() and not (self.home / "Documents").is_dir():
                return cloud
        return self.home / "Documents"


@dataclass(frozen=True, slots=True)
class Package:
    """What we bring for one program.

    Attributes
    ----------
    key : the word on the command line
    source : its folder in our source
    folders : system -> the folders into which it goes, one for each version that is installed
    hint : what to do next, in a sentence
    """

    key: str
    program: str
    source: str
    folders: Callable[[System], list[Path]]
    hint: str


def _pd_folders(system: System) -> list[Path]:
    if system.platform == "darwin":
        places = [system.home / "Library/Pd", system.documents / "Pd/externals"]
    elif system.platform == "win32":
        places = [system.variable("APPDATA", "AppData/Roaming") / "Pd", system.documents / "Pd/externals"]
    else:
        places = [system.home / ".local/lib/pd/extra", system.home / "pd-externals"]
    # All versions of Pd look into the same folders; two copies would only shadow each other.
    return [next((place for place in places if place.is_dir()), places[0])]


def _max_folders(system: System) -> list[Path]:
    if system.platform not in ("darwin", "win32"):
        return []
    versions = sorted(p for p in system.documents.glob("Max [0-9]*") if p.is_dir())
    return [version / "Packages" for version in versions] or [system.documents / "Max 9/Packages"]


def _sc_folders(system: System) -> list[Path]:
    if system.platform == "darwin":
        base = system.home / "Library/Application Support"
    elif system.platform == "win32":
        base = system.variable("LOCALAPPDATA", "AppData/Local")
    else:
        base = system.variable("XDG_DATA_HOME", ".local/share")
    return [base / "SuperCollider/Extensions"]


PACKAGES: Final = (
    Package(
        "pd",
        "Pure Data",
        "pd_patches",
        _pd_folders,
        "open oscfactor.buffer-help.pd there; in a patch of yours: [declare -path oscfactor]",
    ),
    Package("max", "Max", "max_patches", _max_folders, "restart Max; the overview stands in the menu Extras"),
    Package(
        "sc",
        "SuperCollider",
        "supercollider",
        _sc_folders,
        "recompile the class library, then see the help of OscFactor",
    ),
)


def source_of(package: Package) -> Path:
    """Return the folder that holds what we bring for a program.

    Raises
    ------
    FileError
        If this installation of oscfactor came without it.
    """
    shared = Path(sysconfig.get_path("data")) / "share" / "oscfactor"
    for base in (PACKAGE.parent, shared):
        folder = base / package.source
        if folder.is_dir():
            return folder
    raise FileError(
        f"this oscfactor came without its files for {package.program}; install it from its source"
    )


def this_system() -> System:
    """Return the computer that we run on."""
    return System(sys.platform, Path.home(), os.environ)

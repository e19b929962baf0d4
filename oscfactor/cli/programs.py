"""Pure Data, Max and SuperCollider: where each is installed, and the folders for its users' additions."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oscfactor import PACKAGE
from oscfactor.cli.manifest import files_of
from oscfactor.errors import FileError

FOLDER: Final = "oscfactor"
"""The name of our folder inside a program's own."""


_DOCUMENTS: Final = uuid.UUID("FDD39AD0-238F-46AF-ADB4-6C85480369C7")
"""The name under which Windows knows each user's folder of documents, FOLDERID_Documents."""


def known_documents() -> Path | None:
    """Ask Windows for the folder of the user's documents; None if it does not say, or on another system."""
    if sys.platform != "win32":
        return None
    folder, number = ctypes.c_wchar_p(), ctypes.create_string_buffer(_DOCUMENTS.bytes_le, 16)
    failed = ctypes.WinDLL("shell32").SHGetKnownFolderPath(number, 0, None, ctypes.byref(folder))
    found = None if failed or not folder.value else Path(folder.value)
    ctypes.WinDLL("ole32").CoTaskMemFree(folder)
    return found


@dataclass(frozen=True, slots=True)
class System:
    """A computer as far as folders go: `sys.platform`, the home folder and the environment."""

    platform: str
    home: Path
    environ: Mapping[str, str]
    asked_documents: Callable[[], Path | None] = known_documents

    def variable(self, name: str, default: str) -> Path:
        """Return the folder that an environment variable names, or `default` inside the home folder."""
        named = self.environ.get(name)
        return Path(named) if named else self.home / default

    @property
    def documents(self) -> Path:
        """The user's documents, which Windows may keep anywhere: in OneDrive, on another disk."""
        if self.platform == "win32":
            return self.asked_documents() or self.home / "Documents"
        return self.home / "Documents"


@dataclass(frozen=True, slots=True)
class Program:
    """One program that plays with oscfactor.

    Attributes
    ----------
    key : the word on the command line of `install-clients`
    source : the folder of our files for the program, in a checkout and in `share/` of an installed package
    commands : names on the search path
    applications : `sys.platform` -> folders and a pattern in each; the last match is the newest version
    added : system -> the folders for what users add, one for each installed version; none where the program
        does not run
    remedies : `sys.platform` -> how to get the program
    hint : the next step after our files are installed, in a sentence
    elsewhere : system -> where the program has our files already by another way, or None; two copies of a
        class keep SuperCollider's library from compiling
    starts : whether it starts daemons by the command that `install-clients` notes
    """

    key: str
    name: str
    source: str
    commands: tuple[str, ...]
    applications: Mapping[str, tuple[tuple[str, str], ...]]
    added: Callable[[System], list[Path]]
    remedies: Mapping[str, str]
    hint: str
    elsewhere: Callable[[System], Path | None] = lambda _system: None
    starts: bool = False

    def executable(self, system: System) -> Path | None:
        """Return where the program is installed, or None."""
        for command in self.commands:
            found = shutil.which(command, path=system.environ.get("PATH", ""))
            if found:
                return Path(found)
        for place, pattern in self.applications.get(system.platform, ()):
            matches = sorted(Path(place).glob(pattern))
            if matches:
                return matches[-1]
        return None

    def targets(self, system: System) -> list[Path]:
        """Return the folders that our files for the program go into, whether or not they are there yet."""
        return [folder / FOLDER for folder in self.added(system)]

    def remedy(self, system: System) -> str:
        """Return how to get the program on a system."""
        return self.remedies.get(system.platform, self.remedies["linux"])

    def files(self) -> Path:
        """Return the folder that holds our files for the program.

        Raises
        ------
        FileError
            If this installation of oscfactor came without them.
        """
        packed, checkout = PACKAGE / "share" / self.source, PACKAGE.parent / self.source
        # Beside an installed package lie the packages of others: one of them is called supercollider.
        in_checkout = (PACKAGE.parent / "pyproject.toml").is_file() and not packed.is_dir()
        found = checkout if in_checkout else packed
        if not any(files_of(found)):
            raise FileError(f"this oscfactor came without its files for {self.name}; install oscfactor again")
        return found


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


def _supercollider_base(system: System, variable: str, default: str) -> Path:
    if system.platform == "darwin":
        return system.home / "Library/Application Support/SuperCollider"
    if system.platform == "win32":
        return system.variable("LOCALAPPDATA", "AppData/Local") / "SuperCollider"
    return system.variable(variable, default) / "SuperCollider"


def _supercollider_folders(system: System) -> list[Path]:
    return [_supercollider_base(system, "XDG_DATA_HOME", ".local/share") / "Extensions"]


def _quark(system: System) -> Path | None:
    """Return the folder from which SuperCollider has our classes as a Quark: its settings name it."""
    settings = _supercollider_base(system, "XDG_CONFIG_HOME", ".config") / "sclang_conf.yaml"
    try:
        lines = settings.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    places = (Path(line.strip()[2:].strip(" '\"")) for line in lines if line.strip().startswith("- "))
    return next((place for place in places if (place / "Classes" / "OscFactor.sc").is_file()), None)


PROGRAMS: Final = (
    Program(
        key="pd",
        name="Pure Data",
        source="pd_patches",
        commands=("pd",),
        applications={
            "darwin": (("/Applications", "Pd*.app"),),
            "win32": (("C:/Program Files", "Pd*/bin/pd.exe"), ("C:/Program Files (x86)", "Pd*/bin/pd.exe")),
        },
        added=_pd_folders,
        remedies={
            "linux": "install it with your package manager, for example: apt install puredata",
            "darwin": "brew install --cask pd, or https://puredata.info/downloads",
            "win32": "https://puredata.info/downloads",
        },
        hint="open oscfactor.buffer-help.pd there; in a patch of yours: [declare -path oscfactor]",
    ),
    Program(
        key="max",
        name="Max",
        source="max_patches",
        commands=(),
        applications={
            "darwin": (("/Applications", "Max*.app"),),
            "win32": (("C:/Program Files", "Cycling '74/Max */Max.exe"),),
        },
        added=_max_folders,
        remedies={
            "linux": "it runs on macOS and Windows only, and can talk to this computer from there",
            "darwin": "https://cycling74.com/downloads",
            "win32": "https://cycling74.com/downloads",
        },
        hint="restart Max; the overview stands in the menu Extras",
        starts=True,
    ),
    Program(
        key="sc",
        name="SuperCollider",
        source="supercollider/oscfactor",
        commands=("sclang",),
        applications={
            "darwin": (
                ("/Applications", "SuperCollider*.app"),
                ("/Applications", "SuperCollider/SuperCollider.app"),
            ),
            "win32": (("C:/Program Files", "SuperCollider*/sclang.exe"),),
        },
        added=_supercollider_folders,
        remedies={
            "linux": "install it with your package manager, for example: apt install supercollider",
            "darwin": "brew install --cask supercollider, or https://supercollider.github.io/downloads",
            "win32": "https://supercollider.github.io/downloads",
        },
        hint="recompile the class library, then see the help of OscFactor",
        starts=True,
        elsewhere=_quark,
    ),
)


def this_system() -> System:
    """Return the computer that we run on."""
    return System(sys.platform, Path.home(), os.environ)
